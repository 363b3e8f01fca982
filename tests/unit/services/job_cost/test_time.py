"""What hours in QuickBooks cost, and that no hour counts twice on its way there."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.company import BooksTargets
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.domain.time_rules import PerDiemRate, TimeRules
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.services.posting.deleted_time import DeletedTime
from tests.builders import COMPANY, a_company, a_counterpart, a_posting, a_time_activity, a_time_card, an_entry
from tests.builders.postings import a_per_diem
from tests.unit.services.job_cost.site import AFTER, JOB_NO, READ_AT, Site, a_line, some_time
from tests.unit.services.job_cost.test_job_cost import amounts, row_of

TIME, HISTORY = SyncResource.QUICKBOOKS_TIME_ACTIVITIES, SyncResource.FOUNDATION_JOB_COST_HISTORY
BOOKS = SyncResource.QUICKBOOKS_BOOKS
PAID = JobCostFacts(
    job_no=JOB_NO,
    cost_code="26-050",
    posted_on=date(2026, 2, 20),
    source="PR",
    cost=Decimal(90),
    hours=Decimal(3),
    rows=1,
)


@pytest.fixture
def site() -> Site:
    return Site()


def a_per_diem_posting(
    posting_id: str = "p1", *, amount: str = "45.50", project_id: str = "project-1", **changes: object
) -> Posting:
    """A posting to FOUNDATION."""
    draft = a_per_diem(amount, project_id=project_id)
    return a_posting(posting=posting_id, payload=draft).model_copy(update={"target": "foundation", **changes})


async def test_hours_cost_what_the_record_says_else_what_the_worker_does(site: Site) -> None:
    await site.open()
    await site.rate("40.50")
    vendor = a_counterpart(kind=CounterpartKind.VENDOR, vendor_id="9").model_copy(update={"cost_rate": Decimal(70)})
    (await DocumentCrosswalk(site.store).save_counterparts([vendor])).unwrap()
    await site.time("1", some_time(90))
    await site.time("2", some_time(60, cost_rate="50"))
    await site.time("3", some_time(60, employee=None, vendor_id="9"))
    await site.time("4", some_time(20))
    found = await site.cost()

    # 110 min at 40.50 are 74.25, an hour at 50 and one at 70
    assert amounts(found.cost.totals.actual) == {TIME: "194.25"}
    assert (found.cost.totals.actual_hours, found.cost.totals.hours_without_cost) == (Decimal("3.83"), Decimal(0))


async def test_a_worker_without_a_rate_has_hours_without_cost_that_are_counted(site: Site) -> None:
    await site.open()
    await site.rate("40")
    await site.rate(None, employee="56")
    await site.time("1", some_time(60))
    await site.time("2", some_time(105, employee="56"))
    await site.time("3", some_time(15, employee="57", cost_rate="0"))
    found = await site.cost()

    totals = found.cost.totals
    assert (str(totals.actual.amount), str(totals.actual_hours), str(totals.hours_without_cost)) == (
        "40.00",
        "3.00",
        "2.00",
    )


async def test_our_hours_have_the_code_that_they_were_approved_with(site: Site) -> None:
    await site.open()
    await site.rate("40")
    posting = a_posting(
        posting="p1", payload=a_time_activity(cost_code="26-050", minutes=60), state=PostingState.POSTED
    )
    await site.post(posting)
    await site.time("1", some_time(60, marker=posting.marker))
    await site.time("2", some_time(60, description="26-050 by hand"))
    found = await site.cost()
    assert {row.cost_code: str(row.actual.amount) for row in found.cost.rows} == {"26-050": "40.00", None: "40.00"}


async def test_time_that_was_moved_to_another_job_or_deleted_is_not_the_jobs(site: Site) -> None:
    await site.open()
    await site.rate("40")
    await site.time("1", some_time(60))
    await site.time("2", some_time(60))
    moved = (await DocumentMirror(site.store).get_many(COMPANY, TIME, [(None, "2")])).unwrap()[0]
    facts = some_time(60, customer="78").model_dump(mode="json")
    (await DocumentMirror(site.store).save(moved.model_copy(update={"facts": facts}))).unwrap()
    await site.time("3", some_time(60))
    (await DeletedTime(DocumentMirror(site.store)).note(COMPANY, "3", AFTER)).unwrap()
    found = await site.cost()
    assert str(found.cost.totals.actual.amount) == "40.00"


async def test_hours_are_pending_with_their_cost_until_the_books_show_them(site: Site) -> None:
    await site.open()
    await site.rate("40")
    await site.worker()
    await site.read(BOOKS)
    posting = a_posting(posting="p1", payload=a_time_activity(minutes=90))
    await site.post(posting)
    waiting = await site.cost()
    await site.post(posting.model_copy(update={"state": PostingState.POSTED, "updated_at": AFTER, "version": 1}))
    sent = await site.cost()
    await site.time("1", some_time(90, marker=posting.marker))
    read = await site.cost()

    figures = [
        (str(each.pending.amount), str(each.pending_hours), str(each.actual.amount), str(each.actual_hours))
        for each in (waiting.cost.totals, sent.cost.totals, read.cost.totals)
    ]
    assert figures == [
        ("60.00", "1.50", "0.00", "0.00"),
        ("60.00", "1.50", "0.00", "0.00"),
        ("0.00", "0.00", "60.00", "1.50"),
    ]


async def test_a_change_of_hours_is_pending_as_what_it_adds(site: Site) -> None:
    await site.open()
    await site.rate("40")
    await site.worker()
    first = a_posting(posting="p1", payload=a_time_activity(minutes=60), state=PostingState.POSTED)
    longer = a_posting(posting="p2", payload=a_time_activity(minutes=90))
    await site.post(first, longer.model_copy(update={"operation": Operation.UPDATE, "replaces": "p1"}))
    await site.time("1", some_time(60, marker=first.marker))
    found = await site.cost()
    assert (str(found.cost.totals.actual.amount), str(found.cost.totals.pending.amount)) == ("40.00", "20.00")


async def test_hours_in_both_books_cost_what_payroll_paid_and_the_others_are_named(site: Site) -> None:
    await site.open(a_company().model_copy(update={"books": BooksTargets(time=("quickbooks", "foundation"))}))
    await site.rate("40")
    await site.time("1", some_time(180))
    before_payroll = await site.cost()
    await site.history("h1", PAID)
    paid = await site.cost()

    assert str(before_payroll.cost.totals.actual.amount) == "0.00"
    assert amounts(paid.cost.totals.actual) == {HISTORY: "90.00"}
    assert [(each.source, str(each.amount), str(each.hours)) for each in paid.cost.left_out] == [
        (TIME, "120.00", "3.00")
    ]


async def test_payroll_of_procore_counts_rather_than_hours_without_any_cost(site: Site) -> None:
    await site.open()
    await site.time("1", some_time(60))
    cost = DirectCostFacts(kind="payroll", status="approved", amount=Decimal(75), lines=(a_line("75", code="03-300"),))
    await site.procore(SyncResource.PROCORE_DIRECT_COSTS, "d1", cost)
    without = await site.cost()
    await site.rate("40")
    priced = await site.cost()
    assert amounts(without.cost.totals.actual) == {"procore/direct_costs": "75.00"}
    assert amounts(priced.cost.totals.actual) == {TIME: "40.00"}


async def test_cards_that_wait_for_the_accountant_are_pending_until_they_have_a_posting(site: Site) -> None:
    await site.open()
    await site.rate("40")
    await site.worker()
    card = a_time_card(entries=[an_entry("1.5", cost_code="26-050")])
    others = (
        a_time_card(time_card_id="card-2", status=TimeCardStatus.UNAPPROVED),
        a_time_card(time_card_id="card-3", project_id="project-2"),
        a_time_card(time_card_id="card-4", work_date=date(2026, 2, 8)),
    )
    await site.cards(card, *others)
    waiting = await site.cost()
    await site.cards(card.model_copy(update={"status": TimeCardStatus.APPROVED, "version": 1}))
    await site.post(a_posting(posting="p1", payload=a_time_activity(minutes=90, cost_code="26-050")))
    approved = await site.cost()

    assert amounts(row_of(waiting, "26-050").pending) == {"fieldledger/approved": "60.00"}
    assert str(waiting.cost.totals.pending_hours) == "1.50"
    assert amounts(approved.cost.totals.pending) == {"fieldledger/postings": "60.00"}


async def test_cards_of_a_closed_period_or_of_a_flow_that_is_off_are_not_on_their_way(site: Site) -> None:
    company = a_company(locked_through=date(2026, 3, 1))
    await site.open(company)
    await site.cards(a_time_card())
    assert str((await site.cost()).cost.totals.pending_hours) == "0.00"


async def test_hours_on_their_way_to_foundation_have_no_cost_that_we_know(site: Site) -> None:
    await site.open(a_company().model_copy(update={"books": BooksTargets(time=("foundation",))}))
    await site.rate("40")
    await site.worker()
    posting = a_posting(posting="p1", payload=a_time_activity(minutes=60))
    await site.post(posting.model_copy(update={"target": "foundation", "updated_at": READ_AT}))
    await site.cards(a_time_card(entries=[an_entry("2")]))
    totals = (await site.cost()).cost.totals
    assert (str(totals.pending.amount), str(totals.pending_hours), str(totals.hours_without_cost)) == (
        "0.00",
        "3.00",
        "3.00",
    )


async def test_a_per_diem_is_pending_as_labor_without_hours_until_payroll_shows_it(site: Site) -> None:
    rate = PerDiemRate(amount=Decimal("45.50"))
    rules = TimeRules(per_diem_pay_types=frozenset({"PD"}), per_diem_amounts={"PD": rate})
    both = BooksTargets(time=("quickbooks", "foundation"))
    await site.open(a_company().model_copy(update={"books": both, "time": rules}))
    await site.post(a_per_diem_posting(), a_per_diem_posting("p2", project_id="project-2"))
    waiting = await site.cost()
    await site.read(HISTORY)
    await site.post(a_per_diem_posting(state=PostingState.POSTED, updated_at=AFTER, version=1))
    sent = await site.cost()
    await site.post(a_per_diem_posting(state=PostingState.POSTED, updated_at=READ_AT, version=2))
    read = await site.cost()

    assert amounts(row_of(waiting, "26-050").pending) == {"fieldledger/postings": "45.50"}
    assert (str(waiting.cost.totals.pending_hours), str(waiting.cost.totals.hours_without_cost)) == ("0.00", "0.00")
    assert [str(each.cost.totals.pending.amount) for each in (waiting, sent, read)] == ["45.50", "45.50", "0.00"]


async def test_per_diems_of_cards_that_wait_are_pending_once_for_a_workers_day(site: Site) -> None:
    rules = TimeRules(
        per_diem_pay_types=frozenset({"PD"}), per_diem_amounts={"PD": PerDiemRate(amount=Decimal("45.50"))}
    )
    to_foundation = {"books": BooksTargets(time=("foundation",)), "time": rules}
    await site.open(a_company().model_copy(update=to_foundation))
    entries = [an_entry("1.5", cost_code="26-050"), an_entry("0", pay_type="PD", cost_code="26-050")]
    card = a_time_card(entries=entries)
    await site.cards(card, a_time_card(time_card_id="card-2", entries=entries[1:], project_id="project-2"))
    waiting = await site.cost()
    await site.cards(a_time_card(time_card_id="card-0", entries=entries[1:], project_id="project-2"))
    elsewhere = await site.cost()

    assert amounts(row_of(waiting, "26-050").pending) == {"fieldledger/approved": "45.50"}
    assert str(waiting.cost.totals.pending_hours) == "1.50"
    assert str(elsewhere.cost.totals.pending.amount) == "0.00"


async def test_a_per_diem_that_is_changed_or_taken_out_is_pending_as_the_difference(site: Site) -> None:
    await site.open(a_company().model_copy(update={"books": BooksTargets(time=("foundation",))}))
    await site.read(HISTORY)
    first = a_per_diem_posting(state=PostingState.POSTED, updated_at=READ_AT)
    more = a_per_diem_posting("p2", amount="60.00", operation=Operation.UPDATE, replaces="p1")
    await site.post(first, more)
    raised = await site.cost()
    await site.post(more.model_copy(update={"state": PostingState.CANCELLED, "version": 1}))
    await site.post(a_per_diem_posting("p3", operation=Operation.REMOVE, replaces="p1"))
    removed = await site.cost()

    assert [str(each.cost.totals.pending.amount) for each in (raised, removed)] == ["14.50", "-45.50"]
