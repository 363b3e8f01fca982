"""A month against the books, calculated by hand."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.books_reconciliation import Figures, Known, LedgerKind, cells_of, lines_of, parts_of
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.drafts import BillDraft, CostLine, VendorDraft
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Operation, Posting, PostingState
from tests.builders import APPROVED_AT, a_posting, a_time_activity
from tests.builders.documents import a_cost_line

MARCH = BooksSpan(first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
POSTED = PostingState.POSTED


def time(
    name: str, minutes: int = 480, day: date = date(2026, 3, 9), state: PostingState = POSTED, **changes: object
) -> Posting:
    """Hours of one worker at the clinic."""
    project = str(changes.pop("project_id", "clinic"))
    draft = a_time_activity(minutes=minutes, work_date=day, project_id=project)
    return a_posting(posting=name, payload=draft, state=state).model_copy(update=changes)


def bill(name: str, *lines: CostLine, retainage: str = "0") -> Posting:
    draft = BillDraft(
        supplier_id="graybar",
        lines=lines,
        retainage=Decimal(retainage),
        document_number="INV-1",
        document_date=date(2026, 3, 18),
    )
    return a_posting(posting=name, payload=draft, state=POSTED)


def drift(quantity: str = "0", day: date | None = date(2026, 3, 9), **changes: object) -> Drift:
    seen = Drift(fields={"minutes": "differs"}, day=day, quantity=Decimal(quantity), seen_at=APPROVED_AT)
    return seen.model_copy(update=changes)


def figures(*postings: Posting, known: Known | None = None, last: str = "abcdef", **drifts: Drift) -> list[Figures]:
    """The figures of all cells; the named postings are the last behind their records."""
    about = known or Known(MARCH, frozenset(last), drifts)
    return [cell.figures for cell in cells_of(lines_of(postings, about))]


def amounts(approved: str, posted: str, in_books: str, waiting: str = "0", cancelled: str = "0") -> Figures:
    return Figures(
        approved=Decimal(approved),
        posted=Decimal(posted),
        in_books=Decimal(in_books),
        waiting=Decimal(waiting),
        cancelled=Decimal(cancelled),
    )


def test_what_is_posted_and_untouched_is_in_the_books_to_the_minute() -> None:
    assert figures(time("a", 480), time("b", 255)) == [amounts("735", "735", "735")]


def test_an_edited_record_counts_with_what_the_books_hold_now() -> None:
    [cell] = figures(time("a", 480), time("b", 255), a=drift("360"))
    assert cell == amounts("735", "735", "615")
    assert cell.difference == -120


def test_a_deleted_record_and_one_that_was_moved_out_of_the_month_are_not_held_any_more() -> None:
    moved = drift("255", date(2026, 4, 1))
    [cell] = figures(time("a", 480), time("b", 255), a=drift(gone=True), b=moved)
    assert (cell.posted, cell.in_books, cell.difference) == (735, 0, -735)


def test_moved_within_the_month_nothing_is_missing_but_the_line_is_open() -> None:
    known = Known(MARCH, frozenset("a"), {"a": drift("480", date(2026, 3, 20))})
    [cell] = cells_of(lines_of([time("a")], known))
    assert (cell.figures.difference, cell.open_lines) == (0, 1)


def test_what_was_moved_in_from_another_month_is_too_much_here() -> None:
    [cell] = figures(time("a", day=date(2026, 2, 27)), a=drift("480", date(2026, 3, 2)))
    assert cell == amounts("0", "0", "480")


def test_hours_under_another_job_are_missing_here_and_too_much_there() -> None:
    elsewhere = drift("480", fields={"CustomerRef": "sent 58, holds 61"}, customer_id="61")
    known = Known(MARCH, frozenset("a"), {"a": elsewhere}, jobs={"61": "plant"})
    cells = cells_of(lines_of([time("a")], known))
    assert [(cell.key.project_id, cell.figures.difference) for cell in cells] == [("clinic", -480), ("plant", 480)]


def test_a_copy_is_there_a_second_time() -> None:
    [cell] = figures(time("a"), a=drift("480", copy_id="99"))
    assert cell == amounts("480", "480", "960")


def test_a_record_that_was_changed_later_counts_once_with_its_last_posting() -> None:
    changed = time("b", 420, operation=Operation.UPDATE, replaces="a")
    assert figures(time("a"), changed, last="b") == [amounts("420", "420", "420")]


def test_a_record_that_was_taken_out_counts_no_more() -> None:
    assert figures(time("a"), time("b", operation=Operation.REMOVE, replaces="a"), last="b") == []


def test_what_waits_is_approved_and_not_posted() -> None:
    assert figures(time("a"), time("p", 60, state=PostingState.PARKED)) == [amounts("540", "480", "480", "60")]


def test_a_change_that_waits_counts_with_what_it_adds() -> None:
    before, change = time("a"), time("p", 420, state=PostingState.PENDING, operation=Operation.UPDATE, replaces="a")
    known = Known(MARCH, frozenset("a"), replaced={"a": before})
    assert figures(before, change, known=known) == [amounts("420", "480", "480", "-60")]


def test_a_change_of_the_day_that_waits_takes_from_one_month_and_gives_to_the_other() -> None:
    before = time("a", day=date(2026, 3, 31))
    change = time("p", day=date(2026, 4, 1), state=PostingState.SEALED, operation=Operation.UPDATE, replaces="a")
    for span, waiting in ((MARCH, -480), (BooksSpan(first_day=date(2026, 4, 1), last_day=date(2026, 4, 30)), 480)):
        known = Known(span, frozenset("a"), replaced={"a": before})
        [cell] = cells_of(lines_of([before, change], known))
        assert cell.figures.waiting == waiting


def test_what_was_given_up_is_named_and_added_to_nothing() -> None:
    given_up = time("c", 30, state=PostingState.CANCELLED)
    assert figures(time("a"), given_up) == [amounts("480", "480", "480", "0", "30")]


def test_a_bill_counts_with_what_is_owed_job_by_job_retainage_with_the_first_job() -> None:
    lines = a_cost_line("12500.00"), a_cost_line("800.10", project_id="plant"), a_cost_line("99.90")
    cells = cells_of(lines_of([bill("a", *lines, retainage="1250.00")], Known(MARCH, frozenset("a"))))
    assert [(cell.key.project_id, cell.figures.posted) for cell in cells] == [
        ("clinic", Decimal("11349.90")),
        ("plant", Decimal("800.10")),
    ]


def test_a_bill_that_somebody_raised_by_a_cent_differs_by_a_cent() -> None:
    raised = drift("11250.01", date(2026, 3, 18), fields={"lines": "differs"})
    [cell] = figures(bill("a", a_cost_line("12500.00"), retainage="1250.00"), a=raised)
    assert cell.difference == Decimal("0.01")


def test_a_release_of_retainage_is_of_the_job_of_its_requisition() -> None:
    release = bill("a", retainage="-1250.00")
    known = Known(MARCH, frozenset("a"), of_source={release.source.record_id: "clinic"})
    [cell] = cells_of(lines_of([release], known))
    assert (cell.key.project_id, cell.key.kind, cell.figures.posted) == ("clinic", LedgerKind.BILLS, 1250)


def test_time_in_both_sets_of_books_is_counted_apart() -> None:
    both = [time("a"), time("b", target="foundation")]
    assert [cell.key.books for cell in cells_of(lines_of(both, Known(MARCH, frozenset("ab"))))] == [
        "foundation",
        "quickbooks",
    ]


def test_a_vendor_is_of_no_amount() -> None:
    assert parts_of(VendorDraft(supplier_id="s", display_name="Graybar")) == ()
