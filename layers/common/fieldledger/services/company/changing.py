"""Changing a company's settings: a new version, its history and the audit trail, in one transaction."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.settings_change import settings_changes
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.settings_versions import SettingsVersions
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.company.in_use import SettingsInUse
from fieldledger.services.company.writing import SettingsWish, SettingsWriting
from fieldledger.services.payments.catching_up import CatchUpStart
from fieldledger.services.posting.release import ITEM_CODES, ParkedPostings

_WAITING: Final = ITEM_CODES | {
    ErrorCode.COST_CODE_UNMAPPED,
    ErrorCode.BOOKS_MAPPING_MISSING,
    ErrorCode.CURRENCY_DIFFERS,
}
_MEND: Final = ("pay_types", "documents", "cost_code_format", "time", "currency")


@dataclass(frozen=True, slots=True)
class SettingsAnswer:
    """The settings after a change, and how many postings went on because of it."""

    company: Company
    released: int = 0


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """What changes are made with."""

    companies: Companies
    versions: SettingsVersions
    in_use: SettingsInUse
    audit: AuditTrail
    transactions: Transactions
    parked: ParkedPostings
    catch_up: CatchUpStart
    clock: Clock


class SettingsChanges:
    """Works for one company at a time."""

    def __init__(self, parts: SettingsParts) -> None:
        self._parts = parts
        self._writing = SettingsWriting(parts.companies, parts.versions, parts.audit, parts.clock)

    async def replace(self, user_id: str, wish: SettingsWish) -> Result[SettingsAnswer]:
        """The first ones set a company up. A repetition changes nothing, and releases what was left waiting.

        Codes: ``VERSION_CONFLICT`` (``details.version`` is the current one), ``SETTINGS_IN_USE``, ``VALIDATION_FAILED``
        for more than can be stored.
        """
        found = await self._parts.companies.get(wish.company_id)
        if found.failed and found.error_code != ErrorCode.NOT_FOUND:
            return found.failure()
        before = found.data
        if before is not None and before.settings == wish.settings:
            return await self._released(user_id, before, tuple(settings_changes(None, wish.settings)))
        current = 0 if before is None else before.version
        if wish.version != current:
            details = {"version": current}
            return Result.fail("the settings were changed since they were shown", ErrorCode.VERSION_CONFLICT, details)
        free = Result.ok(None) if before is None else await self._parts.in_use.check(before, wish.settings)
        return free.failure() if free.failed else await self._write(user_id, wish, before)

    async def _write(self, user_id: str, wish: SettingsWish, before: Company | None) -> Result[SettingsAnswer]:
        prepared = self._writing.prepare(user_id, wish, before)
        if prepared.failed:
            return prepared.failure()
        company, made, writes = prepared.unwrap()
        catching_up = await self._parts.catch_up.writes(before, company)
        if catching_up.failed:
            return catching_up.failure()
        written = await self._parts.transactions.transact([*writes, *catching_up.unwrap()])
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.SETTINGS_CHANGED, user_id, wish.company_id, version=made.number)
        stored = company.model_copy(update={"version": made.number})
        return await self._released(user_id, stored, tuple(made.changes))

    async def _released(self, user_id: str, company: Company, paths: tuple[str, ...]) -> Result[SettingsAnswer]:
        """Where anything changed that postings may have waited for, they are tried again."""
        if not any(path.partition(".")[0] in _MEND for path in paths):
            return Result.ok(SettingsAnswer(company))
        released = await self._parts.parked.release(company.company_id, _WAITING, f"{user_id} changed the settings")
        return released.map(lambda count: SettingsAnswer(company, count))
