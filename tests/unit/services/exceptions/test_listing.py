"""Looking through the inbox, and counting it."""

from datetime import datetime, timedelta

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode, Turn
from fieldledger.services.exceptions.listing import ExceptionListing, Filters
from tests.builders import APPROVED_AT, COMPANY, an_exception
from tests.fakes.documents import InMemoryDocumentStore

WORKERS = [f"employee:{n}" for n in range(7)]
STALE = [0, 1, 2, 4, 30, 31, 32]


@pytest.fixture
def store() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


@pytest.fixture
async def listing(store: InMemoryDocumentStore) -> ExceptionListing:
    """Seven workers with seven stale records before, among and after them; a resolved job; another company's item."""
    exceptions = DocumentExceptions(store)
    items = [an_exception(subject=subject, first_seen_at=_at(2 * n + 3)) for n, subject in enumerate(WORKERS)]
    stale = ErrorCode.BOOKS_STALE
    items += [
        an_exception(code=stale, subject=f"posting:{n}", first_seen_at=_at(hours)) for n, hours in enumerate(STALE)
    ]
    items.append(an_exception(code=ErrorCode.JOB_UNMATCHED, subject="project:1", state=ExceptionState.RESOLVED))
    items.append(an_exception(company_id="company-2"))
    for item in items:
        (await exceptions.save(item)).unwrap()
    return ExceptionListing(exceptions)


def _at(hours: int) -> datetime:
    return APPROVED_AT + timedelta(hours=hours)


async def _all(listing: ExceptionListing, filters: Filters, limit: int) -> list[ExceptionItem]:
    found: list[ExceptionItem] = []
    start: StartKey | None = None
    while True:
        page = (await listing.page(COMPANY, filters, limit, start)).unwrap()
        assert len(page.items) <= limit
        found.extend(page.items)
        start = page.next_start
        if start is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    "filters",
    [Filters(code=ErrorCode.EMPLOYEE_UNMATCHED), Filters(turn=Turn.CUSTOMER), Filters(subject="employee:")],
)
async def test_every_filter_shows_each_fitting_item_once_and_the_oldest_first(
    listing: ExceptionListing, filters: Filters, limit: int
) -> None:
    assert [item.subject for item in await _all(listing, filters, limit)] == WORKERS


async def test_filters_narrow_each_other(listing: ExceptionListing) -> None:
    assert await _all(listing, Filters(code=ErrorCode.EMPLOYEE_UNMATCHED, turn=Turn.US), 5) == []
    assert len(await _all(listing, Filters(), 5)) == 14


async def test_what_is_resolved_is_a_list_of_its_own(listing: ExceptionListing) -> None:
    [item] = await _all(listing, Filters(state=ExceptionState.RESOLVED), 5)
    assert item.subject == "project:1"


async def test_the_counts_of_each_kind_add_up_to_all(listing: ExceptionListing) -> None:
    counts = (await listing.counts(COMPANY)).unwrap()
    assert counts.by_code == {"EMPLOYEE_UNMATCHED": 7, "BOOKS_STALE": 7}
    assert counts.by_turn == {"customer": 7, "us": 7}
    assert counts.by_subject_kind == {"employee": 7, "posting": 7}
    assert counts.total == 14


async def test_a_page_of_what_is_rare_ends_before_it_reads_everything(store: InMemoryDocumentStore) -> None:
    exceptions = DocumentExceptions(store)
    for n in range(60):
        (await exceptions.save(an_exception(subject=f"employee:{n:02}", first_seen_at=_at(n)))).unwrap()
    store.calls.clear()
    page = (await ExceptionListing(exceptions).page(COMPANY, Filters(turn=Turn.US), 1)).unwrap()
    assert (page.items, page.next_start is not None) == ((), True)
    assert store.calls.count("query_index") < 60


async def test_a_store_that_is_down_is_a_failure(listing: ExceptionListing, store: InMemoryDocumentStore) -> None:
    store.fail_next(2, operation="query_index")
    assert (await listing.page(COMPANY, Filters(), 5)).error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await listing.counts(COMPANY)).error_code == ErrorCode.STORE_UNAVAILABLE
