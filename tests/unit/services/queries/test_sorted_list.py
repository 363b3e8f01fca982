"""Whole lists, sorted, searched and cut into pages."""

from functools import partial

import pytest

from fieldledger.domain.project import Project
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.queries.sorted_list import MOST, ListWish, Sorting, cut, page_of, sort_key
from tests.builders import COMPANY, a_project
from tests.fakes.documents import InMemoryDocumentStore

SORTING: Sorting[Project] = Sorting(
    identify=lambda project: project.project_id,
    keys={"name": lambda project: project.name, "number": lambda project: project.number},
    searched=lambda project: (project.name, project.number),
)
JOBS = [
    a_project(project_id="a", number="90", name="garage"),
    a_project(project_id="b", number="1000", name="Clinic"),
    a_project(project_id="c", number=None, name="École"),
    a_project(project_id="d", number="90", name="Airport"),
]


def _walk(wish: ListWish, limit: int, items: list[Project] | None = None) -> list[str]:
    """Ids of every page."""
    found: list[str] = []
    start: StartKey | None = None
    while True:
        page = cut(JOBS if items is None else items, SORTING, wish, limit, start).unwrap()
        assert len(page.items) <= limit
        found.extend(project.project_id for project in page.items)
        start = page.next_start
        if start is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
@pytest.mark.parametrize(
    ("wish", "ids"),
    [
        (ListWish(), "abcd"),
        (ListWish(descending=True), "dcba"),
        (ListWish("name"), "dbac"),
        (ListWish("name", descending=True), "cabd"),
        (ListWish("number"), "adbc"),
        (ListWish("number", descending=True), "cbda"),
    ],
)
def test_pages_hold_every_item_once_in_the_order_that_was_asked_for(wish: ListWish, ids: str, limit: int) -> None:
    assert _walk(wish, limit) == list(ids)


@pytest.mark.parametrize(("q", "ids"), [("R", "ad"), ("CLIN", "b"), ("90", "ad"), ("éc", "c"), ("nothing", "")])
def test_a_search_finds_what_a_field_contains_whatever_its_case(q: str, ids: str) -> None:
    assert _walk(ListWish(q=q), 1) == list(ids)


def test_a_page_goes_on_behind_an_item_that_is_gone_by_now() -> None:
    first = cut(JOBS, SORTING, ListWish("name"), 2, None).unwrap()
    rest = cut([job for job in JOBS if job.project_id != "b"], SORTING, ListWish("name"), 2, first.next_start).unwrap()
    assert [job.project_id for job in rest.items] == ["a", "c"]


def test_a_cursor_of_another_kind_of_page_is_refused() -> None:
    assert cut(JOBS, SORTING, ListWish("name"), 2, {"pk": "x", "sk": "y"}).error_code == ErrorCode.CURSOR_INVALID


def test_what_is_missing_comes_after_everything_else() -> None:
    assert sorted([None, "z", "", "10", "9"], key=sort_key) == ["9", "10", "z", None, ""]


def test_a_cursor_stays_short_whatever_the_name() -> None:
    assert len(sort_key("9 " * 500)) == len(sort_key("\U0001f3d7" * 500)) == 80


async def test_in_the_order_of_ids_the_pages_are_the_tables_own() -> None:
    store = InMemoryDocumentStore()
    projects = DocumentProjects(store)
    for job in JOBS:
        (await projects.save(job)).unwrap()
    store.calls.clear()
    page = (await page_of(partial(projects.page, COMPANY), SORTING, ListWish(), 2, None)).unwrap()
    assert ([job.project_id for job in page.items], store.calls) == (["a", "b"], ["query"])
    wished = await page_of(partial(projects.page, COMPANY), SORTING, ListWish("name"), 3, None)
    assert [job.project_id for job in wished.unwrap().items] == ["d", "b", "a"]


async def _endless(limit: int, start: StartKey | None) -> Result[Slice[Project]]:
    """A list without an end."""
    return Result.ok(Slice(tuple([JOBS[0]] * limit), {"pk": "x", "sk": "y"}))


async def test_a_list_that_is_too_long_to_be_sorted_says_so_and_is_still_read_by_id() -> None:
    refused = await page_of(_endless, SORTING, ListWish("name"), 50, None)
    assert (refused.error_code, refused.details["most"]) == (ErrorCode.LIST_TOO_LONG, MOST)
    assert (await page_of(_endless, SORTING, ListWish(), 50, None)).success


async def test_a_store_that_does_not_answer_fails_the_page() -> None:
    store = InMemoryDocumentStore()
    store.fail_next()
    fetch = partial(DocumentProjects(store).page, COMPANY)
    assert (await page_of(fetch, SORTING, ListWish("name"), 50, None)).error_code == ErrorCode.STORE_UNAVAILABLE
