"""What a person decides for FOUNDATION: a company's mappings, and which of its records one of ours is."""

from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import FoundationMappings, LinkedKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import audit_entry
from fieldledger.services.crosswalk.deciding import LinkDecisions, Wanted
from fieldledger.services.foundation_posting.ids import is_id
from fieldledger.services.posting.release import EMPLOYEE_CODES, JOB_CODES, ParkedPostings

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


class FoundationSetup:
    """Writes decisions with their audit entry, and replays what waited for them."""

    def __init__(
        self,
        mappings: MappingsForFoundation,
        decisions: LinkDecisions,
        parked: ParkedPostings,
        audit: AuditTrail,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._mappings = mappings
        self._decisions = decisions
        self._parked = parked
        self._audit = audit
        self._transactions = transactions
        self._clock = clock

    async def save(self, mappings: FoundationMappings, user_id: str) -> Result[int]:
        """Replace the company's mappings whatever version they had; the answer counts the postings that go on.

        ``VERSION_CONFLICT`` if somebody did the same at this moment.
        """
        company_id = mappings.company_id
        before = await self._mappings.mappings(company_id)
        if before.failed:
            return before.failure()
        saved = mappings.model_copy(update={"version": before.unwrap().version})
        if saved != before.unwrap() or not saved.version:
            subject = "foundation.mappings"
            entry = audit_entry(
                company_id,
                user_id,
                LogEvent.MAPPING_DECIDED,
                subject,
                self._clock.now(),
                before={"mappings": before.unwrap().model_dump_json(exclude={"company_id", "version"})},
                after={"mappings": saved.model_dump_json(exclude={"company_id", "version"})},
            )
            written = await self._transactions.transact(
                [self._mappings.write_mappings(saved), self._audit.write(entry)]
            )
            if written.failed:
                return written.failure()
            log_mutation(LogEvent.MAPPING_DECIDED, user_id, company_id, books="foundation")
        return await self._release(company_id, MAPPING_CODES, "the mappings for FOUNDATION changed")

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
