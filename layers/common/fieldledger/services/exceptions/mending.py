"""The writes of a fix: the link or mapping that it changes, with its audit entry."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company, PayTypeMapping
from fieldledger.domain.crosswalk import CounterpartKind, Link
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.log import LogEvent
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import Write
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.exceptions.fixes import LINKED, CostCodeFix, Fix, LinkFix, PayTypeFix, fitting
from fieldledger.services.posting.matching import CERTAIN


class Mending:
    """Plans the change of one fix without carrying it out."""

    def __init__(self, crosswalk: Crosswalk, companies: Companies, audit: AuditTrail, clock: Clock) -> None:
        self._crosswalk = crosswalk
        self._companies = companies
        self._audit = audit
        self._clock = clock

    async def plan(self, item: ExceptionItem, fix: Fix, user_id: str) -> Result[list[Write]]:
        """The writes; none for a fix that only tries again, gives up or takes note.

        ``VALIDATION_FAILED`` for a fix that does not fit the item; ``BOOKS_REFERENCE_INACTIVE`` for a row of the books
        that is not there or switched off.
        """
        if fix.kind not in fitting(item):
            details = {"fitting": ", ".join(fitting(item))}
            return Result.fail(f"{fix.kind} does not mend {item.code}", ErrorCode.VALIDATION_FAILED, details)
        match fix:
            case LinkFix():
                return await self._link(item, fix, user_id)
            case PayTypeFix():
                mapping = PayTypeMapping(service_item=fix.service_item)
                return await self._pay_type(item, mapping, user_id)
            case CostCodeFix():
                return await self._cost_code(item, fix, user_id)
            case _:
                return Result.ok([])

    async def _link(self, item: ExceptionItem, fix: LinkFix, user_id: str) -> Result[list[Write]]:
        prefix, _, source_id = item.subject.partition(":")
        kind = LINKED[prefix]
        there = await self._is_there(item.company_id, kind, fix.vendor_id)
        if there.failed:
            return there.failure()
        known = await self._crosswalk.links(item.company_id, kind, [source_id])
        if known.failed:
            return known.failure()
        before = next(iter(known.unwrap()), None)
        if before is not None and before.vendor_id == fix.vendor_id:  # an earlier call came this far
            return Result.ok([])
        link = Link(
            company_id=item.company_id,
            kind=kind,
            source_id=source_id,
            vendor_id=fix.vendor_id,
            decided_by=user_id,
            score=CERTAIN,
            decided_at=self._clock.now(),
            version=0 if before is None else before.version,
        )
        old = {} if before is None else {"vendor_id": before.vendor_id, "decided_by": before.decided_by}
        after = {"vendor_id": fix.vendor_id, "version": str(link.version + 1)}
        entry = self._entry(item, user_id, LogEvent.LINK_DECIDED, old, after)
        return Result.ok([self._crosswalk.write_link(link), entry])

    async def _is_there(self, company_id: str, kind: CounterpartKind, vendor_id: str) -> Result[None]:
        rows = await self._crosswalk.counterparts(company_id, kind)
        if rows.failed:
            return rows.failure()
        if any(row.vendor_id == vendor_id and row.active for row in rows.unwrap()):
            return Result.ok(None)
        return Result.fail(f"{kind} {vendor_id} is no active row in QuickBooks", ErrorCode.BOOKS_REFERENCE_INACTIVE)

    async def _pay_type(self, item: ExceptionItem, mapping: PayTypeMapping, user_id: str) -> Result[list[Write]]:
        pay_type = item.subject.partition(":")[2]
        found = await self._companies.get(item.company_id)
        return found.map(
            lambda company: self._company(
                item,
                company,
                company.model_copy(update={"pay_types": {**company.pay_types, pay_type: mapping}}),
                user_id,
                {pay_type: mapping.service_item},
            )
        )

    async def _cost_code(self, item: ExceptionItem, fix: CostCodeFix, user_id: str) -> Result[list[Write]]:
        cost_code = item.subject.partition(":")[2]
        found = await self._companies.get(item.company_id)
        if found.failed:
            return found.failure()
        company = found.unwrap()
        codes = {**company.documents.cost_codes, cost_code: fix.mapping}
        documents = company.documents.model_copy(update={"cost_codes": codes})
        changed = company.model_copy(update={"documents": documents})
        return Result.ok(self._company(item, company, changed, user_id, {cost_code: fix.mapping.account}))

    def _company(
        self, item: ExceptionItem, before: Company, after: Company, user_id: str, change: dict[str, str]
    ) -> list[Write]:
        if before == after:  # an earlier call came this far
            return []
        old = {key: before.pay_types[key].service_item for key in change if key in before.pay_types}
        marked = change | {"version": str(before.version + 1)}
        entry = self._entry(item, user_id, LogEvent.MAPPING_DECIDED, old, marked)
        return [self._companies.write(after), entry]

    def _entry(
        self, item: ExceptionItem, user_id: str, action: LogEvent, before: dict[str, str], after: dict[str, str]
    ) -> Write:
        now = self._clock.now()
        entry = audit_entry(item.company_id, user_id, action, item.subject, now, before=before, after=after)
        return self._audit.write(entry)
