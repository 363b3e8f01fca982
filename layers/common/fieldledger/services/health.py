"""Whether what we depend on answers, asked all at once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from anyio import create_task_group, current_time, move_on_after

from fieldledger.domain.base import CanonicalModel
from fieldledger.result import ErrorCode, Result

LONGEST_SECONDS: Final = 5.0


class DependencyKind(StrEnum):
    """What a dependency is."""

    TABLE = "table"
    QUEUE = "queue"
    SECRET = "secret"
    KEY = "key"
    VENDOR = "vendor"


class Dependency(CanonicalModel):
    """``code`` says why it is not ``ok``; ``milliseconds`` is how long the answer took."""

    kind: DependencyKind
    name: str
    ok: bool
    code: str | None
    milliseconds: int


class HealthReport(CanonicalModel):
    """``healthy``: everything of ours is; a vendor that is not connected leaves us healthy."""

    healthy: bool
    dependencies: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class Probe:
    """The cheapest question that a dependency can answer."""

    kind: DependencyKind
    name: str
    ask: Callable[[], Awaitable[Result[None]]]


async def check(probes: Sequence[Probe]) -> HealthReport:
    """Ask all of ``probes`` together; one that has not answered after five seconds has failed."""
    found: dict[Probe, Dependency] = {}

    async def ask(probe: Probe) -> None:
        found[probe] = await _asked(probe)

    async with create_task_group() as group:
        for probe in probes:
            group.start_soon(ask, probe)
    dependencies = tuple(found[probe] for probe in probes)
    healthy = all(one.ok for one in dependencies if one.kind is not DependencyKind.VENDOR)
    return HealthReport(healthy=healthy, dependencies=dependencies)


async def _asked(probe: Probe) -> Dependency:
    started = current_time()
    answered: Result[None] = Result.fail("no answer in time", ErrorCode.STORE_UNAVAILABLE)
    with move_on_after(LONGEST_SECONDS):
        answered = await probe.ask()
    took = round((current_time() - started) * 1000)
    return Dependency(
        kind=probe.kind, name=probe.name, ok=answered.success, code=answered.error_code, milliseconds=took
    )
