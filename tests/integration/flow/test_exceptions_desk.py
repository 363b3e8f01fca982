"""People work through the inbox: they see why, try a fix, and everything that waited for it is replayed once."""

import pytest

from fieldledger.domain.company import CostCodeMapping, DocumentMapping
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.documents import Range, TableName
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.desk import ExceptionsDesk
from fieldledger.services.exceptions.fixes import (
    AcknowledgeFix,
    CancelFix,
    CostCodeFix,
    Fix,
    LinkFix,
    PayTypeFix,
    RetryFix,
)
from fieldledger.services.exceptions.many import ManyExceptions
from fieldledger.wiring.exceptions import desk_over, explaining_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.builders.documents import a_vendor_invoice
from tests.integration.flow.documents import approve_bill, held, open_books
from tests.integration.flow.doubles import Crash, NoDeadline
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import an_employee_row, an_item_row
from tests.integration.flow.simulated_raken import a_card, a_member

UNMATCHED = "EMPLOYEE_NUMBER_MISSING employee:lena"


def _desk(world: World) -> ExceptionsDesk:
    return desk_over(world.flow.store, world.flow.queue, world.flow.clock)


async def _only(world: World) -> ExceptionItem:
    [item] = (await world.flow.inbox()).values()
    return item


async def _resolve(world: World, fix: Fix) -> int:
    item = await _only(world)
    return (await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap().released


async def _lena_waits(world: World) -> str:
    """Two cards of a worker without a number; her id in the books."""
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", None))
    [row] = await world.books.seed("Employee", [an_employee_row("Lena Vogt", None)])
    cards = [a_card(f"c-{n}", worker="lena", hours=[(4, "RT")], day=WORK_DATE.replace(day=n)) for n in (3, 4)]
    await world.with_cards(*cards)
    assert (await world.flow.write()).unwrap().parked == 2
    return str(row["Id"])


async def test_an_item_says_what_waits_for_it_and_what_helps(world: World) -> None:
    await _lena_waits(world)
    item = await _only(world)
    explained = (await explaining_over(world.flow.store).explain(COMPANY, item.exception_id)).unwrap()
    assert (explained.waiting.postings, explained.waiting.minutes) == (2, 480)
    assert (explained.item.turn, explained.fixes) == ("customer", ("link", "retry", "cancel"))


async def test_a_link_that_a_person_decides_replays_everything_that_waited(world: World) -> None:
    row = await _lena_waits(world)
    assert await _resolve(world, LinkFix(vendor_id=row)) == 2
    assert await world.flow.inbox() == {}
    (await world.flow.write()).unwrap()
    assert sum((await world.books.minutes()).values()) == 480


async def test_trying_a_fix_writes_nothing(world: World) -> None:
    row = await _lena_waits(world)
    item = await _only(world)
    tried = (await _desk(world).try_(COMPANY, ACCOUNTANT, item.exception_id, LinkFix(vendor_id=row))).unwrap()
    assert (tried.dry_run, tried.released) == (True, 2)
    assert list(await world.flow.inbox()) == [UNMATCHED]
    assert await world.flow.states() == {PostingState.PARKED: 2}


async def test_a_link_to_what_is_not_there_is_refused_already_when_tried(world: World) -> None:
    await _lena_waits(world)
    item = await _only(world)
    for attempt in (_desk(world).try_, _desk(world).resolve):
        refused = await attempt(COMPANY, ACCOUNTANT, item.exception_id, LinkFix(vendor_id="4711"))
        assert refused.error_code == ErrorCode.BOOKS_REFERENCE_INACTIVE


async def test_resolving_twice_replays_once(world: World) -> None:
    row = await _lena_waits(world)
    item = await _only(world)
    fix = LinkFix(vendor_id=row)
    assert await _resolve(world, fix) == 2
    again = (await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()
    assert again.released == 0
    (await world.flow.write()).unwrap()
    assert len(await world.books.time_activities()) == 2


async def test_a_resolution_that_died_half_way_is_continued(world: World) -> None:
    row = await _lena_waits(world)
    item = await _only(world)
    commits = 0

    def die_at_the_second(_writes: object) -> None:
        nonlocal commits
        commits += 1
        if commits == 2:  # the link is written, nothing is released yet
            raise Crash

    world.flow.store.before_commit = die_at_the_second
    fix = LinkFix(vendor_id=row)
    with pytest.raises(Crash):
        await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)
    world.flow.store.before_commit = None
    assert await _resolve(world, fix) == 2
    (await world.flow.write()).unwrap()
    assert len(await world.books.time_activities()) == 2


async def test_the_person_and_the_fix_are_on_record(world: World) -> None:
    row = await _lena_waits(world)
    item = await _only(world)
    await _resolve(world, LinkFix(vendor_id=row))
    explained = (await explaining_over(world.flow.store).explain(COMPANY, item.exception_id)).unwrap()
    assert (explained.item.resolved_by, explained.item.resolution) == (ACCOUNTANT, "link by a person")
    entries = (
        await world.flow.store.query(TableName.AUDIT, f"COMPANY#{COMPANY}", Range.prefix(""), limit=100)
    ).unwrap()
    assert any('"action":"link_decided"' in entry.body and ACCOUNTANT in entry.body for entry in entries.documents)


async def test_a_mapped_pay_type_replays_its_hours(world: World) -> None:
    await world.books.seed("Item", [an_item_row("Labor - Double")])
    await world.with_cards(a_card("c-1", hours=[(2, "DT")]))
    assert (await world.flow.write()).unwrap().parked == 1
    assert await _resolve(world, PayTypeFix(service_item="Labor - Double")) == 1
    (await world.flow.write()).unwrap()
    assert {key[2] for key in await world.books.minutes()} == {"Labor - Double"}


@pytest.mark.parametrize("mapping", [CostCodeMapping(account="Job Costs Wiring"), CostCodeMapping(item="Wiring")])
async def test_a_mapped_cost_code_replays_its_bills(world: World, mapping: CostCodeMapping) -> None:
    await world.books.seed("Item", [an_item_row("Wiring") | {"ExpenseAccountRef": {"value": "2"}}])
    await open_books(world, DocumentMapping(retainage_payable_account="Retainage Payable"))
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    assert await _resolve(world, CostCodeFix(mapping=mapping)) == 1
    (await world.flow.write()).unwrap()
    assert len(await held(world, "Bill")) == 1


async def test_a_closed_period_that_was_reopened_is_tried_again(world: World) -> None:
    await world.books.fault("item_fault", item=0, code="6210")
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    item = await _only(world)
    assert item.code == ErrorCode.BOOKS_PERIOD_CLOSED
    assert item.request is not None
    assert item.answer is not None
    assert '"Hours": 8' in item.request
    assert item.answer.startswith("6210 ")
    assert await _resolve(world, RetryFix()) == 1
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_what_a_person_gives_up_never_goes_to_the_books(world: World) -> None:
    await _lena_waits(world)
    item = await _only(world)
    fix = CancelFix(reason="paid by hand")
    assert (await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap().cancelled == 2
    (await world.flow.write()).unwrap()
    assert await world.flow.states() == {PostingState.CANCELLED: 2}
    assert await world.books.time_activities() == []


async def test_an_edit_in_the_books_is_acknowledged(world: World) -> None:
    await world.books.listen()
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    [record] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": record["Id"], "Hours": 6})
    (await world.flow.container().events.handle("9341453000000001", await world.books.events())).unwrap()
    assert (await _only(world)).code == ErrorCode.BOOKS_EDITED
    await _resolve(world, AcknowledgeFix(reason="agreed with the foreman"))
    assert await world.flow.inbox() == {}


@pytest.mark.parametrize("fix", [PayTypeFix(service_item="Labor"), AcknowledgeFix(reason="never mind")])
async def test_a_fix_that_does_not_fit_is_refused(world: World, fix: Fix) -> None:
    await _lena_waits(world)
    item = await _only(world)
    refused = await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert await world.flow.states() == {PostingState.PARKED: 2}


async def test_another_companys_item_does_not_exist(world: World) -> None:
    await _lena_waits(world)
    item = await _only(world)
    explained = await explaining_over(world.flow.store).explain("company-2", item.exception_id)
    assert explained.error_code == ErrorCode.NOT_FOUND


async def test_one_that_fails_holds_no_other_up(world: World) -> None:
    await _lena_waits(world)
    item = await _only(world)
    many = ManyExceptions(_desk(world), DocumentExceptions(world.flow.store), world.flow.clock)
    fixes: dict[str, Fix] = dict.fromkeys(["none", item.exception_id], RetryFix())
    none, other = (await many.resolve(COMPANY, ACCOUNTANT, fixes, NoDeadline())).done
    assert none.result.error_code == ErrorCode.NOT_FOUND
    assert other.result.unwrap().released == 2
