"""What the books need to take our postings (quickbooks.md 7.1)."""

from typing import Protocol

from fieldledger.clients.quickbooks.models import CompanyInfo, NameListRow, Preferences
from fieldledger.domain.preflight import CheckItem, Finding
from fieldledger.repositories.companies import Companies
from fieldledger.result import ErrorCode, Result
from fieldledger.services.connecting.preflight import finding, missing
from fieldledger.services.posting.closed_books import currency_text


class BooksSetup(Protocol):
    """The reads that the check makes."""

    async def company_info(self, company_id: str) -> Result[CompanyInfo]:
        """The company behind the realm."""
        ...

    async def preferences(self, company_id: str) -> Result[Preferences]:
        """What the books take."""
        ...

    async def name_list(self, company_id: str, entity: str) -> Result[list[NameListRow]]:
        """A whole name list."""
        ...


class QuickbooksChecks:
    """Implements ``VendorChecks``."""

    def __init__(self, books: BooksSetup, companies: Companies) -> None:
        self._books = books
        self._companies = companies

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:
        """Company, preferences, its currency, and that there are employees and service items to post to."""
        info = await self._books.company_info(company_id)
        name = info.map(lambda company: company.company_name or account_id).unwrap_or(account_id)
        found = [finding("company", info, f"connected to {name}")]
        if info.failed:
            return found
        preferences = await self._books.preferences(company_id)
        found.append(finding("preferences", preferences, _closed_books(preferences)))
        found.extend(await self._currency(company_id, preferences))
        for entity, what in (("Employee", "employees"), ("Item", "service items")):
            found.append(_rows(entity, what, await self._books.name_list(company_id, entity)))
        return found

    async def _currency(self, company_id: str, preferences: Result[Preferences]) -> list[CheckItem]:
        """Nothing of books that do not tell their currency; a company without settings has not chosen one yet."""
        home = preferences.map(lambda known: known.home_currency).unwrap_or(None)
        own = (await self._companies.get(company_id)).map(lambda company: company.currency)
        if home is None or own.error_code == ErrorCode.NOT_FOUND:
            return []
        if own.success and own.unwrap() != home:
            return [missing("currency", currency_text(home, own.unwrap()), ErrorCode.CURRENCY_DIFFERS)]
        return [finding("currency", own, f"the books are in {home}, as the company's settings say")]


def _closed_books(preferences: Result[Preferences]) -> str:
    closed = preferences.map(lambda known: known.book_close_date).unwrap_or(None)
    return "the books are open" if closed is None else f"the books are closed up to {closed.isoformat()}"


def _rows(entity: str, what: str, listed: Result[list[NameListRow]]) -> CheckItem:
    item = finding(entity.lower(), listed, f"there are {what}")
    if item.finding is Finding.OK and not any(row.active for row in listed.unwrap()):
        return missing(entity.lower(), f"the books hold no active {what}: time cannot be posted")
    return item
