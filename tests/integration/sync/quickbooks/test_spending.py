"""Purchases, vendor credits and journal entries come with the books, and the cost of their jobs follows them."""

from decimal import Decimal
from typing import Any

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.quickbooks_documents import JournalEntryFacts, PurchaseFacts, VendorCreditFacts
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.job_records import DocumentJobSpending
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY, a_company, a_link, a_project, an_identity
from tests.integration.sync.quickbooks.conftest import Desk

PURCHASES, CREDITS = SyncResource.QUICKBOOKS_PURCHASES, SyncResource.QUICKBOOKS_VENDOR_CREDITS
JOURNAL = SyncResource.QUICKBOOKS_JOURNAL_ENTRIES


class Ledger:
    """Writes what a bookkeeper enters."""

    def __init__(self, desk: Desk, accounts: dict[str, str], other_job: str) -> None:
        self.desk = desk
        self.accounts = accounts
        self.job = desk.bookkeeper.ids["Customer"]
        self.other_job = other_job

    def line(self, amount: float, account: str = "Fuel", job: str | None = None) -> dict[str, Any]:
        """A line that charges the job, unless another one is named."""
        detail = {
            "AccountRef": {"value": self.accounts[account]},
            "CustomerRef": {"value": self.job if job is None else job},
        }
        kind = "AccountBasedExpenseLineDetail"
        return {"DetailType": kind, "Amount": amount, kind: detail}

    def side(self, posting: str, amount: float, account: str, job: str | None = None) -> dict[str, Any]:
        """One side of a journal entry."""
        kind = "JournalEntryLineDetail"
        detail: dict[str, Any] = {"PostingType": posting, "AccountRef": {"value": self.accounts[account]}}
        if job is not None:
            detail["Entity"] = {"Type": "Customer", "EntityRef": {"value": job}}
        return {"DetailType": kind, "Amount": amount, kind: detail}

    async def purchase(self, *lines: dict[str, Any], **fields: object) -> str:
        """Money spent from the bank."""
        vendor = {"value": self.desk.bookkeeper.ids["Vendor"], "type": "Vendor"}
        head = {"PaymentType": "Check", "AccountRef": {"value": self.accounts["Bank"]}, "EntityRef": vendor}
        return await self._made("Purchase", {**head, "Line": list(lines), **fields})

    async def credit(self, *lines: dict[str, Any]) -> str:
        """What the vendor owes back."""
        return await self._made(
            "VendorCredit", {"VendorRef": {"value": self.desk.bookkeeper.ids["Vendor"]}, "Line": list(lines)}
        )

    async def entry(self, *lines: dict[str, Any]) -> str:
        """A journal entry."""
        return await self._made("JournalEntry", {"Line": list(lines)})

    async def _made(self, entity: str, body: dict[str, Any]) -> str:
        [made] = await self.desk.bookkeeper.books.seed(entity, [{"TxnDate": "2026-03-02", **body}])
        return str(made["Id"])

    async def read(self, hours: float | None = None) -> None:
        """Everything, or what changed in the last hours."""
        window = None if hours is None else self.desk.last(hours=hours)
        await self.desk.office.walk(self.desk.source, window)

    async def cost(self) -> dict[str, str]:
        """What the job cost by source."""
        queries = job_costs_over(self.desk.store, self.desk.bookkeeper.clock)
        found = (await queries.get(COMPANY, "project-1", EVERY_PROJECT)).unwrap()
        return {each.source: str(each.amount) for each in found.cost.totals.actual.sources}

    async def later(self) -> None:
        """Two hours go by."""
        self.desk.bookkeeper.clock.advance(hours=2)


@pytest.fixture
async def ledger(desk: Desk) -> Ledger:
    """A job that is linked to QuickBooks, another one, and accounts of every kind."""
    kinds = {
        "Fuel": "Expense",
        "Concrete": "Cost of Goods Sold",
        "Bank": "Bank",
        "Receivable": "Accounts Receivable",
        "Sales": "Income",
    }
    rows = [{"Name": f"{name} of the tests", "AccountType": kind} for name, kind in kinds.items()]
    made = await desk.bookkeeper.books.seed("Account", rows)
    [other] = await desk.bookkeeper.books.seed("Customer", [{"DisplayName": "Another job"}])
    (await DocumentCompanies(desk.store).save(a_company())).unwrap()
    (await DocumentProjects(desk.store).save(a_project(number=None))).unwrap()
    link = a_link(vendor=VendorName.QUICKBOOKS, vendor_id=desk.bookkeeper.ids["Customer"])
    identity = an_identity(kind=IdentityKind.PROJECT, canonical_id="project-1", links=[link])
    (await desk.store.transact([DocumentIdentities(desk.store).write(identity)])).unwrap()
    return Ledger(desk, {name: row["Id"] for name, row in zip(kinds, made, strict=True)}, str(other["Id"]))


async def test_each_is_kept_with_what_it_says(ledger: Ledger) -> None:
    purchase = await ledger.purchase(ledger.line(60.05), DocNumber="1042", Credit=True)
    credit = await ledger.credit(ledger.line(100.07, "Concrete"))
    entry = await ledger.entry(ledger.side("Debit", 30.5, "Fuel", ledger.job), ledger.side("Credit", 30.5, "Bank"))
    await ledger.read()
    office, vendor = ledger.desk.office, ledger.desk.bookkeeper.ids["Vendor"]
    bought = (await office.facts(PURCHASES, PurchaseFacts))[purchase]
    owed = (await office.facts(CREDITS, VendorCreditFacts))[credit]
    moved = (await office.facts(JOURNAL, JournalEntryFacts))[entry]

    assert (bought.number, bought.payment_type, bought.vendor_id, bought.refund) == ("1042", "Check", vendor, True)
    assert [(each.amount, each.customer_id, each.account_id) for each in bought.lines] == [
        (Decimal("60.05"), ledger.job, ledger.accounts["Fuel"])
    ]
    assert (owed.vendor_id, owed.balance, owed.total) == (vendor, Decimal("100.07"), Decimal("100.07"))
    assert [(each.amount, each.credit, each.customer_id) for each in moved.lines] == [
        (Decimal("30.5"), False, ledger.job),
        (Decimal("30.5"), True, None),
    ]
    assert (moved.total, moved.census_amount) == (0, Decimal("30.5"))


async def test_all_of_them_meet_in_the_job_s_cost_to_the_cent(ledger: Ledger) -> None:
    await ledger.purchase(ledger.line(250.10), ledger.line(75, job=ledger.other_job))
    await ledger.purchase(ledger.line(10.03), Credit=True)
    await ledger.credit(ledger.line(100.07, "Concrete"))
    await ledger.entry(
        ledger.side("Debit", 40.01, "Concrete", ledger.job), ledger.side("Credit", 40.01, "Concrete", ledger.other_job)
    )
    await ledger.entry(
        ledger.side("Debit", 900, "Receivable", ledger.job), ledger.side("Credit", 900, "Sales", ledger.job)
    )
    await ledger.read()
    assert await ledger.cost() == {PURCHASES: "240.07", CREDITS: "-100.07", JOURNAL: "40.01"}


async def test_a_change_a_void_and_a_deletion_follow_with_the_next_hour(ledger: Ledger) -> None:
    changed = await ledger.purchase(ledger.line(250.10))
    deleted = await ledger.credit(ledger.line(100))
    moved = await ledger.entry(ledger.side("Debit", 40, "Fuel", ledger.job), ledger.side("Credit", 40, "Bank"))
    await ledger.read()
    before = await ledger.cost()
    await ledger.later()
    books = ledger.desk.bookkeeper.books
    await books.edit("Purchase", {"Id": changed, "Line": [ledger.line(199.99)]})
    await books.delete("VendorCredit", deleted)
    side = ledger.side
    lines = [side("Debit", 40, "Fuel", ledger.other_job), side("Credit", 40, "Bank")]
    await books.edit("JournalEntry", {"Id": moved, "Line": lines})
    await ledger.read(hours=1)
    after = await ledger.cost()
    await ledger.later()
    await books.edit("Purchase", {"Id": changed, "Line": [ledger.line(0)], "PrivateNote": "Voided"})
    await ledger.read(hours=1)

    assert before == {PURCHASES: "250.10", CREDITS: "-100.00", JOURNAL: "40.00"}
    assert after == {PURCHASES: "199.99"}
    assert await ledger.cost() == {PURCHASES: "0.00"}


async def test_which_jobs_a_document_charges_is_noted_once_for_each_list(ledger: Ledger) -> None:
    purchase = await ledger.purchase(ledger.line(1), ledger.line(2), ledger.line(3, job=ledger.other_job))
    credit = await ledger.credit(ledger.line(4))
    await ledger.read()
    notes = DocumentJobSpending(ledger.desk.store)
    mine, others = [(await notes.of(COMPANY, job)).unwrap() for job in (ledger.job, ledger.other_job)]
    assert sorted(mine) == sorted([f"purchases/{purchase}", f"vendor_credits/{credit}"])
    assert others == [f"purchases/{purchase}"]


async def test_an_hour_without_a_change_writes_nothing(ledger: Ledger) -> None:
    await ledger.purchase(ledger.line(1))
    await ledger.read()
    await ledger.later()
    walked = await ledger.desk.office.walk(ledger.desk.source, ledger.desk.last(hours=3))
    assert walked.counts.changed == 0
