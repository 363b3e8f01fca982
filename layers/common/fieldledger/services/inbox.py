"""Raising and resolving exceptions: the same problem about the same thing is one item."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import MAPPING_VERSION, ExceptionItem, ExceptionState, exception_id
from fieldledger.error_codes import codes_with
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.result import ErrorCode, Remedy, Result, traits
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.exceptions.redaction import redacted, redacted_if_any

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to look at. ``subject`` names the thing, for instance ``employee:<id>``.

    ``request`` and ``answer`` may be handed over as they are: the inbox takes out what must not be kept.
    """

    code: ErrorCode
    subject: str
    message: str
    details: Mapping[str, str] = field(default_factory=dict)
    request: str | None = None
    answer: str | None = None
    mapping_version: str | None = None


class Inbox:
    """Writes of the exceptions inbox. With an ``audit`` trail, what a person closes is entered there."""

    def __init__(self, exceptions: Exceptions, clock: Clock, audit: AuditTrail | None = None) -> None:
        self._exceptions = exceptions
        self._clock = clock
        self._audit = audit

    async def writes(self, company_id: str, problems: Sequence[Problem]) -> Result[list[Put]]:
        """The writes that raise ``problems``, for the transaction of the change that met them."""
        distinct = {exception_id(company_id, p.code, p.subject): p for p in problems}
        found = await self._exceptions.get_many(company_id, list(distinct))
        if found.failed:
            return found.failure()
        known = {item.exception_id: item for item in found.unwrap()}
        now = self._clock.now()
        items = [_raised(company_id, key, problem, known.get(key), now) for key, problem in distinct.items()]
        return Result.ok([self._exceptions.write(item) for item in items])

    async def raise_(self, company_id: str, problem: Problem) -> Result[ExceptionItem]:
        """Raise one problem by itself; a conflict with another worker is tried again."""
        key = exception_id(company_id, problem.code, problem.subject)
        saved: Result[ExceptionItem] = Result.fail("not tried", ErrorCode.VERSION_CONFLICT)
        for _ in range(_TRIES):
            found = await self._exceptions.get_many(company_id, [key])
            if found.failed:
                return found.failure()
            known = next(iter(found.unwrap()), None)
            saved = await self._exceptions.save(_raised(company_id, key, problem, known, self._clock.now()))
            if saved.error_code != ErrorCode.VERSION_CONFLICT:
                break
        if saved.success:
            log_mutation(LogEvent.EXCEPTION_RAISED, SYSTEM, key, code=problem.code.value)
        return saved

    async def raise_lost_connection(self, company_id: str, vendor: VendorName, failed: Result[object]) -> None:
        """Ask a person to reconnect, if that is what makes ``failed`` go away."""
        if failed.traits.remedy is Remedy.RECONNECT:
            code = ErrorCode(failed.error_code or ErrorCode.UNKNOWN)
            await self.raise_(company_id, Problem(code, _connection(vendor), failed.error or ""))

    async def resolve_lost_connection(self, company_id: str, vendor: VendorName) -> Result[int]:
        """Close what asked for the connection that is there now."""
        codes = codes_with(Remedy.RECONNECT)
        return await self.resolve(company_id, [exception_id(company_id, code, _connection(vendor)) for code in codes])

    async def closing(
        self, company_id: str, exception_ids: Sequence[str], user_id: str = SYSTEM, resolution: str | None = None
    ) -> Result[list[Put]]:
        """The writes that close open items, for the transaction of the change that mends them."""
        found = await self._exceptions.get_many(company_id, exception_ids)
        if found.failed:
            return found.failure()
        writes: list[Put] = []
        for item in found.unwrap():
            if item.state is ExceptionState.OPEN:
                closed = _closed(item, self._clock.now(), user_id, resolution)
                writes.extend([self._exceptions.write(closed), *self._entry(item, closed)])
        return Result.ok(writes)

    async def resolved(self, company_id: str, exception_ids: Collection[str]) -> Result[frozenset[str]]:
        """Those of the items that are closed."""
        found = await self._exceptions.get_many(company_id, sorted(exception_ids))
        return found.map(lambda items: frozenset(i.exception_id for i in items if i.state is ExceptionState.RESOLVED))

    async def resolve(self, company_id: str, exception_ids: Sequence[str]) -> Result[int]:
        """Close open items, as far as they exist; the answer counts those closed."""
        found = await self._exceptions.get_many(company_id, exception_ids)
        if found.failed:
            return found.failure()
        closed = 0
        for item in found.unwrap():
            if item.state is ExceptionState.RESOLVED:
                continue
            saved = await self._exceptions.save(_closed(item, self._clock.now()))
            if saved.success:
                log_mutation(LogEvent.EXCEPTION_RESOLVED, SYSTEM, item.exception_id, code=item.code)
                closed += 1
            elif saved.error_code != ErrorCode.VERSION_CONFLICT:  # a newer occurrence keeps it open
                return saved.failure()
        return Result.ok(closed)

    def _entry(self, before: ExceptionItem, after: ExceptionItem) -> list[Put]:
        if self._audit is None or after.resolved_by is None or after.resolved_by == SYSTEM:
            return []
        entry = audit_entry(
            after.company_id,
            after.resolved_by,
            LogEvent.EXCEPTION_RESOLVED,
            after.exception_id,
            after.last_seen_at,
            before={"state": before.state},
            after={"state": after.state, "resolution": after.resolution or ""},
        )
        return [self._audit.write(entry)]


def _connection(vendor: VendorName) -> str:
    return f"connection:{vendor}"


def _closed(item: ExceptionItem, now: datetime, user_id: str = SYSTEM, resolution: str | None = None) -> ExceptionItem:
    how = {"resolved_by": user_id, "resolution": resolution}
    return item.model_copy(update={"state": ExceptionState.RESOLVED, "last_seen_at": now, **how})


@dataclass(frozen=True, slots=True)
class _Content:
    """What an item keeps of a problem. A message that comes with an answer repeats the vendor's words."""

    message: str
    details: dict[str, str]
    request: str | None
    answer: str | None


def _content(problem: Problem) -> _Content:
    used = {} if problem.mapping_version is None else {MAPPING_VERSION: problem.mapping_version}
    return _Content(
        message=problem.message if problem.answer is None else redacted(problem.message),
        details={**problem.details, **used},
        request=redacted_if_any(problem.request),
        answer=redacted_if_any(problem.answer),
    )


def _raised(company_id: str, key: str, problem: Problem, known: ExceptionItem | None, now: datetime) -> ExceptionItem:
    content = _content(problem)
    fresh = {
        **asdict(content),
        "resolution": None,
        "resolved_by": None,
        "state": ExceptionState.OPEN,
        "last_seen_at": now,
    }
    if known is not None:
        return known.model_copy(update=fresh | {"occurrences": known.occurrences + 1})
    behaviour = traits(problem.code)
    return ExceptionItem(
        company_id=company_id,
        exception_id=key,
        code=problem.code,
        subject=problem.subject,
        message=content.message,
        remedy=behaviour.remedy,
        turn=behaviour.turn,
        details=content.details,
        request=content.request,
        answer=content.answer,
        first_seen_at=now,
        last_seen_at=now,
    )
