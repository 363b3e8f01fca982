"""What the cost of a job is read from: each system by its own name of the job, codes in one spelling, nothing twice."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.company import BooksTargets, CostCodeMapping, DocumentMapping
from fieldledger.domain.cost_code_text import CostCodeFormat
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_change_orders import ChangeOrderFacts, ChangeOrderKind
from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.quickbooks_documents import SPENDING, BillFacts
from fieldledger.domain.foundation_mappings import CodeIds, FoundationMappings
from fieldledger.domain.job_cost import CostCodeRow, Figure
from fieldledger.domain.posting import Operation, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.result import ErrorCode
from fieldledger.services.queries.job_cost import ProjectCost
from tests.builders import COMPANY, a_company, a_counterpart, a_posting, a_time_activity
from tests.unit.services.job_cost.site import AFTER, JOB, JOB_NO, READ_AT, Site, a_bill_draft, a_bill_line, a_line

BUDGETS, COMMITMENTS = SyncResource.PROCORE_BUDGETS, SyncResource.PROCORE_COMMITMENTS
CHANGES, DIRECT = SyncResource.PROCORE_CHANGE_ORDERS, SyncResource.PROCORE_DIRECT_COSTS
HISTORY, BILLS = SyncResource.FOUNDATION_JOB_COST_HISTORY, SyncResource.QUICKBOOKS_BILLS
BOOKS = SyncResource.QUICKBOOKS_BOOKS


@pytest.fixture
def site() -> Site:
    return Site()


def row_of(found: ProjectCost, code: str | None, phase: str | None = None) -> CostCodeRow:
    return next(row for row in found.cost.rows if (row.phase, row.cost_code) == (phase, code))


def amounts(figure: Figure) -> dict[str, str]:
    return {each.source: str(each.amount) for each in figure.sources}


def posted_cost(code: str, amount: str, source: str = "AP", **more: object) -> JobCostFacts:
    return JobCostFacts.model_validate(
        {
            "job_no": JOB_NO,
            "cost_code": code,
            "posted_on": date(2026, 2, 20),
            "source": source,
            "cost": amount,
            "hours": "0",
            "rows": 1,
            **more,
        }
    )


async def test_the_four_systems_meet_under_one_code_and_type(site: Site) -> None:
    await site.open()
    await site.code("9", "26-050", ("1", "S", "Subcontract"), ("2", "L", "Labor"))
    row = BudgetRowFacts(
        view_id="1",
        cost_code_id="9",
        cost_code="26-050 - Branch wiring",
        cost_type_id="1",
        cost_type="Subcontract",
        original_amount=Decimal(50000),
        modifications=Decimal(2500),
    )
    await site.procore(BUDGETS, "b1", row)
    contract = CommitmentFacts(
        kind=CommitmentKind.SUBCONTRACT,
        status="Approved",
        revised_amount=Decimal(50500),
        lines=(a_line("48000", "9", "26-050", cost_type_id="1", cost_type="S"),),
    )
    await site.procore(COMMITMENTS, "c1", contract)
    change = ChangeOrderFacts(
        kind=ChangeOrderKind.POTENTIAL,
        contract_id="c1",
        status="approved",
        amount=Decimal(2500),
        lines=(a_line("2500", "9", "26-050", cost_type_id="1"),),
    )
    await site.procore(CHANGES, "potential:1", change)
    await site.history("h1", posted_cost("26-050", "6120.4", "PR", cost_class="L", hours="136"))
    await site.bill("400", BillFacts(lines=(a_bill_line("12500"),)))
    found = await site.cost()

    wiring = row_of(found, "26-050")
    assert amounts(wiring.budget) == {"procore/budgets": "52500.00"}
    assert amounts(wiring.committed) == {"procore/change_orders": "2500.00", "procore/commitments": "48000.00"}
    assert amounts(wiring.actual) == {"foundation/job_cost_history": "6120.40"}
    assert [each.cost_type for each in wiring.types] == ["L", "S"]
    assert amounts(row_of(found, None).actual) == {"quickbooks/bills": "12500.00"}
    assert (found.name, found.project_id) == ("Riverside Clinic", JOB)


async def test_only_what_is_given_out_is_committed_and_what_no_line_explains_has_no_code(site: Site) -> None:
    await site.open()
    lines = (a_line("100", code="03-300"),)
    for record_id, status in (("c1", "Approved"), ("c2", "Draft"), ("c3", "Out For Bid"), ("c4", "Void")):
        contract = CommitmentFacts(
            kind=CommitmentKind.SUBCONTRACT, status=status, lines=lines, revised_amount=Decimal(130)
        )
        await site.procore(COMMITMENTS, record_id, contract)
    pending = ChangeOrderFacts(
        kind=ChangeOrderKind.POTENTIAL, contract_id="c1", status="pending", lines=(a_line("55", code="03-300"),)
    )
    owners = pending.model_copy(update={"contract_id": "prime-1", "status": "approved"})
    await site.procore(CHANGES, "potential:1", pending)
    await site.procore(CHANGES, "potential:2", owners)
    found = await site.cost()

    assert str(row_of(found, "03-300").committed.amount) == "100.00"
    assert str(row_of(found, None).committed.amount) == "30.00"
    assert str(found.cost.totals.committed.amount) == "130.00"


async def test_direct_costs_count_when_they_are_approved_and_the_books_have_none(site: Site) -> None:
    await site.open()
    for record_id, status in (("d1", "approved"), ("d2", "draft")):
        cost = DirectCostFacts(kind="invoice", status=status, amount=Decimal(80), lines=(a_line("75", code="03-300"),))
        await site.procore(DIRECT, record_id, cost)
    alone = await site.cost()
    await site.bill("400", BillFacts(lines=(a_bill_line("75"),)))
    beside = await site.cost()

    assert amounts(alone.cost.totals.actual) == {"procore/direct_costs": "80.00"}
    assert str(row_of(alone, None).actual.amount) == "5.00"  # the tax, which is on no line
    assert amounts(beside.cost.totals.actual) == {"quickbooks/bills": "75.00"}
    assert [(each.source, str(each.amount)) for each in beside.cost.left_out] == [("procore/direct_costs", "80.00")]


async def test_bills_are_those_of_the_books_that_the_company_keeps_them_in(site: Site) -> None:
    await site.open(a_company().model_copy(update={"books": BooksTargets(bills="foundation")}))
    await site.history("h1", posted_cost("26-050", "12500"))
    await site.bill("400", BillFacts(lines=(a_bill_line("12500"),)))
    found = await site.cost()

    assert amounts(found.cost.totals.actual) == {"foundation/job_cost_history": "12500.00"}
    assert [(each.source, each.counted_from) for each in found.cost.left_out] == [
        ("quickbooks/bills", "foundation/job_cost_history")
    ]


async def test_lines_of_other_jobs_and_deleted_bills_are_not_the_jobs(site: Site) -> None:
    await site.open()
    await site.bill(
        "400", BillFacts(lines=(a_bill_line("10"), a_bill_line("20", customer="78"), a_bill_line("-1", customer=None)))
    )
    await site.bill("401", BillFacts(lines=(a_bill_line("99", customer="78"),)))
    found = await site.cost()
    assert str(found.cost.totals.actual.amount) == "10.00"


async def test_a_bill_in_another_currency_counts_in_the_companys_own(site: Site) -> None:
    await site.open()
    bill = BillFacts(currency="CAD", exchange_rate=Decimal("0.7315"), lines=(a_bill_line("101.01"),))
    await site.bill("400", bill)
    found = await site.cost()
    assert str(found.cost.totals.actual.amount) == "73.89"  # 73.888815


async def test_a_line_has_the_code_that_we_wrote_or_that_account_and_class_stand_for(site: Site) -> None:
    mapping = DocumentMapping(
        cost_codes={
            "26-050": CostCodeMapping(account="5100", class_name="Electrical"),
            "03-300": CostCodeMapping(account="Job costs:Concrete"),
            "03-310": CostCodeMapping(account="5300"),
            "03-320": CostCodeMapping(account="5300"),
        },
        retainage_payable_account="2100",
    )
    await site.open(a_company().model_copy(update={"documents": mapping}))
    rows = [
        a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id="51", display_name="Job costs:Electrical", number="5100"),
        a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id="52", display_name="Job costs:Concrete", number=None),
        a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id="53", display_name="Job costs:Forms", number="5300"),
        a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id="21", display_name="Retainage payable", number="2100"),
        a_counterpart(kind=CounterpartKind.CLASS, vendor_id="6", display_name="Electrical", number=None),
    ]
    (await DocumentCrosswalk(site.store).save_counterparts(rows)).unwrap()
    posting = a_posting(
        posting="p1", payload=a_bill_draft(("7", "03-320"), ("8", "03-3")), state=PostingState.POSTED, vendor_id="400"
    )
    await site.post(posting)
    ours = BillFacts(
        marker=posting.marker,
        lines=(a_bill_line("7", "53", description="03-320 Forms"), a_bill_line("8", "53", description="03-3 Forms")),
    )
    theirs = BillFacts(
        lines=(
            a_bill_line("100", "51", class_id="6"),
            a_bill_line("200", "52"),
            a_bill_line("400", "53"),
            a_bill_line("800", "51"),
            a_bill_line("-50", "21"),
        )
    )
    await site.bill("400", ours)
    await site.bill("401", theirs)
    found = await site.cost()

    by_code = {row.cost_code: str(row.actual.amount) for row in found.cost.rows}
    # 5300 stands for two codes, and 5100 without its class for none; what is withheld lessens no cost.
    assert by_code == {"26-050": "100.00", "03-300": "200.00", "03-320": "7.00", "03-3": "8.00", None: "1200.00"}


async def test_codes_are_taken_apart_by_the_companys_format(site: Site) -> None:
    style = CostCodeFormat(separator=".", labor_class="L")
    await site.open(a_company().model_copy(update={"cost_code_format": style}))
    await site.procore(BUDGETS, "b1", BudgetRowFacts(view_id="1", cost_code="01.26-050.S", original_amount=Decimal(10)))
    await site.procore(BUDGETS, "b2", BudgetRowFacts(view_id="1", cost_code="a.b.c.d", original_amount=Decimal(20)))
    await site.history("h1", posted_cost(" 26-050", "5", phase="01", cost_class="S "))
    await site.post(a_posting(payload=a_time_activity(cost_code="26-050", minutes=90)))
    found = await site.cost()

    split = row_of(found, "26-050", "01")
    assert (str(split.budget.amount), str(split.actual.amount)) == ("10.00", "5.00")
    assert [each.cost_type for each in split.types] == ["S"]
    assert str(row_of(found, "a.b.c.d").budget.amount) == "20.00"
    labor = row_of(found, "26-050")
    assert [(each.cost_type, each.pending_hours) for each in labor.types] == [("L", Decimal("1.50"))]


async def test_foundations_codes_are_ours_by_the_mapping_read_backwards(site: Site) -> None:
    await site.open()
    mappings = FoundationMappings(
        company_id=COMPANY,
        phase="00",
        cost_codes={"26-050": CodeIds(cost_code="2605"), "03-300": CodeIds(cost_code="33")},
    )
    write = DocumentMappingsForFoundation(site.store).write_mappings(mappings)
    (await site.store.transact([write])).unwrap()
    await site.history("h1", posted_cost("2605", "5", phase="00"))
    await site.history("h2", posted_cost("4400", "6", phase="00"))
    await site.history("h3", posted_cost("", "7", phase="02"))
    found = await site.cost()

    assert {(row.phase, row.cost_code): str(row.actual.amount) for row in found.cost.rows} == {
        (None, "26-050"): "5.00",
        (None, "4400"): "6.00",
        (None, None): "7.00",
    }


@pytest.mark.parametrize("number", [None, JOB_NO])
async def test_each_vendor_has_its_name_of_the_job_and_a_number_may_be_foundations(
    site: Site, number: str | None
) -> None:
    await site.open(number=number)
    found = await site.cost()
    assert {source.source: source.record_id for source in found.sources} == {
        BUDGETS: "301",
        COMMITMENTS: "301",
        CHANGES: "301",
        DIRECT: "301",
        HISTORY: JOB_NO,
        BILLS: "77",
        **dict.fromkeys(SPENDING, "77"),
        SyncResource.QUICKBOOKS_TIME_ACTIVITIES: "77",
    }


async def test_each_source_says_until_when_it_was_read(site: Site) -> None:
    await site.open()
    await site.read(BOOKS)
    await site.read(BUDGETS, AFTER)
    found = await site.cost()
    times = {source.source: source.as_of for source in found.sources}
    assert (times[BILLS], times[BUDGETS], times[HISTORY]) == (READ_AT, AFTER, None)


@pytest.mark.parametrize("state", [PostingState.PENDING, PostingState.SEALED, PostingState.PARKED])
async def test_what_is_approved_and_not_posted_is_pending(site: Site, state: PostingState) -> None:
    await site.open(aliases=["older-id"])
    await site.post(
        a_posting(posting="p1", payload=a_bill_draft(("300", "26-050")), state=state),
        a_posting(posting="p2", payload=a_bill_draft(("40", None), project_id="older-id"), state=state),
        a_posting(posting="p3", payload=a_bill_draft(("9", None), project_id="another"), state=state),
        a_posting(posting="p4", payload=a_time_activity(minutes=50, cost_code="26-050"), state=state),
        a_posting(posting="p5", payload=a_time_activity(minutes=55, cost_code="26-050"), state=state),
    )
    found = await site.cost()

    assert amounts(row_of(found, "26-050").pending) == {"fieldledger/postings": "300.00"}
    assert str(row_of(found, None).pending.amount) == "40.00"
    assert row_of(found, "26-050").pending_hours == Decimal("1.75")  # 105 minutes
    assert str(found.cost.totals.actual.amount) == "0.00"


async def test_a_bill_is_pending_until_the_books_show_it_and_never_counted_twice(site: Site) -> None:
    await site.open()
    await site.read(BOOKS)
    posting = a_posting(posting="p1", payload=a_bill_draft(("300", "26-050")))
    await site.post(posting)
    waiting = await site.cost()
    sent = posting.model_copy(update={"state": PostingState.POSTED, "updated_at": AFTER, "version": 1})
    await site.post(sent)
    sent_and_not_read = await site.cost()
    await site.bill("400", BillFacts(marker=posting.marker, lines=(a_bill_line("300", description="26-050"),)))
    read = await site.cost()

    figures = [
        (str(each.cost.totals.pending.amount), str(each.cost.totals.actual.amount))
        for each in (waiting, sent_and_not_read, read)
    ]
    assert figures == [("300.00", "0.00"), ("300.00", "0.00"), ("0.00", "300.00")]


async def test_a_bill_whose_answer_was_lost_counts_once_when_the_books_show_it(site: Site) -> None:
    await site.open()
    posting = a_posting(posting="p1", payload=a_bill_draft(("300", "26-050")), state=PostingState.SEALED)
    await site.post(posting)
    await site.bill("400", BillFacts(marker=posting.marker, lines=(a_bill_line("300"),)))
    found = await site.cost()
    assert (str(found.cost.totals.pending.amount), str(found.cost.totals.actual.amount)) == ("0.00", "300.00")


async def test_a_bill_that_somebody_deleted_in_the_books_costs_nothing_any_more(site: Site) -> None:
    await site.open()
    await site.read(BOOKS, AFTER)
    await site.post(a_posting(payload=a_bill_draft(("300", None)), state=PostingState.POSTED, updated_at=READ_AT))
    found = await site.cost()
    assert found.cost.rows == ()


async def test_a_change_is_pending_as_what_it_adds_and_a_removal_as_what_it_takes(site: Site) -> None:
    await site.open()
    first = a_posting(posting="p1", payload=a_bill_draft(("300", "26-050")), state=PostingState.POSTED)
    second = a_posting(posting="p2", payload=a_bill_draft(("70", "03-300")), state=PostingState.POSTED)
    changed = a_posting(posting="p3", payload=a_bill_draft(("320", "26-050")))
    removed = a_posting(posting="p4", payload=second.payload)
    await site.post(
        first,
        second,
        changed.model_copy(update={"operation": Operation.UPDATE, "replaces": "p1"}),
        removed.model_copy(update={"operation": Operation.REMOVE, "replaces": "p2"}),
    )
    await site.bill("400", BillFacts(marker=first.marker, lines=(a_bill_line("300", description="26-050"),)))
    await site.bill("401", BillFacts(marker=second.marker, lines=(a_bill_line("70", description="03-300"),)))
    found = await site.cost()

    assert str(row_of(found, "26-050").pending.amount) == "20.00"
    assert str(row_of(found, "03-300").pending.amount) == "-70.00"


async def test_hours_that_go_to_both_books_are_pending_once(site: Site) -> None:
    await site.open(a_company().model_copy(update={"books": BooksTargets(time=("quickbooks", "foundation"))}))
    hours = a_posting(posting="p1", payload=a_time_activity(minutes=480))
    await site.post(hours, hours.model_copy(update={"posting_id": "p2", "target": "foundation"}))
    found = await site.cost()
    assert found.cost.totals.pending_hours == Decimal("8.00")


async def test_a_job_of_others_is_not_found(site: Site) -> None:
    await site.open()
    hidden = await site.ask(VisibleProjects(frozenset({"project-2"})))
    stranger = await site.ask(company_id="company-2")
    assert (hidden.error_code, stranger.error_code) == (ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND)
    assert (await site.ask(VisibleProjects(frozenset({JOB})))).success


async def test_a_store_that_does_not_answer_is_a_failure_and_no_cost_of_zero(site: Site) -> None:
    await site.open()
    site.store.fail_next()
    assert (await site.ask()).error_code == ErrorCode.STORE_UNAVAILABLE
