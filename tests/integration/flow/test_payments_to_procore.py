"""What the books paid of a requisition stands in Procore once, whatever happens on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.contract_payment import PushState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import Result
from fieldledger.services.company.writing import SettingsWish
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.edits import PaymentEdits
from fieldledger.wiring.company import settings_changes_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.syncs import a_mirror_record
from tests.integration.clients.procore.portal import ACCOUNT
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.flow.paid_requisition import Effect, Effects, Harm, PaidRequisition, a_check, a_paid_requisition

FIRST = ("4000.00", "2026-10-02", "10482")
SECOND = ("6000.00", "2026-10-09", "10490")


@pytest.fixture
async def paid() -> AsyncIterator[PaidRequisition]:
    async with a_paid_requisition() as opened:
        yield opened


async def test_each_check_becomes_a_contract_payment_on_its_requisition(paid: PaidRequisition) -> None:
    await paid.say(a_check())
    assert (await paid.push()).unwrap() == 1
    await paid.say(a_check(), a_check("10490", "6000.00", date(2026, 10, 9)))
    (await paid.push()).unwrap()

    assert await paid.there() == [FIRST, SECOND]
    rows = await paid.rows()
    assert {row["invoice_number"] for row in rows} == {"AC-1"}
    assert {f"procore-requisition-{row['requisition_id']}" for row in rows} == {paid.invoice_id}
    record = await paid.record()
    assert ([each.state for each in record.payments], record.due_at) == ([PushState.HELD] * 2, None)
    assert await paid.inbox() == {}


async def test_nothing_new_costs_no_call(paid: PaidRequisition) -> None:
    await paid.say(a_check())
    (await paid.push()).unwrap()
    calls = await paid.portal.calls()
    await paid.settle()

    assert await paid.portal.calls() == calls


async def test_a_correction_takes_the_place_of_the_payment_before(paid: PaidRequisition) -> None:
    await paid.say(a_check())
    (await paid.push()).unwrap()
    await paid.say(a_check(amount="4100.00"))
    (await paid.push()).unwrap()

    assert await paid.there() == [("4100.00", "2026-10-02", "10482")]
    [entry] = (await paid.record()).payments
    assert (entry.revision, entry.state) == (2, PushState.HELD)


@pytest.mark.parametrize("how", ["gone", "voided"])
async def test_what_was_voided_is_taken_back_and_may_come_again(how: str, paid: PaidRequisition) -> None:
    await paid.say(a_check())
    (await paid.push()).unwrap()
    await paid.say(*([a_check().model_copy(update={"voided": True})] if how == "voided" else []))
    (await paid.push()).unwrap()
    assert await paid.there() == []

    await paid.say(a_check())
    (await paid.push()).unwrap()
    assert await paid.there() == [FIRST]


async def test_a_company_that_does_not_want_it_has_no_payments_there() -> None:
    async with a_paid_requisition(on=False) as paid:
        await paid.say(a_check())
        assert (await paid.push()).unwrap() == 0
        assert (await paid.there(), (await paid.record()).version) == ([], 0)


async def test_what_was_paid_before_it_is_switched_on_is_pushed_then() -> None:
    async with a_paid_requisition(on=False) as paid:
        await paid.say(a_check())
        store, queue = paid.portal.store, RecordingQueue()
        before = (await DocumentCompanies(store).get(COMPANY)).unwrap()
        on = before.directions.model_copy(update={"payments": "from_books"})
        wish = SettingsWish(COMPANY, before.settings.model_copy(update={"directions": on}), before.version, "wanted")
        (await settings_changes_over(store, queue, paid.portal.clock).replace(ACCOUNTANT, wish)).unwrap()
        await paid.settle()

        assert (await paid.there(), await paid.inbox()) == ([FIRST], {})


async def test_what_was_asked_for_before_it_was_switched_off_is_not_pushed(paid: PaidRequisition) -> None:
    await paid.say(a_check())
    companies = DocumentCompanies(paid.portal.store)
    company = (await companies.get(COMPANY)).unwrap()
    off = company.directions.model_copy(update={"payments": "off"})
    (await companies.save(company.model_copy(update={"directions": off}))).unwrap()
    (await paid.push()).unwrap()

    assert (await paid.there(), (await paid.record()).due_at) == ([], None)


async def test_a_payment_that_people_entered_before_is_not_entered_again(paid: PaidRequisition) -> None:
    contract = int(await paid.portal.id_of("work_order_contracts", "number", "SC-1"))
    said = {"contract_id": contract, "amount": "4000.00", "date": "2026-10-05", "check_number": "10482"}
    order = {"project_id": int(paid.portal.project), "holder_id": contract, "records": [said]}
    await paid.portal.admin("POST", f"/companies/{ACCOUNT}/records/contract_payments", order)
    await paid.say(a_check())
    (await paid.push()).unwrap()
    await paid.settle()

    assert await paid.there() == [("4000.00", "2026-10-05", "10482")]
    assert list(await paid.inbox()) == ["PAYMENT_CONTRADICTS"]


@pytest.mark.parametrize("deed", ["changed", "deleted"])
async def test_what_people_made_of_a_payment_in_procore_stays(deed: str, paid: PaidRequisition) -> None:
    await paid.say(a_check())
    (await paid.push()).unwrap()
    [row] = await paid.rows()
    if deed == "changed":
        await paid.portal.edit("contract_payments", str(row["id"]), amount="3999.00")
    else:
        contract = await paid.portal.id_of("work_order_contracts", "number", "SC-1")
        api = paid.portal.api.contract_payments
        (await api.delete(COMPANY, paid.portal.project, contract, str(row["id"]))).unwrap()
    theirs = await paid.there()
    await paid.say(a_check(amount="4100.00"))
    (await paid.push()).unwrap()
    await paid.settle()

    assert await paid.there() == theirs
    assert list(await paid.inbox()) == ["PAYMENT_EDITED"]


async def test_a_refusal_is_told_and_mends_by_itself(paid: PaidRequisition) -> None:
    await paid.portal.fault("forbidden", method="POST")
    await paid.say(a_check())
    (await paid.push()).unwrap()
    assert (await paid.there(), list(await paid.inbox())) == ([], ["PAYMENT_REFUSED"])

    await paid.settle()
    assert await paid.there() == []
    paid.portal.clock.advance(86_400)
    (await paid.push()).unwrap()
    assert (await paid.there(), await paid.inbox()) == ([FIRST], {})


async def test_while_procore_asks_to_wait_nothing_is_lost(paid: PaidRequisition) -> None:
    await paid.portal.fault("load_shedding", count=3)
    await paid.say(a_check())
    (await paid.push()).unwrap()
    assert await paid.there() == []

    await paid.settle()
    assert (await paid.there(), await paid.inbox()) == ([FIRST], {})


async def test_the_sweep_finds_companies_with_payments_to_push(paid: PaidRequisition) -> None:
    postings, now = DocumentPostings(paid.portal.store), paid.portal.clock.now()
    assert (await postings.due_companies(now, "procore")).unwrap() == {}
    await paid.say(a_check())
    assert list((await postings.due_companies(now, "procore")).unwrap()) == [COMPANY]
    assert (await postings.due_companies(now)).unwrap() == {}
    (await paid.push()).unwrap()
    assert (await postings.due_companies(now, "procore")).unwrap() == {}


HARMS = [(point, harm) for point in range(12) for harm in Harm]


@pytest.mark.parametrize(("point", "harm"), HARMS, ids=str)
async def test_whatever_befalls_one_effect_each_payment_stands_there_once(
    point: int, harm: Harm, paid: PaidRequisition
) -> None:
    """Two checks; then one is corrected and the other one voided: seals, writes and deletions of every kind."""
    effects = Effects(point, harm)
    await paid.say(a_check(), a_check("10490", "6000.00", date(2026, 10, 9)))
    await paid.push(effects)
    await paid.settle()
    assert await paid.there() == [FIRST, SECOND]

    await paid.say(a_check(amount="4100.00"))
    later = replace(effects, seen=list(effects.seen))
    await paid.push(later)
    await paid.settle()

    assert await paid.there() == [("4100.00", "2026-10-02", "10482")]
    assert (await paid.record()).due_at is None
    assert await paid.inbox() == {}
    assert len(later.seen) > point, "the effect was never reached"


async def test_of_two_workers_at_once_one_writes(paid: PaidRequisition) -> None:
    """The second one begins while the first has sealed and not yet sent."""
    await paid.say(a_check())

    class Racing(Effects):
        """Lets another worker in before anything is sent."""

        async def take[T](self, name: str, effect: Effect[T], lost: Result[T], never: Result[T]) -> Result[T]:
            if name == "create":
                await paid.push()
            return await super().take(name, effect, lost, never)

    (await paid.push(Racing())).unwrap()
    await paid.settle()
    assert await paid.there() == [FIRST]


async def test_our_own_payment_read_back_is_no_edit_and_theirs_is_told(paid: PaidRequisition) -> None:
    await paid.say(a_check())
    (await paid.push()).unwrap()
    [row] = await paid.rows()
    store = paid.portal.store
    edits = PaymentEdits(
        DocumentMirror(store),
        DocumentContractPayments(store),
        Inbox(DocumentExceptions(store), paid.portal.clock),
        store,
    )

    async def read_back(amount: str) -> int:
        facts = {
            "kind": "issued",
            "contract_id": str(row["contract_id"]),
            "requisition_id": str(row["requisition_id"]),
            "amount": amount,
            "paid_on": "2026-10-02",
            "check_number": "10482",
            "origin_id": row["origin_id"],
        }
        mirror, resource = DocumentMirror(store), SyncResource.PROCORE_CONTRACT_PAYMENTS
        scope, key = str(row["contract_id"]), str(row["id"])
        held = (await mirror.get_many(COMPANY, resource, [(scope, key)])).unwrap()
        version = held[0].version if held else 0
        read = a_mirror_record(resource=resource, record_id=key, scope_id=scope, facts=facts)
        (await mirror.save(read.model_copy(update={"version": version}))).unwrap()
        return (await edits.after_changes(COMPANY, resource, [(scope, key)])).unwrap()

    assert (await read_back("4000.00"), await paid.inbox()) == (0, {})
    assert await read_back("3999.00") == 1
    assert list(await paid.inbox()) == ["PAYMENT_EDITED"]
    assert [each.state for each in (await paid.record()).payments] == [PushState.LEFT]
    assert Decimal(row["amount"]) == Decimal(4000)
