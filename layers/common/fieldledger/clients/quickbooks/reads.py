"""Reading the books: single records, queries, changes, the company itself. Every call is a metered read."""

from collections.abc import Sequence
from datetime import datetime

from fieldledger.clients.quickbooks.answers import QueryPage, query_count, query_rows
from fieldledger.clients.quickbooks.api import QuickbooksApi, record_path
from fieldledger.clients.quickbooks.changes import Changes, changed_since_text, check_request, read_changes
from fieldledger.clients.quickbooks.models import CompanyInfo, ListedRecord, Preferences, Record
from fieldledger.clients.quickbooks.query import ALSO_INACTIVE, QUERY_PAGE, Condition, Statement
from fieldledger.clients.reading import MalformedRow, Rows, read_record
from fieldledger.result import Result


class QuickbooksReads(QuickbooksApi):
    """Typed reads. They are safe to repeat, and the base repeats them a few times."""

    async def read[M: Record](self, company_id: str, kind: type[M], entity_id: str) -> Result[M]:
        """``GET /{entity}/{id}``; ``VENDOR_NOT_FOUND`` if there is none, also after a deletion."""
        answered = await self._get(company_id, record_path(kind.entity(), entity_id))
        return answered.and_then(lambda answer: read_record(answer, kind, (kind.entity(),)))

    async def page[M: Record](
        self,
        company_id: str,
        kind: type[M],
        where: Sequence[Condition] = (),
        start: int = 1,
        size: int = QUERY_PAGE,
        order_by: str = "Id",
    ) -> Result[QueryPage[M]]:
        """One page of a query, beginning at row ``start`` (from 1). Name lists include their inactive rows.

        Pages are no snapshot: what is written in between may shift rows from one page to the next.
        """
        statement = Statement(kind.entity(), complete(kind, where), order_by, start, size)
        answered = await self._ask(company_id, statement.text)
        found = answered.and_then(lambda answer: query_rows(answer, kind.entity(), kind))
        return found.map(lambda rows: QueryPage(rows, start + size if rows.received >= size else None))

    async def query[M: Record](
        self, company_id: str, kind: type[M], where: Sequence[Condition] = ()
    ) -> Result[Rows[M]]:
        """All pages of a query, for lists that are known to be short enough for one invocation."""
        good: list[M] = []
        malformed: list[MalformedRow] = []
        start: int | None = 1
        while start is not None:
            page = await self.page(company_id, kind, where, start)
            if page.failed:
                return page.failure()
            good.extend(page.unwrap().rows.good)
            malformed.extend(page.unwrap().rows.malformed)
            start = page.unwrap().next_start
        return Result.ok(Rows(tuple(good), tuple(malformed)))

    async def count(self, company_id: str, kind: type[Record], where: Sequence[Condition] = ()) -> Result[int]:
        """How many rows a query would give."""
        statement = Statement(kind.entity(), complete(kind, where))
        return (await self._ask(company_id, statement.count)).and_then(query_count)

    async def changes(self, company_id: str, kinds: Sequence[type[Record]], since: datetime) -> Result[Changes]:
        """What changed since ``since``, 30 days ago at most: ``VALIDATION_FAILED`` before anything is sent."""
        checked = check_request(kinds, since, self._access.clock.now())
        if checked.failed:
            return checked.failure()
        entities = ",".join(kind.entity() for kind in kinds)
        answered = await self._get(company_id, "/cdc", entities=entities, changedSince=changed_since_text(since))
        return answered.and_then(lambda answer: read_changes(answer, kinds))

    async def preferences(self, company_id: str) -> Result[Preferences]:
        """What the books take: to be read once a day, not once a record."""
        answered = await self._get(company_id, "/preferences")
        return answered.and_then(lambda answer: read_record(answer, Preferences, ("Preferences",)))

    async def company_info(self, company_id: str) -> Result[CompanyInfo]:
        """The company behind the realm."""
        answered = await self._get(company_id, "/companyinfo/{account}")
        return answered.and_then(lambda answer: read_record(answer, CompanyInfo, ("CompanyInfo",)))


def complete(kind: type[Record], where: Sequence[Condition]) -> tuple[Condition, ...]:
    """A name list without a condition on ``Active`` would hide its inactive rows, whose names are still taken."""
    hides = issubclass(kind, ListedRecord) and all(condition.prop != ALSO_INACTIVE.prop for condition in where)
    return (*where, ALSO_INACTIVE) if hides else tuple(where)
