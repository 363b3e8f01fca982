"""Requisitions, prime contracts, payment applications and payments."""

from decimal import Decimal

from fieldledger.domain.facts.procore_invoices import PaymentApplicationFacts, RequisitionFacts
from fieldledger.domain.facts.procore_payments import PaymentFacts, PaymentKind
from fieldledger.domain.facts.procore_prime_contracts import PrimeContractFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from fieldledger.services.sync.source import PageRequest, Scope
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import Portal
from tests.integration.sync.procore.bench import Bench, remove

R = SyncResource
BILLS, PRIMES, APPLICATIONS, PAYMENTS = (
    R.PROCORE_REQUISITIONS,
    R.PROCORE_PRIME_CONTRACTS,
    R.PROCORE_PAYMENT_APPLICATIONS,
    R.PROCORE_CONTRACT_PAYMENTS,
)


async def test_a_requisition_has_its_sums_and_coded_lines_in_one_call(portal: Portal, bench: Bench) -> None:
    walked = await bench.walk(BILLS)
    facts = walked.facts(await portal.id_of("requisitions", "invoice_number", "INV-2"), RequisitionFacts)
    assert (facts.commitment_id, facts.vendor_name, facts.status) == (bench.contract, "Acme Concrete", "under_review")
    assert facts.summary is not None
    assert (facts.summary.current_payment_due, facts.retainage_held) == (18_000, 6_000)
    slabs = facts.lines[0]
    assert (slabs.completed_before, slabs.completed_now, slabs.retained_now) == (30_000, 20_000, 2_000)
    assert (slabs.cost_code_id is not None, slabs.budget_code) == (True, "03-300.S")
    assert walked.calls == 1


async def test_retainage_that_a_bill_releases_is_summed(portal: Portal, bench: Bench) -> None:
    bill = await portal.id_of("requisitions", "invoice_number", "INV-2")
    before = next(row for row in await portal.kept("requisitions") if str(row["id"]) == bill)["items"]
    released = [{**item, "work_completed_retainage_released_this_period": "125.50"} for item in before]
    await portal.edit("requisitions", bill, items=released)
    facts = (await bench.walk(BILLS)).facts(bill, RequisitionFacts)
    assert facts.retainage_released == Decimal(251)


async def test_a_prime_contract_brings_its_lines_and_the_payments_received(portal: Portal, bench: Bench) -> None:
    contract = await portal.id_of("prime_contracts", "number", "PC-1")
    walked = await bench.walk(PRIMES)
    facts = walked.facts(contract, PrimeContractFacts)
    assert (facts.owner_name, facts.original_amount, facts.received_amount) == ("City of Tulsa", 60_000, 9_000)
    assert [line.amount for line in facts.lines] == [Decimal(60_000)]
    [payment] = walked.ids(PAYMENTS)
    row, paid = walked.row(payment), walked.facts(payment, PaymentFacts)
    assert (row.scope_id, paid.kind, paid.contract_id, paid.amount) == (
        contract,
        PaymentKind.RECEIVED,
        contract,
        9_000,
    )
    assert walked.calls == 5  # the list, and two for each of two contracts


async def test_a_single_read_of_a_prime_contract_brings_its_payments(portal: Portal, bench: Bench) -> None:
    contract = await portal.id_of("prime_contracts", "number", "PC-1")
    rows = await bench.one(PRIMES, contract)
    assert [row.resource for row in rows] == [PRIMES, PAYMENTS]


async def test_payments_issued_are_read_under_their_contract(portal: Portal, bench: Bench) -> None:
    walked = await bench.walk(PAYMENTS)
    facts = walked.all_facts(PaymentFacts)
    assert [(paid.kind, paid.amount) for paid in facts] == [(PaymentKind.ISSUED, 1_000), (PaymentKind.ISSUED, 2_500)]
    assert {row.scope_id for row in walked.rows} == {bench.contract}
    assert (walked.calls, {paid.project_id for paid in facts}) == (1, {portal.project})


async def test_a_single_read_of_a_payment_received_says_so(portal: Portal, bench: Bench) -> None:
    walked = await bench.walk(PRIMES)
    [payment] = walked.ids(PAYMENTS)
    row = walked.row(payment)
    assert row.scope_id is not None
    scope = Scope(row.scope_id, portal.project)
    alone = (await bench.sources[PAYMENTS].one(COMPANY, PAYMENTS, payment, scope)).unwrap()
    assert (alone.rows, alone.calls) == ((row,), 2)


async def test_a_contract_without_its_project_is_refused(bench: Bench) -> None:
    request = PageRequest(COMPANY, Scope(bench.contract))
    assert (await bench.sources[PAYMENTS].page(request)).error_code == ErrorCode.VALIDATION_FAILED


async def test_only_invoices_to_owners_that_changed_are_read_with_their_lines(portal: Portal, bench: Bench) -> None:
    whole = await bench.walk(APPLICATIONS)
    assert (len(whole.rows), whole.calls) == (2, 3)
    old, new = sorted(whole.ids(APPLICATIONS))
    await portal.edit("payment_applications", new, status="approved")
    changed = await bench.walk(APPLICATIONS, bench.window())
    assert (changed.ids(APPLICATIONS), changed.calls) == ([new], 2)
    facts = whole.facts(old, PaymentApplicationFacts)
    assert facts.summary is not None
    assert [(line.completed_now, line.cost_code) for line in facts.lines] == [(Decimal(12_000), "03-300")]


async def test_what_is_gone_between_the_list_and_its_own_read_is_a_deleted_row(portal: Portal, bench: Bench) -> None:
    for resource, path in ((PRIMES, r"prime_contract/\d"), (APPLICATIONS, r"payment_applications/\d")):
        await portal.fault("status", path=path, status=404, count=2)
        walked = await bench.walk(resource)
        assert [row.deleted for row in walked.rows] == [True, True]


async def test_a_single_read_of_a_payment_that_is_gone_is_a_deleted_row_of_its_contract(
    portal: Portal, bench: Bench
) -> None:
    payment = (await bench.walk(PAYMENTS)).rows[0].record_id
    await remove(portal, "contract_payments", payment)
    [gone] = await bench.one(PAYMENTS, payment)
    assert (gone.deleted, gone.scope_id) == (True, bench.contract)
