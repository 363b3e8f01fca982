"""FOUNDATION is compared with what was posted over REST: what was edited, deleted or re-dated there is told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fieldledger.clients.foundation.assumptions import ASSUMED, Resource
from fieldledger.domain.books_check import CheckedWeek
from fieldledger.domain.books_reconciliation import Figures, LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.foundation_mappings import FoundationRoute
from fieldledger.domain.month_close import MonthClose, NotReadBack
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.reconciliation import BooksReconciliation
from fieldledger.services.closing.signing import CloseMonth
from fieldledger.wiring.books_check import books_check_over
from fieldledger.wiring.closing import books_reconciliations_over, month_signing_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_vendor_invoice
from tests.integration.flow.documents import noted
from tests.integration.flow.doubles import NoDeadline
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card

FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))
MARCH = BooksSpan(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
READS = "GET foundation.test|foundation.test/.*"


async def check(world: FoundationWorld) -> list[CheckedWeek]:
    """Compare all weeks, now; those of FOUNDATION."""
    flow = world.flow
    flow.clock.advance(minutes=6)
    checking = books_check_over(flow.store, flow.container().books, world.client("checking"), flow.clock)
    done = (await checking.on_demand(COMPANY, FEBRUARY, NoDeadline())).unwrap()
    assert done.complete
    return [week for week in done.weeks if week.books == "foundation"]


async def differing(world: FoundationWorld) -> int:
    return sum(week.differing for week in await check(world))


async def told(world: FoundationWorld) -> list[dict[str, str]]:
    items = (await world.flow.inbox()).values()
    assert {item.code for item in items} <= {"BOOKS_EDITED"}
    return sorted((item.details for item in items), key=str)


async def look(world: FoundationWorld, span: BooksSpan = FEBRUARY) -> BooksReconciliation:
    return (await books_reconciliations_over(world.flow.store).of(COMPANY, span)).unwrap()


async def figures(
    world: FoundationWorld, span: BooksSpan = FEBRUARY
) -> dict[tuple[str | None, LedgerKind, str | None], Figures]:
    cells = (await look(world, span)).cells
    return {(cell.key.project_id, cell.key.kind, cell.key.pay_type): cell.figures for cell in cells}


async def sign(world: FoundationWorld, despite: str | None = None) -> Result[MonthClose]:
    world.flow.clock.advance(hours=24 * 3)
    signing = month_signing_over(world.flow.store, world.flow.clock)
    return await signing.sign(CloseMonth(COMPANY, ACCOUNTANT, "key-of-the-close", FEBRUARY, despite))


async def posted(world: FoundationWorld) -> list[str]:
    """The ids in FOUNDATION of three days: 8 hours, 8 hours and 20 minutes, 8 hours; and a bill of 11,250.00."""
    days = ((9, 8), (18, 8 + 1 / 3), (27, 8))
    cards = [a_card(f"c-{day}", day=date(2026, 2, day), hours=[(hours, "RT")]) for day, hours in days]
    await world.approve(*cards)
    await world.approve_bill(a_vendor_invoice())
    await noted(world.contractor, a_vendor_invoice())
    (await world.write()).unwrap()
    return [str(row["timecardId"]) for row in sorted(await world.books.rows("timecards"), key=lambda row: row["date"])]


async def test_a_month_that_nobody_touched_agrees_to_the_cent_and_the_minute(world: FoundationWorld) -> None:
    await posted(world)
    before = world.flow.wire.count(READS)
    weeks = await check(world)
    assert (sum(week.records for week in weeks), sum(week.differing for week in weeks)) == (4, 0)
    assert world.flow.wire.count(READS) == before + 4  # a list for each of three days, one for the bill
    assert await world.flow.inbox() == {}
    for key, whole in (
        (("clinic", LedgerKind.TIME, "RT"), Decimal(1460)),
        (("clinic", LedgerKind.BILLS, None), Decimal(11250)),
    ):
        found = (await figures(world))[key]
        assert (found.posted, found.in_books) == (whole, whole)


async def test_a_week_without_records_of_ours_costs_no_call(world: FoundationWorld) -> None:
    before = world.flow.wire.count("foundation.test")
    assert await differing(world) == 0
    assert world.flow.wire.count("foundation.test") == before


async def test_what_was_edited_deleted_and_re_dated_is_told_field_by_field_and_once(world: FoundationWorld) -> None:
    edited, deleted, moved = await posted(world)
    await world.books.edit("timecards", edited, hours=6)
    await world.books.delete("timecards", deleted)
    await world.books.edit("timecards", moved, date="2026-03-02")
    for _ in range(2):
        assert await differing(world) == 3
        assert await told(world) == [
            {"books": "foundation", "day": "sent 2026-02-27, holds 2026-03-02"},
            {"books": "foundation", "hours": "sent 8.00, holds 6"},
            {"books": "foundation", "record": "deleted in FOUNDATION"},
        ]
    assert {item.occurrences for item in (await world.flow.inbox()).values()} == {1}
    time = ("clinic", LedgerKind.TIME, "RT")
    february = (await figures(world))[time]
    assert (february.posted, february.in_books, february.difference) == (1460, 360, -1100)
    assert (await figures(world, MARCH))[time].in_books == 480


async def test_a_bill_that_was_changed_is_told_and_counts_as_it_is_held(world: FoundationWorld) -> None:
    await posted(world)
    [bill] = await world.books.rows("apinvoices")
    await world.books.edit("apinvoices", bill["voucherId"], invoiceNumber="INV-20418-A", invoiceAmount=12000.5)
    assert await differing(world) == 1
    [item] = await told(world)
    assert item["invoice_number"] == "sent INV-20418, holds INV-20418-A"
    found = (await figures(world))["clinic", LedgerKind.BILLS, None]
    assert (found.in_books, found.difference) == (Decimal("10750.5"), Decimal("-499.5"))


async def test_a_card_that_was_moved_to_another_job_counts_under_that_one(world: FoundationWorld) -> None:
    first, *_ = await posted(world)
    jobs = {row["description"]: row["jobId"] for row in await world.books.rows("jobs")}
    [other] = [job for job in jobs.values() if job != "2214"]
    await world.link("project", "plant", other)
    await world.books.edit("timecards", first, jobId=other)
    assert await differing(world) == 1
    found = await figures(world)
    assert found["clinic", LedgerKind.TIME, "RT"].difference == -480
    assert found["plant", LedgerKind.TIME, "RT"].in_books == 480


async def test_put_right_in_foundation_the_items_close_by_themselves(world: FoundationWorld) -> None:
    first, *_ = await posted(world)
    await world.books.edit("timecards", first, hours=6)
    assert await differing(world) == 1
    await world.books.edit("timecards", first, hours=8)
    assert await differing(world) == 0
    assert await world.flow.inbox() == {}
    assert (await look(world)).agrees


async def test_cards_that_were_imported_and_posted_are_the_same_cards(world: FoundationWorld) -> None:
    await posted(world)
    for step in ("import-time-cards", "post-time-cards", "post-ap-invoices"):
        await world.books.admin("POST", f"/companies/1/{step}", {})
    assert await differing(world) == 0


async def test_filters_that_foundation_ignores_cost_one_list_and_change_nothing(world: FoundationWorld) -> None:
    first, *_ = await posted(world)
    await world.books.edit("timecards", first, hours=6)
    await world.books.settings(supports_filters=False)
    before = world.flow.wire.count(READS)
    assert await differing(world) == 1
    assert world.flow.wire.count(READS) == before + 5  # three weeks' lists, one suspicion, the bill
    assert await told(world) == [{"books": "foundation", "hours": "sent 8.00, holds 6"}]


async def test_a_list_that_the_subscription_lacks_is_named_and_the_other_one_is_compared(
    world: FoundationWorld,
) -> None:
    first, *_ = await posted(world)
    await world.books.edit("timecards", first, hours=6)
    await world.books.fault("forbidden", path="apinvoices", method="GET", count=10)
    weeks = await check(world)
    assert sum(week.differing for week in weeks) == 1
    [unread] = [week.unread for week in weeks if week.unread]
    assert unread == {LedgerKind.BILLS: "our FOUNDATION subscription does not let it be read"}
    close = (await sign(world, "the card is right in FOUNDATION")).unwrap()
    assert [(each.what, each.count) for each in close.obstacles] == [("differing", 1), ("exceptions", 1)]
    assert close.report.not_read_back == (
        NotReadBack(
            kind=LedgerKind.BILLS,
            books="foundation",
            postings=1,
            amount=Decimal("11250.00"),
            why="our FOUNDATION subscription does not let it be read",
        ),
    )


async def test_where_ids_do_not_stay_nothing_is_taken_for_deleted(world: FoundationWorld) -> None:
    await posted(world)
    world.dialect = replace(ASSUMED, read_back=frozenset({Resource.AP_INVOICES}))
    for row in await world.books.rows("timecards"):
        await world.books.delete("timecards", row["timecardId"])
    weeks = await check(world)
    assert sum(week.differing for week in weeks) == 0
    assert {kind for week in weeks for kind in week.unread} == {LedgerKind.TIME, LedgerKind.PER_DIEMS}
    assert await world.flow.inbox() == {}


async def test_a_failing_foundation_is_a_failure_and_nothing_is_said_to_be_deleted(world: FoundationWorld) -> None:
    await posted(world)
    await world.books.fault("unauthorized", path="timecards", method="GET", code="key", count=10)
    flow = world.flow
    checking = books_check_over(flow.store, flow.container().books, world.client("checking"), flow.clock)
    failed = await checking.on_demand(COMPANY, FEBRUARY, NoDeadline())
    assert failed.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
    assert await flow.inbox() == {}


async def test_the_close_asks_for_a_comparison_after_the_last_posting_and_then_has_nothing_left_out(
    world: FoundationWorld,
) -> None:
    await posted(world)
    refused = await sign(world)
    assert refused.error == (
        "the month cannot be signed: 1 sets of books were not compared since the last posting of these days"
    )
    await check(world)
    close = (await sign(world)).unwrap()
    assert (close.obstacles, close.report.not_read_back) == ((), ())
    assert close.report.foundation_checked_at is not None


async def test_an_import_file_is_named_as_not_read_back(world: FoundationWorld) -> None:
    await world.set_mappings(time_cards=FoundationRoute.FILE)
    await world.approve(a_card("c-9", day=date(2026, 2, 9), hours=[(8, "RT")]))
    world.flow.clock.advance(121)
    (await world.write()).unwrap()
    await check(world)
    close = (await sign(world)).unwrap()
    [left] = close.report.not_read_back
    assert (left.kind, left.postings, left.amount) == (LedgerKind.TIME, 1, Decimal(480))
    assert left.why.startswith("handed over as an import file")
