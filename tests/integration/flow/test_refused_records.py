"""One record that the books refuse never holds up the others, and always reaches a person."""

from datetime import date

import pytest

from fieldledger.domain.posting import PostingState
from fieldledger.services.posting.attempts import MAX_ATTEMPTS
from tests.builders import WORK_DATE
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card


async def test_time_in_a_period_that_was_closed_just_now_is_parked_and_the_rest_is_posted(world: World) -> None:
    await world.with_cards(a_card("c-0"))
    (await world.flow.write()).unwrap()
    closed = {"realm_id": REALM, "company_name": "Bluestem Builders", "book_close_date": "2026-01-31"}
    await world.books.admin("realms", closed)
    await world.with_cards(a_card("c-old", day=date(2026, 1, 30)), a_card("c-1"), a_card("c-2", worker="ben"))
    report = (await world.flow.write()).unwrap()
    assert report.posted == 2
    [parked] = await world.flow.postings(PostingState.PARKED)
    assert (parked.source.record_id, parked.error and parked.error.code) == ("c-old", "BOOKS_PERIOD_CLOSED")
    item = (await world.flow.inbox())[f"BOOKS_PERIOD_CLOSED posting:{parked.posting_id}"]
    assert item.details["vendor_codes"] == "6210"
    assert len(await world.books.time_activities()) == 3


async def test_a_job_that_was_made_inactive_parks_its_own_time_only(world: World) -> None:
    await world.with_cards(a_card("c-0"))
    (await world.flow.write()).unwrap()
    [clinic] = [row for row in await world.books.all("Customer") if "2214" in row["DisplayName"]]
    await world.books.edit("Customer", {"Id": clinic["Id"], "Active": False})
    await world.with_cards(a_card("c-1", worker="ben"), a_card("c-2", worker="ben", project="plant"))
    assert (await world.flow.write()).unwrap().posted == 1
    [parked] = await world.flow.postings(PostingState.PARKED)
    assert (parked.source.record_id, parked.error and parked.error.code) == ("c-1", "BOOKS_REFERENCE_INACTIVE")
    assert f"BOOKS_REFERENCE_INACTIVE posting:{parked.posting_id}" in await world.flow.inbox()


@pytest.mark.parametrize(
    ("code", "expected"),
    [("6000", "BOOKS_REFUSED"), ("2010", "BOOKS_REFUSED"), ("5010", "BOOKS_STALE"), ("6240", "BOOKS_DUPLICATE")],
)
async def test_a_record_that_no_repetition_can_help_is_parked_at_once(world: World, code: str, expected: str) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    await world.books.fault("item_fault", item=1, code=code)
    assert (await world.flow.write()).unwrap().posted == 1
    [parked] = await world.flow.postings(PostingState.PARKED)
    assert (parked.error and parked.error.code, parked.attempts) == (expected, 1)
    world.flow.clock.advance(hours=2)
    (await world.flow.write()).unwrap()
    assert len(await world.books.time_activities()) == 1


async def test_a_record_that_passing_trouble_refuses_is_parked_after_so_many_attempts(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    for _ in range(MAX_ATTEMPTS):
        await world.books.fault("item_fault", code="150")
        (await world.flow.write()).unwrap()
        world.flow.clock.advance(31)
    (await world.flow.write()).unwrap()
    [parked] = await world.flow.postings(PostingState.PARKED)
    assert (parked.attempts, parked.error and parked.error.code) == (MAX_ATTEMPTS, "BOOKS_REFUSED")
    assert await world.books.time_activities() == []


async def test_a_record_that_passing_trouble_refuses_once_is_posted_half_a_minute_later(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    await world.books.fault("item_fault", item=0, code="140")
    assert (await world.flow.write()).unwrap().posted == 1
    world.flow.clock.advance(31)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_the_person_sees_what_the_books_said(world: World) -> None:
    await world.with_cards(a_card("c-1", day=WORK_DATE))
    await world.books.fault("item_fault", code="6000")
    (await world.flow.write()).unwrap()
    [item] = (await world.flow.inbox()).values()
    assert "Business Validation Error" in item.message
    assert (item.turn, item.remedy) == ("customer", "fix_data")
