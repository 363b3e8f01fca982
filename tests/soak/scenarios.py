"""Jobs whose every effect is disturbed: what is prepared undisturbed, the steps, and what the books must hold."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from weakref import WeakKeyDictionary

from fieldledger.domain.posting import Operation
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.wiring.approvals import adjustments_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice, an_owner_invoice
from tests.integration.flow import documents
from tests.integration.flow.harness import Flow, World
from tests.integration.flow.simulated_quickbooks import REALM, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_member

type Step = Callable[[World], Awaitable[Result[object]]]
type Books = Mapping[str, int | Decimal]


@dataclass(frozen=True, slots=True)
class Scenario:
    """``steps`` are repeated when they fail, as a person or a queue would. ``books``: what must be there in the end."""

    name: str
    prepare: Callable[[World], Awaitable[None]]
    steps: tuple[Step, ...]
    books: Books


_UNHANDLED: Final[WeakKeyDictionary[Flow, list[VendorEvent]]] = WeakKeyDictionary()

CARDS: Final = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


async def _cards_at_the_jobsite(world: World) -> None:
    await world.jobsite.seed("timeCards", *CARDS)
    (await world.flow.sync()).unwrap()


async def _approve(world: World) -> Result[object]:
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-soak",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
    )
    return (await world.flow.approvals().approve(request)).map(lambda outcome: outcome)


async def _write(world: World) -> Result[object]:
    return (await world.flow.write()).map(lambda report: report)


async def _sweep(world: World) -> Result[object]:
    return (await world.flow.sweep().sweep()).map(lambda report: report)


async def _lost_answer(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approve(world)).unwrap()
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.settle_time_passes()


async def _books_of_documents(world: World) -> None:
    await documents.open_books(world)
    repository = DocumentInvoices(world.flow.store)
    (await repository.save_supplier(a_supplier())).unwrap()
    (await repository.save_vendor_invoice(a_vendor_invoice())).unwrap()
    (await repository.save_owner_invoice(an_owner_invoice())).unwrap()


async def _request_documents(world: World) -> Result[object]:
    vendor = documents.vendor_of(a_supplier())
    bill = documents.bill_of(a_vendor_invoice(), documents.order(vendor).posting_id(vendor))
    invoice = documents.invoice_of(an_owner_invoice())
    return (await documents.request(world, vendor, bill, invoice)).map(lambda postings: postings)


async def _posted_documents(world: World) -> None:
    await _books_of_documents(world)
    (await _request_documents(world)).unwrap()
    (await world.flow.write()).unwrap()
    newer = a_vendor_invoice(lines=[a_cost_line("13000.00")], content_hash="b" * 32, version=1)
    (await DocumentInvoices(world.flow.store).save_vendor_invoice(newer)).unwrap()


async def _change_documents(world: World) -> Result[object]:
    """The bill is corrected, the invoice voided."""
    newer = a_vendor_invoice(lines=[a_cost_line("13000.00")], content_hash="b" * 32)
    postings = {p.payload.kind: p for p in await world.flow.postings() if p.operation is Operation.CREATE}
    bill, invoice = postings["bill"], postings["invoice"]
    intended = (
        documents.change_of(bill, newer.draft(), Operation.UPDATE, newer.content_hash),
        documents.change_of(invoice, invoice.payload, Operation.REMOVE, invoice.source.content_hash),
    )
    asked = await documents.request(world, *intended, approval_id="approval-change")
    return asked.map(lambda found: found)


async def _changed_card(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approve(world)).unwrap()
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", worker="rosa", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()


async def _adjust(world: World) -> Result[object]:
    """Confirming again after a lost answer says that the card is approved: that is what the person wanted."""
    found = await DocumentTimeCards(world.flow.store).get_many(COMPANY, ["c-1"])
    if found.failed:
        return found.failure()
    [card] = found.unwrap()
    service = adjustments_over(world.flow.store, world.flow.queue, world.flow.clock)
    confirmed = await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-soak", "c-1", card.content_hash))
    return Result.ok(None) if confirmed.error_code == "ALREADY_APPROVED" else confirmed.map(lambda done: done)


async def _unknown_worker(world: World) -> None:
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", "121"))
    await world.jobsite.seed("timeCards", a_card("c-9", worker="lena", hours=[(8, "RT")]))
    (await world.flow.sync()).unwrap()
    (await _approve(world)).unwrap()
    (await world.flow.write()).unwrap()
    await world.books.listen()
    await world.books.add("Employee", an_employee_row("Lena Vogt", "121"))


async def _told(world: World) -> Result[object]:
    """The webhook's message stays in its queue until it is handled."""
    told = _UNHANDLED.setdefault(world.flow, [])
    told.extend(await world.books.events())
    handled = await world.flow.container().events.handle(REALM, told)
    return handled.map(lambda count: count)


SCENARIOS: Final = (
    Scenario("approve and write time", _cards_at_the_jobsite, (_approve, _write), {"TimeActivity": 4, "minutes": 1245}),
    Scenario("settle a lost answer", _lost_answer, (_sweep, _write), {"TimeActivity": 4, "minutes": 1245}),
    Scenario(
        "documents in waves",
        _books_of_documents,
        (_request_documents, _write),
        {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11250), "due": Decimal(88200)},
    ),
    Scenario(
        "change and void",
        _posted_documents,
        (_change_documents, _write),
        {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11750), "due": Decimal(0)},
    ),
    Scenario("adjust a card", _changed_card, (_adjust, _write), {"TimeActivity": 3, "minutes": 1035}),
    Scenario("release what was parked", _unknown_worker, (_told, _write), {"TimeActivity": 1, "minutes": 480}),
)
