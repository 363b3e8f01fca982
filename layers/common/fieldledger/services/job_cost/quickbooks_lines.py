"""Lines of QuickBooks' documents: which cost code they are of, and what they amount to."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fieldledger.domain.company import Company, CostCodeMapping
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.drafts import BillDraft
from fieldledger.domain.facts.quickbooks_documents import DocumentLineFacts, TransactionFacts
from fieldledger.domain.posting import Posting
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.result import Result
from fieldledger.services.job_cost.mirrored import cents


@dataclass(frozen=True, slots=True)
class LineNames:
    """What lines refer to, by the ids of QuickBooks."""

    accounts: Mapping[str, Counterpart]
    classes: Mapping[str, Counterpart]
    items: Mapping[str, Counterpart]

    def account_of(self, line: DocumentLineFacts) -> Counterpart | None:
        """The line's account; None if it has none, or one that was never read."""
        return self.accounts.get(line.account_id or "")


async def names_on(names: CounterpartRows, company_id: str, lines: Sequence[DocumentLineFacts]) -> Result[LineNames]:
    """The accounts, classes and items of some lines, as last read."""
    accounts, classes, items = await asyncio.gather(
        names.rows(company_id, CounterpartKind.ACCOUNT, _ids(line.account_id for line in lines)),
        names.rows(company_id, CounterpartKind.CLASS, _ids(line.class_id for line in lines)),
        names.rows(company_id, CounterpartKind.ITEM, _ids(line.item_id for line in lines)),
    )
    failed = next((each for each in (accounts, classes, items) if each.failed), None)
    if failed is not None:
        return failed.failure()
    return Result.ok(LineNames(_by_id(accounts.unwrap()), _by_id(classes.unwrap()), _by_id(items.unwrap())))


@dataclass(frozen=True, slots=True)
class LineCodes:
    """QuickBooks has no cost codes: a line's code is what we wrote, or what the mapping says of account or item, and
    class.

    ``ours``: postings by their markers.
    """

    company: Company
    names: LineNames
    ours: Mapping[str, Posting] = field(default_factory=dict)

    def is_retainage(self, line: DocumentLineFacts) -> bool:
        """What is withheld is owed all the same: it lessens no cost."""
        account = self.company.documents.retainage_payable_account
        return account is not None and self._is_account(line, account)

    def code_of(self, marker: str | None, line: DocumentLineFacts) -> str | None:
        """None where several codes go to the same account or item and class, or none does."""
        written = next((code for code in self._written(marker) if _begins_with(line.description, code)), None)
        if written is not None:
            return written
        mapped = [code for code, row in self.company.documents.cost_codes.items() if self._is_mapped(line, row)]
        return mapped[0] if len(mapped) == 1 else None

    def _written(self, marker: str | None) -> list[str]:
        """The codes of the bill as it was posted, longer ones first: one may begin with another."""
        posting = self.ours.get(marker or "")
        lines = posting.payload.lines if posting is not None and isinstance(posting.payload, BillDraft) else ()
        return sorted({line.cost_code for line in lines if line.cost_code}, key=len, reverse=True)

    def _is_mapped(self, line: DocumentLineFacts, row: CostCodeMapping) -> bool:
        named = self.names.classes.get(line.class_id or "")
        class_name = None if named is None else named.display_name.casefold()
        wanted = None if row.class_name is None else row.class_name.casefold()
        return class_name == wanted and self._goes_to(line, row)

    def _goes_to(self, line: DocumentLineFacts, row: CostCodeMapping) -> bool:
        if row.item is not None:
            held = self.names.items.get(line.item_id or "")
            return held is not None and held.display_name.casefold() == row.item.casefold()
        return row.account is not None and self._is_account(line, row.account)

    def _is_account(self, line: DocumentLineFacts, account: str) -> bool:
        held = self.names.account_of(line)
        return held is not None and account.casefold() in {held.display_name.casefold(), held.number}


def money(document: TransactionFacts, line: DocumentLineFacts, own: str) -> tuple[Decimal, str | None]:
    """In the company's ``own`` currency, by the rate that the books have for the document; without one in the
    document's, which is then named.
    """
    foreign = document.currency is not None and document.currency != own
    rate = None if document.currency == own else document.exchange_rate
    amount = cents((line.amount or Decimal(0)) * (rate or Decimal(1)))
    return amount, document.currency if foreign and rate is None else None


def _begins_with(description: str | None, code: str) -> bool:
    return f"{description or ''} ".startswith(f"{code} ")


def _ids(found: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(each for each in found if each is not None))


def _by_id(rows: Iterable[Counterpart]) -> dict[str, Counterpart]:
    return {row.vendor_id: row for row in rows}
