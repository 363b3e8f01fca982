"""The admin routes every simulator offers under /_admin: health, clock, faults, requests, reset."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, HTTPException, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

from simulators.kit.clock import SimClock
from simulators.kit.faults import Fault, FaultQueue
from simulators.kit.recorder import RecordedCall, RequestLog


class ClockMove(BaseModel):
    """Exactly one of a jump in seconds or a new time."""

    model_config = ConfigDict(extra="forbid")

    advance_seconds: float | None = None
    now: AwareDatetime | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.advance_seconds is None) == (self.now is None):
            message = "give advance_seconds or now"
            raise ValueError(message)
        return self


class ClockReading(BaseModel):
    """The simulator's time, UTC."""

    now: datetime


class RequestReport(BaseModel):
    """What reached the simulator; `total` and `by_status` count all calls, `requests` lists the selected."""

    total: int
    by_status: dict[str, int]
    requests: list[RecordedCall]


def admin_router(
    clock: SimClock, faults: FaultQueue, *, reset: Callable[[], None], log: RequestLog | None = None
) -> APIRouter:
    """Build the shared admin routes; `reset` empties the simulator's own state.

    The log must be the one given to RecorderMiddleware; without it /_admin/requests stays empty.
    """
    router = APIRouter(prefix="/_admin", tags=["admin"])
    calls = log if log is not None else RequestLog()
    _add_clock_routes(router, clock)
    _add_fault_routes(router, faults)
    _add_request_routes(router, calls)

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.post("/reset")
    async def reset_everything() -> dict[str, str]:
        """Empty the simulator, its faults and its log, and put its clock back."""
        clock.reset()
        faults.clear()
        calls.clear()
        reset()
        return {"status": "reset"}

    return router


def _add_clock_routes(router: APIRouter, clock: SimClock) -> None:
    @router.get("/clock")
    async def read_clock() -> ClockReading:
        return ClockReading(now=clock.now())

    @router.post("/clock")
    async def move_clock(move: ClockMove) -> ClockReading:
        if move.now is not None:
            clock.set(move.now)
        if move.advance_seconds is not None:
            clock.advance(move.advance_seconds)
        return ClockReading(now=clock.now())


def _add_fault_routes(router: APIRouter, faults: FaultQueue) -> None:
    @router.post("/faults", status_code=201)
    async def add_fault(fault: Fault) -> list[Fault]:
        """Queue an order; a kind that nobody here acts on is refused, since it would never be served."""
        if fault.kind not in faults.kinds:
            raise HTTPException(422, f"unknown kind {fault.kind!r}; known: {', '.join(sorted(faults.kinds))}")
        faults.add(fault)
        return faults.pending()

    @router.get("/faults")
    async def list_faults() -> list[Fault]:
        return faults.pending()

    @router.delete("/faults")
    async def drop_faults() -> list[Fault]:
        faults.clear()
        return []


def _add_request_routes(router: APIRouter, log: RequestLog) -> None:
    @router.get("/requests")
    async def list_requests(
        method: Annotated[str | None, Query()] = None, path: Annotated[str | None, Query()] = None
    ) -> RequestReport:
        return RequestReport(total=log.total, by_status=log.by_status(), requests=log.calls(method=method, path=path))
