"""Settings that postings on their way still need: they are not taken away under them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.company import Company, CompanySettings
from fieldledger.domain.drafts import BillDraft, PerDiemDraft, TimeActivityDraft
from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.posting import Posting, PostingState, Target
from fieldledger.repositories.mapping_tables import MappingTables
from fieldledger.repositories.postings import Postings, postings_in
from fieldledger.result import ErrorCode, Result

_OPEN: Final = (PostingState.PENDING, PostingState.SEALED, PostingState.PARKED)
_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class _Gone:
    """What a change takes away: books that bills and time go to, and pay types without another mapping."""

    bills: Target | None
    time: frozenset[Target]
    pay_types: frozenset[str]

    @property
    def books(self) -> frozenset[Target]:
        """Whose postings have to be looked at."""
        pay_types: frozenset[Target] = frozenset({"quickbooks"} if self.pay_types else ())
        return self.time | pay_types | frozenset(() if self.bills is None else (self.bills,))

    def needed_by(self, posting: Posting) -> Iterator[str]:
        """The settings, by path, that ``posting`` needs."""
        match posting.payload:
            case BillDraft() if posting.target == self.bills:
                yield "books.bills"
            case TimeActivityDraft() as draft:
                if posting.target in self.time:
                    yield "books.time"
                if posting.target == "quickbooks" and draft.pay_type in self.pay_types:
                    yield f"pay_types.{draft.pay_type}"
            case PerDiemDraft() if posting.target in self.time:
                yield "books.time"
            case _:
                return


class SettingsInUse:
    """Reads open postings only if a change takes something away that they may need."""

    def __init__(self, postings: Postings, tables: MappingTables) -> None:
        self._postings = postings
        self._tables = tables

    async def check(self, before: Company, after: CompanySettings) -> Result[None]:
        """``SETTINGS_IN_USE`` names each field and how many postings wait for it.

        Whoever approves at this very moment may still be faster; such a posting parks or follows its own books.
        """
        gone = await self._gone(before, after)
        if gone.failed:
            return gone.failure()
        needed: Counter[str] = Counter()
        for target in sorted(gone.unwrap().books):
            counted = await self._count(before.company_id, target, gone.unwrap(), needed)
            if counted.failed:
                return counted
        return _refused(needed) if needed else Result.ok(None)

    async def _gone(self, before: Company, after: CompanySettings) -> Result[_Gone]:
        pay_types = before.pay_types.keys() - after.pay_types.keys()
        if pay_types:
            table = await self._tables.get(before.company_id, "quickbooks", MappingKind.PAY_TYPE)
            if table.failed:
                return table.failure()
            pay_types -= table.unwrap().rows.keys()
        bills = None if before.books.bills == after.books.bills else before.books.bills
        time = frozenset(before.books.time) - frozenset(after.books.time)
        return Result.ok(_Gone(bills, time, frozenset(pay_types)))

    async def _count(self, company_id: str, target: Target, gone: _Gone, needed: Counter[str]) -> Result[None]:
        open_ = await postings_in(self._postings, company_id, [(target, state) for state in _OPEN], _PAGE)
        if open_.failed:
            return open_.failure()
        needed.update(path for posting in open_.unwrap() for path in gone.needed_by(posting))
        return Result.ok(None)


def _refused(needed: Mapping[str, int]) -> Result[None]:
    fields = [
        {"field": f"body.settings.{path}", "problem": f"postings that are not in the books yet need it: {count}"}
        for path, count in sorted(needed.items())
    ]
    text = "postings on their way need what this would take away: let them arrive, or resolve them, first"
    return Result.fail(text, ErrorCode.SETTINGS_IN_USE, {"fields": fields})
