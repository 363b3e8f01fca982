"""Bills of QuickBooks that charge a job, with the cost codes that QuickBooks does not know."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldledger.domain.company import Company, CostCodeMapping
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.drafts import BillDraft
from fieldledger.domain.facts.quickbooks_documents import BillFacts, DocumentLineFacts
from fieldledger.domain.job_cost import CostEntry, CostKind
from fieldledger.domain.posting import Posting
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.repositories.job_records import JobRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.mirrored import cents, posting_of

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
class _Names:
    """What lines refer to, by the ids of QuickBooks."""

    accounts: Mapping[str, Counterpart]
    classes: Mapping[str, Counterpart]


class QuickbooksBills:
    """Reads the bills of one job by their keys."""

    def __init__(self, job_bills: JobRecords, mirror: Mirror, names: CounterpartRows, postings: Postings) -> None:
        self._job_bills = job_bills
        self._mirror = mirror
        self._names = names
        self._postings = postings

    async def of_job(self, company: Company, customer_id: str | None, book: CodeBook) -> Result[BillCosts]:
        """Nothing for a job that is not linked to a customer."""
        if customer_id is None:
            return Result.ok(BillCosts())
        bills = await self._bills(company.company_id, customer_id)
        if bills.failed:
            return bills.failure()
        markers = frozenset(bill.marker for bill in bills.unwrap() if bill.marker)
        charged = [(bill, line) for bill in bills.unwrap() for line in bill.lines if line.customer_id == customer_id]
        names, ours = await asyncio.gather(
            self._named(company.company_id, [line for _, line in charged]),
            self._postings.get_many(company.company_id, [posting_of(marker) for marker in sorted(markers)]),
        )
        if names.failed or ours.failed:
            return names.failure() if names.failed else ours.failure()
        codes = _LineCodes(company, names.unwrap(), {posting.marker: posting for posting in ours.unwrap()})
        entries = tuple(_entry(bill, line, codes, book) for bill, line in charged if not codes.is_retainage(line))
        billed = frozenset((bill.vendor_id, bill.number.casefold()) for bill in bills.unwrap() if bill.number)
        return Result.ok(BillCosts(entries, markers, billed))

    async def _bills(self, company_id: str, customer_id: str) -> Result[list[BillFacts]]:
        noted = await self._job_bills.of(company_id, customer_id)
        if noted.failed:
            return noted.failure()
        keys = [(None, bill_id) for bill_id in noted.unwrap()]
        found = await self._mirror.get_many(company_id, SyncResource.QUICKBOOKS_BILLS, keys)
        return found.map(lambda records: [record.read(BillFacts) for record in records if not record.deleted])

    async def _named(self, company_id: str, lines: Sequence[DocumentLineFacts]) -> Result[_Names]:
        accounts, classes = await asyncio.gather(
            self._names.rows(company_id, CounterpartKind.ACCOUNT, _ids(line.account_id for line in lines)),
            self._names.rows(company_id, CounterpartKind.CLASS, _ids(line.class_id for line in lines)),
        )
        if accounts.failed or classes.failed:
            return accounts.failure() if accounts.failed else classes.failure()
        return Result.ok(_Names(_by_id(accounts.unwrap()), _by_id(classes.unwrap())))


@dataclass(frozen=True, slots=True)
class _LineCodes:
    """QuickBooks has no cost codes: a line's code is what we wrote, or what the mapping says of account and class."""

    company: Company
    names: _Names
    ours: Mapping[str, Posting]

    def is_retainage(self, line: DocumentLineFacts) -> bool:
        """What is withheld is owed all the same: it lessens no cost."""
        account = self.company.documents.retainage_payable_account
        return account is not None and self._is_account(line, account)

    def code_of(self, bill: BillFacts, line: DocumentLineFacts) -> str | None:
        """None where several codes go to the same account and class, or none does."""
        written = next((code for code in self._written(bill) if _begins_with(line.description, code)), None)
        if written is not None:
            return written
        mapped = [code for code, row in self.company.documents.cost_codes.items() if self._is_mapped(line, row)]
        return mapped[0] if len(mapped) == 1 else None

    def _written(self, bill: BillFacts) -> list[str]:
        """The codes of the bill as it was posted, longer ones first: one may begin with another."""
        posting = self.ours.get(bill.marker or "")
        lines = posting.payload.lines if posting is not None and isinstance(posting.payload, BillDraft) else ()
        return sorted({line.cost_code for line in lines if line.cost_code}, key=len, reverse=True)

    def _is_mapped(self, line: DocumentLineFacts, row: CostCodeMapping) -> bool:
        named = self.names.classes.get(line.class_id or "")
        class_name = None if named is None else named.display_name.casefold()
        wanted = None if row.class_name is None else row.class_name.casefold()
        return class_name == wanted and self._is_account(line, row.account)

    def _is_account(self, line: DocumentLineFacts, account: str) -> bool:
        held = self.names.accounts.get(line.account_id or "")
        return held is not None and account.casefold() in {held.display_name.casefold(), held.number}


def _entry(bill: BillFacts, line: DocumentLineFacts, codes: _LineCodes, book: CodeBook) -> CostEntry:
    """In the company's own currency, by the rate that the books have for the bill; without one in the bill's own."""
    own, place = codes.company.currency, book.written(codes.code_of(bill, line))
    foreign = bill.currency is not None and bill.currency != own
    rate = None if bill.currency == own else bill.exchange_rate
    amount = cents((line.amount or Decimal(0)) * (rate or Decimal(1)))
    currency = bill.currency if foreign and rate is None else None
    return CostEntry(SyncResource.QUICKBOOKS_BILLS, place, amount, CostKind.PAYABLES, currency=currency)


def _begins_with(description: str | None, code: str) -> bool:
    return f"{description or ''} ".startswith(f"{code} ")


def _ids(found: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(each for each in found if each is not None))


def _by_id(rows: Iterable[Counterpart]) -> dict[str, Counterpart]:
    return {row.vendor_id: row for row in rows}
