"""A job of the hand-made contractor: its books as the sync keeps them, and the simulated Procore."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fieldledger.domain.company import Company, CostCodeMapping, DocumentMapping
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.directions import Directions
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.quickbooks_documents import (
    BillFacts,
    JournalEntryFacts,
    PurchaseFacts,
    TimeActivityFacts,
    VendorCreditFacts,
)
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mirror import Facts
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.job_records import DocumentJobBills, DocumentJobSpending, DocumentJobTime
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.pushed_actuals import DocumentPushedActuals
from fieldledger.result import Result
from fieldledger.services.actuals.pushing import JobPushed
from fieldledger.services.actuals.running import Actuals, ActualsReport
from fieldledger.services.deadline import Deadline
from fieldledger.services.invoices.source_notes import PREFIXES
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import PageRequest, Scope
from fieldledger.wiring.actuals import actuals_over
from fieldledger.wiring.sync_sources.procore import procore_sources_over
from tests.builders import (
    COMPANY,
    a_claim,
    a_company,
    a_counterpart,
    a_link,
    a_posting,
    a_project,
    a_time_activity,
    an_identity,
)
from tests.builders.syncs import a_mirror_record
from tests.integration.clients.procore.portal import ACCOUNT, Portal, a_portal
from tests.unit.services.job_cost.site import a_bill_line, a_journal_line, some_time

JOB, CUSTOMER, JOB_NO = "project-1", "77", "2214"
CONCRETE, FORMS, RECEIVABLE = "5100", "5200", "1100"
SEPTEMBER: Final = date(2026, 9, 12)
_ACCOUNTS: Final = {
    CONCRETE: ("51", "Concrete", "Cost of Goods Sold"),
    FORMS: ("52", "Forms", "Cost of Goods Sold"),
    RECEIVABLE: ("11", "Receivable", "Accounts Receivable"),
}
_READ: Final = (
    SyncResource.PROCORE_COST_CODES,
    SyncResource.PROCORE_COMMITMENTS,
    SyncResource.PROCORE_REQUISITIONS,
    SyncResource.PROCORE_DIRECT_COSTS,
)


class Always:
    """Time enough."""

    def allows(self, seconds: float) -> bool:
        """Yes."""
        return True


@dataclass
class Goes:
    """Time for so many goes."""

    left: int

    def allows(self, seconds: float) -> bool:
        """As long as there are any."""
        self.left -= 1
        return self.left >= 0


@dataclass
class World:
    """QuickBooks' accounts 5100 and 5200 stand for 03-300 and 03-310."""

    portal: Portal
    bills: dict[str, BillFacts] = field(default_factory=dict)

    def actuals(self, owner: str = "container-1") -> Actuals:
        """What is tested."""
        return actuals_over(self.portal.store, self.portal.api.direct_costs, self.portal.clock, owner)

    async def open(self, **settings: object) -> None:
        """Sets up the company and the job, and reads Procore."""
        await self.company(**settings)
        (await DocumentProjects(self.portal.store).save(a_project(number=None))).unwrap()
        links = [
            a_link(vendor=VendorName.PROCORE, vendor_id=self.portal.project),
            a_link(vendor=VendorName.QUICKBOOKS, vendor_id=CUSTOMER),
            a_link(vendor=VendorName.FOUNDATION, vendor_id=JOB_NO),
        ]
        await self.identity(IdentityKind.PROJECT, JOB, *links)
        accounts = [
            a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id=key, display_name=name, number=number).model_copy(
                update={"account_type": kind}
            )
            for number, (key, name, kind) in _ACCOUNTS.items()
        ]
        rate = a_counterpart(vendor_id="55").model_copy(update={"cost_rate": Decimal(40)})
        (await DocumentCrosswalk(self.portal.store).save_counterparts([*accounts, rate])).unwrap()
        await self.read_procore()

    async def company(self, **settings: object) -> None:
        """Creates the company, or changes its settings."""
        found = await DocumentCompanies(self.portal.store).get(COMPANY)
        mapping = DocumentMapping(
            cost_codes={"03-300": CostCodeMapping(account=CONCRETE), "03-310": CostCodeMapping(account=FORMS)}
        )
        fresh = a_company().model_copy(update={"documents": mapping, "directions": Directions(actuals="from_books")})
        company: Company = found.unwrap() if found.success else fresh
        (await DocumentCompanies(self.portal.store).save(company.model_copy(update=settings))).unwrap()

    async def identity(self, kind: IdentityKind, canonical_id: str, *links: Any) -> None:
        """What the vendors call one of ours, and the way back."""
        identities = DocumentIdentities(self.portal.store)
        claims = [
            a_claim(kind=kind, vendor=link.vendor, vendor_id=link.vendor_id, canonical_id=canonical_id)
            for link in links
        ]
        writes = [identities.write(an_identity(kind=kind, canonical_id=canonical_id, links=list(links)))]
        (await self.portal.store.transact([*writes, *map(identities.write_claim, claims)])).unwrap()

    async def supplier(self, canonical_id: str, quickbooks_id: str, procore_id: str | None) -> None:
        """A supplier that both sides know."""
        links = [a_link(vendor=VendorName.QUICKBOOKS, vendor_id=quickbooks_id)]
        if procore_id is not None:
            links.append(a_link(vendor=VendorName.PROCORE, vendor_id=procore_id))
        await self.identity(IdentityKind.SUPPLIER, canonical_id, *links)

    async def supplier_moves(self, canonical_id: str, procore_id: str) -> None:
        """A person links a supplier to another vendor of Procore."""
        identities = DocumentIdentities(self.portal.store)
        held = (await identities.held(COMPANY, IdentityKind.SUPPLIER, [canonical_id])).unwrap()[canonical_id]
        moved = held.with_link(a_link(vendor=VendorName.PROCORE, vendor_id=procore_id))
        (await self.portal.store.transact([identities.write(moved)])).unwrap()

    async def delete_ours(self) -> None:
        """Somebody deletes our direct costs in Procore, and the sync learns of it."""
        gone = [str(row["id"]) for row in await self.ours()]
        await self.read_procore()
        self.portal.clock.advance(minutes=5)
        for key in gone:
            await self.portal.admin("DELETE", f"/companies/{ACCOUNT}/records/direct_costs/{key}")
            await self.direct_cost_gone(key)

    async def read_procore(self) -> None:
        """A full sync of what the job needs of Procore."""
        sources = procore_sources_over(self.portal.api, DocumentCompanies(self.portal.store), self.portal.clock)
        sink = MirrorSink(DocumentMirror(self.portal.store), self.portal.clock)
        for resource in _READ:
            cursor = None
            while True:
                request = PageRequest(COMPANY, Scope(self.portal.project), None, cursor)
                page = (await sources[resource].page(request)).unwrap()
                (await sink.keep(Rows(COMPANY, page.rows, self.portal.clock.now()))).unwrap()
                cursor = page.next_cursor
                if cursor is None:
                    break

    async def direct_cost_gone(self, direct_cost_id: str) -> None:
        """A webhook said that a direct cost was deleted, and it was read again."""
        sources = procore_sources_over(self.portal.api, DocumentCompanies(self.portal.store), self.portal.clock)
        resource = SyncResource.PROCORE_DIRECT_COSTS
        page = await sources[resource].one(COMPANY, resource, direct_cost_id, Scope(self.portal.project))
        sink = MirrorSink(DocumentMirror(self.portal.store), self.portal.clock)
        (await sink.keep(Rows(COMPANY, page.unwrap().rows, self.portal.clock.now()))).unwrap()

    async def bill(self, bill_id: str, *lines: tuple[str, str], **more: object) -> None:
        """A bill in QuickBooks as it is now; lines are amount and account number."""
        facts = BillFacts.model_validate(
            {"number": f"INV-{bill_id}", "day": SEPTEMBER, "vendor_id": "900", **more}
        ).model_copy(update={"lines": tuple(a_bill_line(amount, _ACCOUNTS[account][0]) for amount, account in lines)})
        (await DocumentJobBills(self.portal.store).note(COMPANY, [(CUSTOMER, bill_id)])).unwrap()
        await self.keep(SyncResource.QUICKBOOKS_BILLS, bill_id, facts, None)

    async def bill_of_item(self, bill_id: str, amount: str, name: str) -> None:
        """A bill in QuickBooks whose line is of an item."""
        item = a_counterpart(kind=CounterpartKind.ITEM, vendor_id="8", display_name=name, number=None)
        (await DocumentCrosswalk(self.portal.store).save_counterparts([item])).unwrap()
        line = a_bill_line(amount, None, item_id=item.vendor_id)
        facts = BillFacts(number=f"INV-{bill_id}", day=SEPTEMBER, vendor_id="900", lines=(line,))
        (await DocumentJobBills(self.portal.store).note(COMPANY, [(CUSTOMER, bill_id)])).unwrap()
        await self.keep(SyncResource.QUICKBOOKS_BILLS, bill_id, facts, None)

    async def purchase(self, record_id: str, *lines: tuple[str, str], **more: object) -> None:
        """An expense in QuickBooks as it is now; lines are amount and account number."""
        facts = PurchaseFacts.model_validate({"number": f"10{record_id}", "day": SEPTEMBER, **more})
        await self._spent(SyncResource.QUICKBOOKS_PURCHASES, record_id, facts, lines)

    async def vendor_credit(self, record_id: str, *lines: tuple[str, str], **more: object) -> None:
        """What a vendor owes back, as it is now."""
        facts = VendorCreditFacts.model_validate({"day": SEPTEMBER, "vendor_id": "900", **more})
        await self._spent(SyncResource.QUICKBOOKS_VENDOR_CREDITS, record_id, facts, lines)

    async def journal_entry(self, record_id: str, *lines: tuple[str, str]) -> None:
        """A journal entry as it is now: what is below zero is on the credit side."""
        sides = (
            a_journal_line(amount.lstrip("-"), _ACCOUNTS[account][0], credit=amount.startswith("-"))
            for amount, account in lines
        )
        await self._kept(
            SyncResource.QUICKBOOKS_JOURNAL_ENTRIES, record_id, JournalEntryFacts(day=SEPTEMBER, lines=tuple(sides))
        )

    async def _spent(
        self,
        resource: SyncResource,
        record_id: str,
        facts: PurchaseFacts | VendorCreditFacts,
        lines: Sequence[tuple[str, str]],
    ) -> None:
        charged = tuple(a_bill_line(amount, _ACCOUNTS[account][0]) for amount, account in lines)
        await self._kept(resource, record_id, facts.model_copy(update={"lines": charged}))

    async def _kept(self, resource: SyncResource, record_id: str, facts: Facts) -> None:
        noted = (CUSTOMER, f"{resource.short_name}/{record_id}")
        (await DocumentJobSpending(self.portal.store).note(COMPANY, [noted])).unwrap()
        await self.keep(resource, record_id, facts, None)

    async def no_bill(self, bill_id: str) -> None:
        """Somebody deleted a bill in QuickBooks."""
        await self.gone(SyncResource.QUICKBOOKS_BILLS, bill_id)

    async def gone(self, resource: SyncResource, record_id: str) -> None:
        """Somebody deleted a document in QuickBooks."""
        mirror = DocumentMirror(self.portal.store)
        held = (await mirror.find(COMPANY, resource, record_id)).unwrap()
        if held is not None:
            (await mirror.save(held.model_copy(update={"deleted_at": self.portal.clock.now()}))).unwrap()

    async def hours(self, activity_id: str, minutes: int, day: date = SEPTEMBER, code: str | None = "03-300") -> None:
        """Time in QuickBooks at 40.00 an hour, posted from here; without a code: people entered it there."""
        posting = a_posting(
            posting=f"time-{activity_id}", payload=a_time_activity(cost_code=code), state=PostingState.POSTED
        )
        if code is not None:
            await self.post(posting)
        marker = None if code is None else posting.marker
        time: TimeActivityFacts = some_time(minutes, day=day, marker=marker)
        (await DocumentJobTime(self.portal.store).note(COMPANY, [(CUSTOMER, activity_id)])).unwrap()
        await self.keep(SyncResource.QUICKBOOKS_TIME_ACTIVITIES, activity_id, time, None)

    async def post(self, *postings: Posting) -> None:
        """Postings in whatever state."""
        store = self.portal.store
        (await store.transact([DocumentPostings(store).write(each) for each in postings])).unwrap()

    async def invoice(self, record_id: str, invoice: VendorInvoice) -> None:
        """What people approve here of one of the job's requisitions."""
        kept = invoice.model_copy(update={"invoice_id": f"{PREFIXES[SyncResource.PROCORE_REQUISITIONS]}{record_id}"})
        (await DocumentInvoiceRecords(self.portal.store, VendorInvoice).save(kept)).unwrap()

    async def history(self, record_id: str, source: str, cost: str, code: str = "03-300", **more: object) -> None:
        """A sum of FOUNDATION's job cost history."""
        said = {"job_no": JOB_NO, "cost_code": code, "posted_on": SEPTEMBER, "source": source, "cost": cost}
        facts = JobCostFacts.model_validate({**said, "hours": "0", "rows": 1, **more})
        await self.keep(SyncResource.FOUNDATION_JOB_COST_HISTORY, record_id, facts, JOB_NO)

    async def keep(self, resource: SyncResource, record_id: str, facts: Facts, scope: str | None) -> None:
        """A record as it was read last."""
        mirror = DocumentMirror(self.portal.store)
        held = (await mirror.find(COMPANY, resource, record_id, scope)).unwrap()
        record = a_mirror_record(resource=resource, record_id=record_id, scope_id=scope)
        stored = record.model_copy(
            update={"facts": facts.model_dump(mode="json"), "version": 0 if held is None else held.version}
        )
        (await mirror.save(stored)).unwrap()

    async def push(self, deadline: Deadline | None = None, owner: str = "container-1") -> Result[JobPushed]:
        """A person asks for it."""
        return await self.actuals(owner).on_demand(COMPANY, "dana", JOB, EVERY_PROJECT, deadline or Always())

    async def night(self, deadline: Deadline | None = None) -> ActualsReport:
        """A day later the schedule comes."""
        self.portal.clock.advance(days=1)
        return (await self.actuals().tonight(deadline or Always())).unwrap()

    async def ours(self) -> list[dict[str, Any]]:
        """Our living direct costs in Procore, in the order in which they were made."""
        rows = [row for row in await self.portal.kept("direct_costs") if row["deleted_at"] is None]
        return [row for row in rows if str(row.get("origin_id") or "").startswith("fieldledger-actual-")]

    async def lines(self) -> list[tuple[str, str, str, str]]:
        """Of our direct costs: description, code, type and amount of each line with an amount."""
        headers = {row["id"]: row for row in await self.ours()}
        codes = {row["id"]: row["full_code"] for row in await self.portal.kept("cost_codes")}
        kinds = {row["id"]: row["code"] for row in await self.portal.kept("line_item_types")}
        return sorted(
            (
                headers[row["holder_id"]]["description"],
                codes[row["cost_code_id"]],
                kinds[row["line_item_type_id"]],
                str(row["amount"]),
            )
            for row in await self.portal.kept("direct_cost_line_items")
            if row["deleted_at"] is None and row["holder_id"] in headers and Decimal(str(row["amount"]))
        )

    async def told(self) -> dict[str, str]:
        """Messages of open exceptions by code."""
        store = DocumentExceptions(self.portal.store)
        found = (await store.by_state(COMPANY, ExceptionState.OPEN, 100, None)).unwrap()
        return {item.code: item.message for item in found.items}

    async def pushed(self) -> int:
        """How many costs we know that we wrote."""
        store = DocumentPushedActuals(self.portal.store)
        return len((await store.of_project(COMPANY, self.portal.project)).unwrap())

    async def vendor(self, name: str) -> str:
        """A vendor of Procore's company."""
        made = await self.portal.admin("POST", f"/companies/{ACCOUNT}/records/vendors", {"records": [{"name": name}]})
        return str(made[0]["id"])


@asynccontextmanager
async def a_world(**settings: object) -> AsyncIterator[World]:
    """Set up and read."""
    async with a_portal() as portal:
        world = World(portal)
        await world.open(**settings)
        yield world
