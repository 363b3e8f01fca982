"""The writes of a fix: the link or the row of a mapping table that it changes, with its audit entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.company import Company, CostCodeMapping, PayTypeMapping
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.identity import Identity
from fieldledger.domain.mapping_table import MappingKind, Row
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import Write
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.deciding import LinkDecisions, Wanted
from fieldledger.services.exceptions.fixes import LINKED, CostCodeFix, Fix, LinkFix, PayTypeFix, about, fitting
from fieldledger.services.mappings.tables import ChangePlanning, TableChange
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.matching import IDENTITIES


@dataclass(frozen=True, slots=True)
class Plan:
    """What a fix writes, and the world as it is afterwards: the settings, and the identity if a link changes.

    ``company`` is None for a company without settings: nothing can wait for a posting there.
    """

    company: Company | None
    identity: Identity | None = None
    event: LogEvent | None = None
    subject: str = ""
    writes: tuple[Write, ...] = ()


class Mending:
    """Plans the change of one fix without carrying it out."""

    def __init__(
        self, crosswalk: Crosswalk, decisions: LinkDecisions, companies: Companies, tables: ChangePlanning
    ) -> None:
        self._crosswalk = crosswalk
        self._decisions = decisions
        self._companies = companies
        self._tables = tables

    async def plan(self, item: ExceptionItem, fix: Fix, user_id: str, waiting: Sequence[Posting]) -> Result[Plan]:
        """The change; it writes nothing for a fix that only tries again, gives up or takes note.

        ``VALIDATION_FAILED`` for a fix that does not fit the item; ``BOOKS_REFERENCE_INACTIVE`` for a row of the books
        that is not there or switched off; ``LINK_CONFLICT`` for one that belongs to another record.
        """
        if fix.kind not in fitting(item):
            details = {"fitting": ", ".join(fitting(item))}
            return Result.fail(f"{fix.kind} does not mend {item.code}", ErrorCode.VALIDATION_FAILED, details)
        found = await self._companies.get(item.company_id)
        if not isinstance(fix, LinkFix | PayTypeFix | CostCodeFix) and found.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(Plan(None))
        if found.failed:
            return found.failure()
        company = found.unwrap()
        match fix:
            case LinkFix():
                return await self._link(item, fix, user_id, company, waiting)
            case PayTypeFix():
                return await self._pay_type(item, fix, user_id, company)
            case CostCodeFix():
                return await self._cost_code(item, fix, user_id, company)
            case _:
                return Result.ok(Plan(company))

    async def _link(
        self, item: ExceptionItem, fix: LinkFix, user_id: str, company: Company, waiting: Sequence[Posting]
    ) -> Result[Plan]:
        subject = about(item, fix)
        prefix, _, source_id = subject.partition(":")
        if not _may_be_linked(item, fix, company, waiting):
            text = "the link has to be for a worker, job or subcontractor that this is about"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"subject": fix.subject or item.subject})
        kind = LINKED[prefix]
        there = await self._is_there(item.company_id, kind, fix.vendor_id)
        if there.failed:
            return there.failure()
        decided = await self._decisions.link(
            Wanted(
                company_id=item.company_id,
                kind=IDENTITIES[kind],
                canonical_id=source_id,
                vendor=VendorName.QUICKBOOKS,
                vendor_id=fix.vendor_id,
                decided_by=user_id,
                reason=f"resolved {item.code}",
                replace=True,
            )
        )
        if decided.failed:
            return decided.failure()
        decision = decided.unwrap()
        if not decision.changes:  # an earlier call came this far
            return Result.ok(Plan(company))
        return Result.ok(Plan(company, decision.identity, LogEvent.LINK_DECIDED, subject, decision.writes))

    async def _is_there(self, company_id: str, kind: CounterpartKind, vendor_id: str) -> Result[None]:
        rows = await self._crosswalk.counterparts(company_id, kind)
        if rows.failed:
            return rows.failure()
        if any(row.vendor_id == vendor_id and row.active for row in rows.unwrap()):
            return Result.ok(None)
        return Result.fail(f"{kind} {vendor_id} is no active row in QuickBooks", ErrorCode.BOOKS_REFERENCE_INACTIVE)

    async def _pay_type(self, item: ExceptionItem, fix: PayTypeFix, user_id: str, company: Company) -> Result[Plan]:
        pay_type = item.subject.partition(":")[2]
        own = PayTypeMapping(service_item=fix.service_item)
        changed = company.model_copy(update={"pay_types": {**company.pay_types, pay_type: own}})
        row = {pay_type: {"service_item": fix.service_item}}
        return await self._row(item, user_id, (company, changed), MappingKind.PAY_TYPE, row)

    async def _cost_code(self, item: ExceptionItem, fix: CostCodeFix, user_id: str, company: Company) -> Result[Plan]:
        cost_code = item.subject.partition(":")[2]
        codes = {**company.documents.cost_codes, cost_code: fix.mapping}
        changed = company.model_copy(update={"documents": company.documents.model_copy(update={"cost_codes": codes})})
        row = {cost_code: _words(fix.mapping)}
        return await self._row(item, user_id, (company, changed), MappingKind.COST_CODE, row)

    async def _row(
        self,
        item: ExceptionItem,
        user_id: str,
        company: tuple[Company, Company],
        kind: MappingKind,
        row: Mapping[str, Row],
    ) -> Result[Plan]:
        """One row of a mapping table; who decided, and what it was before, is in the table's history."""
        before, after = company
        if before == after:  # an earlier call came this far
            return Result.ok(Plan(before))
        change = TableChange(item.company_id, "quickbooks", kind, row, 0, f"resolved {item.code}")
        planned = await self._tables.plan_row(user_id, change)
        return planned.map(lambda changed: Plan(after, None, LogEvent.MAPPING_DECIDED, item.subject, changed.writes))


def _may_be_linked(item: ExceptionItem, fix: LinkFix, company: Company, waiting: Sequence[Posting]) -> bool:
    """The item's own subject, or for an item about a posting one of that posting's references."""
    if not item.subject.startswith("posting:"):
        return fix.subject in {None, item.subject}
    key = item.subject.removeprefix("posting:")
    needs = [of.needs(company, posting.payload).unwrap_or(()) for posting in waiting if posting.posting_id == key]
    return fix.subject in {need.subject for listed in needs for need in listed}


def _words(mapping: CostCodeMapping) -> dict[str, str]:
    return {name: str(value) for name, value in mapping if value is not None}
