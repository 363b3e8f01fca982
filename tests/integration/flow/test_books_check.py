"""The books are compared with what was posted, without a word from their webhooks."""

from datetime import date, timedelta

from fieldledger.domain.books_span import BooksSpan
from fieldledger.repositories.books_checks import DocumentBooksChecks
from fieldledger.services.closing.checking import BooksCheck
from fieldledger.wiring.books_check import books_check_over
from tests.builders import COMPANY
from tests.builders.documents import a_vendor_invoice
from tests.integration.flow.documents import approve_bill, held, open_books
from tests.integration.flow.doubles import NoDeadline, NoFoundation
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card

FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))


def _checking(world: World) -> BooksCheck:
    return books_check_over(world.flow.store, world.flow.container().books, NoFoundation(), world.flow.clock)


async def _check(world: World) -> int:
    """How many records differ, when all weeks were compared now."""
    world.flow.clock.advance(seconds=1)
    done = (await _checking(world).on_demand(COMPANY, FEBRUARY, NoDeadline())).unwrap()
    assert done.complete
    return sum(week.differing for week in done.weeks)


async def _told(world: World) -> list[dict[str, str]]:
    items = (await world.flow.inbox()).values()
    assert {item.code for item in items} <= {"BOOKS_EDITED"}
    return sorted((item.details for item in items), key=str)


async def _posted(world: World) -> list[str]:
    """The ids in the books of three days of eight hours."""
    await world.with_cards(*(a_card(f"c-{day}", day=date(2026, 2, day), hours=[(8, "RT")]) for day in (9, 18, 27)))
    (await world.flow.write()).unwrap()
    rows = await world.books.time_activities()
    return [str(row["Id"]) for row in sorted(rows, key=lambda row: str(row["TxnDate"]))]


async def test_books_that_hold_what_was_posted_cost_three_queries_a_week_and_nothing_else(world: World) -> None:
    await _posted(world)
    before = world.flow.wire.count("GET quickbooks.test|quickbooks.test/.*/query")
    assert await _check(world) == 0
    assert await world.flow.inbox() == {}
    assert world.flow.wire.count("GET quickbooks.test|quickbooks.test/.*/query") == before + 3 * len(FEBRUARY.mondays)


async def test_what_was_edited_deleted_and_re_dated_is_told_field_by_field_and_once(world: World) -> None:
    edited, deleted, moved = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": edited, "Hours": 6})
    await world.books.delete("TimeActivity", deleted)
    await world.books.edit("TimeActivity", {"Id": moved, "TxnDate": "2026-03-02"})
    for _ in range(2):
        assert await _check(world) == 3
        assert await _told(world) == [
            {"TxnDate": "sent 2026-02-27, holds 2026-03-02"},
            {"minutes": "sent 480, holds 360"},
            {"record": "deleted in QuickBooks"},
        ]
    assert {item.occurrences for item in (await world.flow.inbox()).values()} == {1}


async def test_what_was_moved_here_from_another_month_is_told_too(world: World) -> None:
    await world.with_cards(a_card("c-1", day=date(2026, 1, 7), hours=[(8, "RT")]))
    (await world.flow.write()).unwrap()
    [row] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": row["Id"], "TxnDate": "2026-02-04"})
    assert await _check(world) == 1
    assert await _told(world) == [{"TxnDate": "sent 2026-01-07, holds 2026-02-04"}]


async def test_what_was_mended_closes_by_itself(world: World) -> None:
    edited, _, moved = await _posted(world)
    await world.books.edit("TimeActivity", {"Id": edited, "Hours": 6})
    await world.books.edit("TimeActivity", {"Id": moved, "TxnDate": "2026-03-02"})
    await _check(world)
    await world.books.edit("TimeActivity", {"Id": edited, "Hours": 8})
    await world.books.edit("TimeActivity", {"Id": moved, "TxnDate": "2026-02-27"})
    assert await _check(world) == 0
    assert await world.flow.inbox() == {}


async def test_a_copy_is_told_until_it_is_gone(world: World) -> None:
    record, *_ = await _posted(world)
    [ours] = [row for row in await world.books.time_activities() if row["Id"] == record]
    copied = ("NameOf", "EmployeeRef", "CustomerRef", "ItemRef", "TxnDate", "Hours", "Minutes", "Description")
    copy = await world.books.add("TimeActivity", {name: ours[name] for name in copied})
    for _ in range(2):
        await _check(world)
        assert await _told(world) == [{"record": f"posted as {record}, also present as {copy['Id']}"}]
    await world.books.delete("TimeActivity", copy["Id"])
    assert await _check(world) == 0
    assert await world.flow.inbox() == {}


async def test_a_bill_that_was_re_dated_or_charged_to_another_job_is_told(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    [bill] = await held(world, "Bill")
    await world.books.edit("Bill", {"Id": bill["Id"], "TxnDate": "2026-03-02"})
    assert await _check(world) == 1
    assert await _told(world) == [{"TxnDate": "sent 2026-02-18, holds 2026-03-02"}]
    [other] = [row for row in await world.books.all("Customer") if row["DisplayName"] == "Water Plant 2230"]
    [first, *rest] = bill["Line"]
    detail = first["AccountBasedExpenseLineDetail"] | {"CustomerRef": {"value": other["Id"]}}
    lines = [first | {"AccountBasedExpenseLineDetail": detail}, *rest]
    await world.books.edit("Bill", {"Id": bill["Id"], "TxnDate": "2026-02-18", "Line": lines})
    assert await _check(world) == 1
    [told] = await _told(world)
    assert told == {"jobs": f"sent {detail_customer(first)}: 12500, holds {other['Id']}: 12500"}


def detail_customer(line: dict[str, dict[str, dict[str, str]]]) -> str:
    """The job that a line of a bill charges."""
    return line["AccountBasedExpenseLineDetail"]["CustomerRef"]["value"]


async def test_a_week_that_was_compared_tonight_is_left_alone_until_tomorrow(world: World) -> None:
    await _posted(world)
    first = (await _checking(world).tonight(NoDeadline())).unwrap()
    assert (first.weeks, first.left) == (10, 0)
    world.flow.clock.advance(hours=1)
    assert (await _checking(world).tonight(NoDeadline())).unwrap().weeks == 0
    world.flow.clock.advance(hours=23)
    assert (await _checking(world).tonight(NoDeadline())).unwrap().weeks == 10


class TimeFor:
    """A deadline that allows so many weeks."""

    def __init__(self, weeks: int) -> None:
        self._left = weeks

    def allows(self, seconds: float) -> bool:
        self._left -= 1
        return self._left >= 0


async def test_out_of_time_it_goes_on_where_it_ended(world: World) -> None:
    await _posted(world)
    done = (await _checking(world).on_demand(COMPANY, FEBRUARY, TimeFor(2))).unwrap()
    assert (done.complete, len(done.weeks)) == (False, 2)
    world.flow.clock.advance(hours=1)
    rest = (await _checking(world).on_demand(COMPANY, FEBRUARY, TimeFor(3), done.since)).unwrap()
    assert (rest.complete, len(rest.weeks), rest.since) == (True, 5, done.since)


async def test_a_person_who_asks_has_every_week_compared_again_however_lately_that_was_done(world: World) -> None:
    await _posted(world)
    (await _checking(world).tonight(NoDeadline())).unwrap()
    world.flow.clock.advance(seconds=1)
    now = world.flow.clock.now()
    asked = (await _checking(world).on_demand(COMPANY, FEBRUARY, NoDeadline())).unwrap()
    assert asked.complete
    assert min(week.checked_at for week in asked.weeks) >= now


async def test_a_since_that_is_still_to_come_counts_as_now(world: World) -> None:
    await _posted(world)
    now = world.flow.clock.now()
    asked = (await _checking(world).on_demand(COMPANY, FEBRUARY, NoDeadline(), now + timedelta(days=1))).unwrap()
    assert (asked.complete, asked.since) == (True, now)


async def test_books_that_cannot_be_read_count_as_left_and_not_as_compared(world: World) -> None:
    await _posted(world)
    await world.books.fault("drop_before", path="/query", count=50)
    report = (await _checking(world).tonight(NoDeadline())).unwrap()
    assert (report.weeks, report.left) == (0, 1)
    assert (await DocumentBooksChecks(world.flow.store).of(COMPANY, FEBRUARY.mondays)).unwrap() == []
