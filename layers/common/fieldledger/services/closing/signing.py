"""Signing a month: its report is kept as it was, and the days may be locked with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.month_close import CloseReport, MonthClose, Obstacle, hash_of, packed
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import Put
from fieldledger.repositories.month_closes import MonthCloses
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.closing.exceptions_of_days import ExceptionsOfDays
from fieldledger.services.closing.reconciliation import BooksReconciliations
from fieldledger.services.closing.reporting import report_of
from fieldledger.services.company.writing import SettingsWish, SettingsWriting
from fieldledger.services.writing import Transactions

_OVERRULED: Final = frozenset({"waiting", "differing", "exceptions", "not_checked"})
"""What one reason may be for; what was not posted or not approved needs one of its own for each kind."""
_MOST_BYTES: Final = 380_000
"""An item of DynamoDB holds 400 KB."""


@dataclass(frozen=True, slots=True)
class CloseMonth:
    """``key`` names the close: a repeated call finds it.

    ``reasons`` say for each obstacle why it is signed all the same; ``despite`` says it for all of ``_OVERRULED``.
    """

    company_id: str
    user_id: str
    key: str
    span: BooksSpan
    despite: str | None = None
    lock: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def close_id(self) -> str:
        """Begins with the last day, so that ids are in the order of months."""
        return f"{self.span.last_day.isoformat()}.{derive_id(self.company_id, 'close', self.key, length=12)}"


@dataclass(frozen=True, slots=True)
class SigningParts:
    """What months are signed with."""

    reconciliations: BooksReconciliations
    exceptions: ExceptionsOfDays
    companies: Companies
    settings: SettingsWriting
    closes: MonthCloses
    audit: AuditTrail
    transactions: Transactions
    clock: Clock


class MonthSigning:
    """Works for one company at a time."""

    def __init__(self, parts: SigningParts) -> None:
        self._parts = parts

    async def sign(self, wish: CloseMonth) -> Result[MonthClose]:
        """Codes: ``COMPANY_NOT_CONFIGURED``, ``MONTH_NOT_READY`` (``details.obstacles``), ``VERSION_CONFLICT``,
        ``VALIDATION_FAILED`` for days that are not over and for a report that is too long to be kept.
        """
        earlier = await self._parts.closes.find(wish.company_id, wish.close_id)
        if earlier.failed:
            return earlier.failure()
        done = earlier.unwrap()
        if done is not None:
            return Result.ok(done)
        company = await self._parts.companies.get(wish.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.failed:
            return company.failure()
        if wish.span.last_day >= self._today(company.unwrap()):
            return _not_over()
        report = await self._report(wish)
        ready = report.and_then(lambda made: _ready(made, wish))
        return await ready.and_then_async(lambda made: self._keep(wish, company.unwrap(), made))

    async def _report(self, wish: CloseMonth) -> Result[CloseReport]:
        found = await self._parts.reconciliations.of(wish.company_id, wish.span)
        if found.failed:
            return found.failure()
        exceptions = await self._parts.exceptions.of(wish.company_id, wish.span)
        return exceptions.map(lambda items: report_of(found.unwrap(), items, self._parts.clock.now()))

    async def _keep(self, wish: CloseMonth, company: Company, report: CloseReport) -> Result[MonthClose]:
        locking = self._locking(wish, company)
        if locking.failed:
            return locking.failure()
        close = _close(wish, report, _locked(wish, company))
        if len(close.packed) > _MOST_BYTES:
            text = "the report of these days is too long to be kept: close fewer days at a time"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"most_bytes": _MOST_BYTES})
        writes = [self._parts.closes.write(close), self._entry(close), *locking.unwrap()]
        written = await self._parts.transactions.transact(writes)
        if written.success:
            log_mutation(LogEvent.MONTH_CLOSED, wish.user_id, close.close_id, sha256=close.sha256)
        return written.map(lambda _: close)

    def _locking(self, wish: CloseMonth, company: Company) -> Result[tuple[Put, ...]]:
        """Days are only ever locked further on."""
        if not wish.lock or _locked(wish, company) == company.locked_through:
            return Result.ok(())
        settings = company.settings.model_copy(update={"locked_through": wish.span.last_day})
        reason = f"closed through {wish.span.last_day.isoformat()}"
        change = SettingsWish(wish.company_id, settings, company.version, reason)
        return self._parts.settings.prepare(wish.user_id, change, company).map(lambda prepared: prepared.writes)

    def _entry(self, close: MonthClose) -> Put:
        after = {
            "first_day": str(close.span.first_day),
            "last_day": str(close.span.last_day),
            "sha256": close.sha256,
            "locked_through": str(close.locked_through or ""),
            **{f"despite.{each.what}": str(each.count) for each in close.obstacles},
            **{f"reason.{each.what}": each.reason for each in close.obstacles if each.reason is not None},
            **({} if close.despite is None else {"despite": close.despite}),
        }
        entry = audit_entry(
            close.company_id, close.signed_by, LogEvent.MONTH_CLOSED, close.close_id, close.signed_at, after=after
        )
        return self._parts.audit.write(entry)

    def _today(self, company: Company) -> date:
        return self._parts.clock.now().astimezone(ZoneInfo(company.time_zone)).date()


def _not_over() -> Result[MonthClose]:
    fields = [{"field": "last_day", "problem": "must be a day that is over"}]
    return Result.fail("these days are not over yet", ErrorCode.VALIDATION_FAILED, {"fields": fields})


def _ready(report: CloseReport, wish: CloseMonth) -> Result[CloseReport]:
    """The report with the signer's reasons in it; whatever has none keeps it from being signed."""
    answered = tuple(each.model_copy(update={"reason": _reason(each, wish)}) for each in report.obstacles)
    left = [each for each in answered if each.reason is None]
    if not left:
        return Result.ok(report.model_copy(update={"obstacles": answered}))
    text = "; ".join(f"{each.count} {each.message}" for each in left)
    details = {"obstacles": [each.model_dump() for each in answered]}
    return Result.fail(f"the month cannot be signed: {text}", ErrorCode.MONTH_NOT_READY, details)


def _reason(obstacle: Obstacle, wish: CloseMonth) -> str | None:
    return wish.reasons.get(obstacle.what, wish.despite if obstacle.what in _OVERRULED else None)


def _locked(wish: CloseMonth, company: Company) -> date | None:
    """Through which day time is closed afterwards."""
    before = company.locked_through
    if not wish.lock:
        return before
    return wish.span.last_day if before is None else max(before, wish.span.last_day)


def _close(wish: CloseMonth, report: CloseReport, locked_through: date | None) -> MonthClose:
    text = report.model_dump_json()
    return MonthClose(
        company_id=wish.company_id,
        close_id=wish.close_id,
        span=wish.span,
        signed_by=wish.user_id,
        signed_at=report.made_at,
        despite=wish.despite if report.obstacles else None,
        locked_through=locked_through,
        obstacles=report.obstacles,
        totals=report.totals,
        sha256=hash_of(text),
        packed=packed(text),
    )
