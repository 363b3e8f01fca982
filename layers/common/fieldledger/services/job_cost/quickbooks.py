"""Bills of QuickBooks that charge a job, with the cost codes that QuickBooks does not know."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.domain.company import Company
from fieldledger.domain.facts.quickbooks_documents import BillFacts
from fieldledger.domain.job_cost import CostEntry, CostKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.repositories.job_records import JobRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.mirrored import posting_of
from fieldledger.services.job_cost.quickbooks_lines import LineCodes, money, names_on

type Billed = tuple[str | None, str]
"""QuickBooks' id of a vendor, and the number of its bill in one case."""


@dataclass(frozen=True, slots=True)
class BillCosts:
    """``markers`` are those of our own bills among them, ``billed`` what all of them are the bills of: what is there is
    not on its way any more.
    """

    entries: tuple[CostEntry, ...] = ()
    markers: frozenset[str] = frozenset()
    billed: frozenset[Billed] = frozenset()


@dataclass(frozen=True, slots=True)
class ChargedBill:
    """A bill, by QuickBooks' id, with what it charges one job; retainage is none of it."""

    bill_id: str
    bill: BillFacts
    entries: tuple[CostEntry, ...]


class QuickbooksBills:
    """Reads the bills of one job by their keys."""

    def __init__(self, job_bills: JobRecords, mirror: Mirror, names: CounterpartRows, postings: Postings) -> None:
        self._job_bills = job_bills
        self._mirror = mirror
        self._names = names
        self._postings = postings

    async def of_job(self, company: Company, customer_id: str | None, book: CodeBook) -> Result[BillCosts]:
        """Nothing for a job that is not linked to a customer."""
        charged = await self.charging(company, customer_id, book)
        return charged.map(_costs)

    async def charging(
        self, company: Company, customer_id: str | None, book: CodeBook
    ) -> Result[tuple[ChargedBill, ...]]:
        """Every bill that charges the job; none for a job that is not linked to a customer."""
        if customer_id is None:
            return Result.ok(())
        found = await self._bills(company.company_id, customer_id)
        if found.failed:
            return found.failure()
        bills = found.unwrap()
        lines = [line for bill in bills.values() for line in bill.lines if line.customer_id == customer_id]
        markers = sorted({bill.marker for bill in bills.values() if bill.marker})
        names, ours = await asyncio.gather(
            names_on(self._names, company.company_id, lines),
            self._postings.get_many(company.company_id, [posting_of(marker) for marker in markers]),
        )
        if names.failed or ours.failed:
            return names.failure() if names.failed else ours.failure()
        codes = LineCodes(company, names.unwrap(), {posting.marker: posting for posting in ours.unwrap()})
        return Result.ok(tuple(_charged(key, bill, customer_id, codes, book) for key, bill in bills.items()))

    async def _bills(self, company_id: str, customer_id: str) -> Result[dict[str, BillFacts]]:
        noted = await self._job_bills.of(company_id, customer_id)
        if noted.failed:
            return noted.failure()
        keys = [(None, bill_id) for bill_id in noted.unwrap()]
        found = await self._mirror.get_many(company_id, SyncResource.QUICKBOOKS_BILLS, keys)
        return found.map(lambda records: {each.record_id: each.read(BillFacts) for each in records if not each.deleted})


def _costs(charged: Sequence[ChargedBill]) -> BillCosts:
    bills = [each.bill for each in charged]
    return BillCosts(
        tuple(entry for each in charged for entry in each.entries),
        frozenset(bill.marker for bill in bills if bill.marker),
        frozenset((bill.vendor_id, bill.number.casefold()) for bill in bills if bill.number),
    )


def _charged(key: str, bill: BillFacts, customer_id: str, codes: LineCodes, book: CodeBook) -> ChargedBill:
    mine = (line for line in bill.lines if line.customer_id == customer_id and not codes.is_retainage(line))
    entries = (
        CostEntry(
            SyncResource.QUICKBOOKS_BILLS,
            book.written(codes.code_of(bill.marker, line)),
            amount,
            CostKind.PAYABLES,
            currency=currency,
        )
        for line in mine
        for amount, currency in [money(bill, line, codes.company.currency)]
    )
    return ChargedBill(key, bill, tuple(entries))
