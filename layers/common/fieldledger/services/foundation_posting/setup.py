"""What a person decides for FOUNDATION: a company's mappings, and which of its records one of ours is."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRules, LinkedKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.settings_change import SettingsVersion, settings_changes
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.repositories.settings_versions import SettingsVersions
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.crosswalk.deciding import LinkDecisions, Wanted
from fieldledger.services.foundation_posting.ids import is_id
from fieldledger.services.posting.release import EMPLOYEE_CODES, JOB_CODES, ParkedPostings
from fieldledger.services.writing import Transactions

MAPPING_CODES: Final = frozenset(
    {
        *EMPLOYEE_CODES,
        *JOB_CODES,
        ErrorCode.PAY_TYPE_UNMAPPED,
        ErrorCode.COST_CODE_UNMAPPED,
        ErrorCode.BOOKS_MAPPING_MISSING,
        ErrorCode.BOOKS_WOULD_REFUSE,
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
    }
)
"""What other mappings may mend."""

_LINK_CODES: Final = {
    LinkedKind.EMPLOYEE: EMPLOYEE_CODES,
    LinkedKind.PROJECT: JOB_CODES,
    LinkedKind.SUPPLIER: frozenset({ErrorCode.SUPPLIER_UNMATCHED}),
}


_MOST_BYTES: Final = 130_000
"""The audit entry holds the settings twice, and an item of DynamoDB at most 400 KB."""


@dataclass(frozen=True, slots=True)
class RulesWish:
    """All settings for FOUNDATION as they shall be; ``version`` is the one that the person saw."""

    company_id: str
    rules: FoundationRules
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class RulesAnswer:
    """The settings after a change, and how many postings went on because of it."""

    mappings: FoundationMappings
    released: int = 0


class FoundationSetup:
    """Writes decisions with their audit entry, and replays what waited for them."""

    def __init__(
        self,
        mappings: MappingsForFoundation,
        versions: SettingsVersions,
        decisions: LinkDecisions,
        parked: ParkedPostings,
        audit: AuditTrail,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._mappings = mappings
        self._versions = versions
        self._decisions = decisions
        self._parked = parked
        self._audit = audit
        self._transactions = transactions
        self._clock = clock

    async def save(self, mappings: FoundationMappings, user_id: str) -> Result[int]:
        """Replace the company's mappings whatever version they had; the answer counts the postings that go on.

        ``VERSION_CONFLICT`` if somebody did the same at this moment.
        """
        before = await self._mappings.mappings(mappings.company_id)
        if before.failed:
            return before.failure()
        wish = RulesWish(mappings.company_id, mappings.rules, before.unwrap().version, "set by an operator")
        return (await self._change(user_id, wish, before.unwrap())).map(lambda answer: answer.released)

    async def replace(self, user_id: str, wish: RulesWish) -> Result[RulesAnswer]:
        """The same for a person who saw a version of them; a repetition changes nothing.

        ``VERSION_CONFLICT`` (``details.version`` is the current one), ``VALIDATION_FAILED`` for more than is stored.
        """
        before = await self._mappings.mappings(wish.company_id)
        if before.failed:
            return before.failure()
        current = before.unwrap()
        if wish.version != current.version and wish.rules != current.rules:
            details = {"version": current.version}
            return Result.fail("the settings were changed since they were shown", ErrorCode.VERSION_CONFLICT, details)
        return await self._change(user_id, wish, current)

    async def _change(self, user_id: str, wish: RulesWish, before: FoundationMappings) -> Result[RulesAnswer]:
        """Writes nothing where nothing differs; what waits is released in any case."""
        after = before
        if wish.rules != before.rules or not before.version:
            written = await self._write(user_id, wish, before)
            if written.failed:
                return written.failure()
            after = written.unwrap()
        released = await self._release(wish.company_id, MAPPING_CODES, "the mappings for FOUNDATION changed")
        return released.map(lambda count: RulesAnswer(after, count))

    async def _write(self, user_id: str, wish: RulesWish, before: FoundationMappings) -> Result[FoundationMappings]:
        rules = {name: getattr(wish.rules, name) for name in FoundationRules.model_fields}
        saved = FoundationMappings(company_id=wish.company_id, version=before.version, **rules)
        made = SettingsVersion(
            company_id=wish.company_id,
            number=before.version + 1,
            changed_by=user_id,
            changed_at=self._clock.now(),
            reason=wish.reason,
            changes=settings_changes(before.rules if before.version else None, wish.rules),
        )
        if max(len(model.model_dump_json().encode()) for model in (saved, made)) > _MOST_BYTES:
            text = "these are more settings than can be stored: codes belong into mapping tables"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"most_bytes": _MOST_BYTES})
        entry = audit_entry(
            wish.company_id,
            user_id,
            LogEvent.MAPPING_DECIDED,
            "foundation.mappings",
            made.changed_at,
            before={"mappings": before.rules.model_dump_json()},
            after={"mappings": wish.rules.model_dump_json(), "version": str(made.number), "reason": wish.reason},
        )
        written = await self._transactions.transact(
            [self._mappings.write_mappings(saved), self._versions.write(made), self._audit.write(entry)]
        )
        if written.success:
            log_mutation(LogEvent.MAPPING_DECIDED, user_id, wish.company_id, books="foundation")
        return written.map(lambda _: saved.model_copy(update={"version": made.number}))

    async def link(
        self, company_id: str, kind: LinkedKind, source_id: str, vendor_id: str, user_id: str
    ) -> Result[int]:
        """``source_id`` is FOUNDATION's record ``vendor_id``; the answer counts the postings that go on.

        A customer who takes files has no connection, so the record itself is not looked for. Codes:
        ``VALIDATION_FAILED`` (FOUNDATION has no such ids), ``LINK_CONFLICT`` (another of ours is that record),
        ``VERSION_CONFLICT``.
        """
        if not is_id(vendor_id):
            return Result.fail("FOUNDATION has no such ids", ErrorCode.VALIDATION_FAILED, {"vendor_id": vendor_id})
        wanted = Wanted(
            company_id=company_id,
            kind=IdentityKind(kind),
            canonical_id=source_id,
            vendor=VendorName.FOUNDATION,
            vendor_id=vendor_id,
            decided_by=user_id,
            reason="an operator said so",
            replace=True,
        )
        decided = await self._decisions.link(wanted)
        if decided.failed:
            return decided.failure()
        if decided.unwrap().changes:
            written = await self._transactions.transact(decided.unwrap().writes)
            if written.failed:
                return written.failure()
            log_mutation(LogEvent.LINK_DECIDED, user_id, decided.unwrap().identity.subject, vendor_id=vendor_id)
        return await self._release(
            company_id, _LINK_CODES[kind] | {ErrorCode.LINK_STALE}, f"{kind} linked to FOUNDATION's {vendor_id}"
        )

    async def _release(self, company_id: str, codes: frozenset[ErrorCode], note: str) -> Result[int]:
        return await self._parked.release(company_id, codes, note, ("foundation",))
