"""What QuickBooks has of a job's cost beside bills and time: purchases, vendor credits and journal entries.

Nothing of it is posted from here. An account tells by its type whether a line is a cost, and by its detail type whether
it is wages: those are told by the hours as well, so they are of another kind.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, assert_never

from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import Counterpart
from fieldledger.domain.facts.quickbooks_documents import (
    SPENDING,
    DocumentLineFacts,
    JournalEntryFacts,
    JournalLineFacts,
    PurchaseFacts,
    SpendingFacts,
    VendorCreditFacts,
)
from fieldledger.domain.job_cost import CostEntry, CostKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.repositories.job_records import JobRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.quickbooks_lines import LineCodes, money, names_on

_COSTS: Final = frozenset({"expense", "other expense", "cost of goods sold"})
# A purchase may also pay a bill, give a customer money back or move it between accounts: that is no cost. Other assets
# may be work in progress, so they are not here.
_NO_COSTS: Final = frozenset(
    {"bank", "credit card", "accounts receivable", "accounts payable", "income", "other income", "equity"}
)
_WAGES: Final = frozenset(
    {"payrollexpenses", "payrollwageexpenses", "payrolltaxexpenses", "costoflabor", "costoflaborcos"}
)

type SpendingKey = tuple[SyncResource, str]
"""A list, and QuickBooks' id in it."""


@dataclass(frozen=True, slots=True)
class ChargedSpending:
    """A document with what it adds to one job, or takes from it."""

    resource: SyncResource
    record_id: str
    document: SpendingFacts
    entries: tuple[CostEntry, ...]

    @property
    def vendor_id(self) -> str | None:
        """QuickBooks' id of the vendor; a journal entry has none."""
        return None if isinstance(self.document, JournalEntryFacts) else self.document.vendor_id

    def of(self, kind: CostKind) -> tuple[CostEntry, ...]:
        """Its wages, or all else."""
        return tuple(each for each in self.entries if each.kind is kind)


class QuickbooksSpending:
    """Reads the documents of one job by their keys."""

    def __init__(self, job_spending: JobRecords, mirror: Mirror, names: CounterpartRows) -> None:
        self._job_spending = job_spending
        self._mirror = mirror
        self._names = names

    async def charging(
        self, company: Company, customer_id: str | None, book: CodeBook
    ) -> Result[tuple[ChargedSpending, ...]]:
        """Every document with a cost on the job; none for a job that is not linked to a customer."""
        if customer_id is None:
            return Result.ok(())
        found = await self._documents(company.company_id, customer_id)
        if found.failed:
            return found.failure()
        documents = found.unwrap()
        lines = [line for document in documents.values() for line in _on_job(document, customer_id)]
        names = await names_on(self._names, company.company_id, lines)
        if names.failed:
            return names.failure()
        codes = LineCodes(company, names.unwrap())
        charged = (
            ChargedSpending(resource, key, document, tuple(_entries(resource, document, customer_id, codes, book)))
            for (resource, key), document in documents.items()
        )
        return Result.ok(tuple(each for each in charged if each.entries))

    async def _documents(self, company_id: str, customer_id: str) -> Result[Mapping[SpendingKey, SpendingFacts]]:
        noted = await self._job_spending.of(company_id, customer_id)
        if noted.failed:
            return noted.failure()
        lists: defaultdict[str, list[str]] = defaultdict(list)
        for each in noted.unwrap():
            name, _, record_id = each.partition("/")
            lists[name].append(record_id)
        documents: dict[SpendingKey, SpendingFacts] = {}
        for resource, kind in SPENDING.items():
            keys = [(None, record_id) for record_id in lists[resource.short_name]]
            found = await self._mirror.get_many(company_id, resource, keys)
            if found.failed:
                return found.failure()
            living = (each for each in found.unwrap() if not each.deleted)
            documents.update({(resource, each.record_id): each.read(kind) for each in living})
        return Result.ok(documents)


def _on_job(document: SpendingFacts, customer_id: str) -> Iterator[DocumentLineFacts]:
    """QuickBooks takes a line with neither account nor item for text, whatever amount it has (quickbooks.md 7.2)."""
    lines: Iterable[DocumentLineFacts] = document.lines
    return (line for line in lines if line.customer_id == customer_id and (line.account_id or line.item_id))


def _entries(
    resource: SyncResource, document: SpendingFacts, customer_id: str, codes: LineCodes, book: CodeBook
) -> Iterator[CostEntry]:
    for line in _on_job(document, customer_id):
        account = codes.names.account_of(line)
        if codes.is_retainage(line) or not _is_cost(line, account):
            continue
        amount, currency = money(document, line, codes.company.currency)
        wages = isinstance(line, JournalLineFacts) and _is_wages(account)
        kind = CostKind.LABOR if wages else CostKind.PAYABLES
        place = book.written(codes.code_of(None, line), labor=wages)
        yield CostEntry(resource, place, _sign(document, line) * amount, kind, currency=currency)


def _is_cost(line: DocumentLineFacts, account: Counterpart | None) -> bool:
    """What is bought is a cost if its account does not say otherwise; a journal line only if its account says so."""
    told = ((None if account is None else account.account_type) or "").casefold()
    return told in _COSTS if isinstance(line, JournalLineFacts) else told not in _NO_COSTS


def _is_wages(account: Counterpart | None) -> bool:
    return ((None if account is None else account.account_sub_type) or "").casefold() in _WAGES


def _sign(document: SpendingFacts, line: DocumentLineFacts) -> Decimal:
    match document:
        case PurchaseFacts():
            less = document.refund
        case VendorCreditFacts():
            less = True
        case JournalEntryFacts():
            less = isinstance(line, JournalLineFacts) and line.credit
        case _:
            assert_never(document)
    return Decimal(-1) if less else Decimal(1)
