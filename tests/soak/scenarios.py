"""Jobs whose every effect is disturbed: what is prepared undisturbed, the steps, and what the books must hold."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.domain.posting import Operation, PostingState
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.services.posting.sweep import GRACE
from fieldledger.wiring.approvals import adjustments_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice, an_owner_invoice
from tests.integration.flow import documents
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.integration.flow.simulated_quickbooks import REALM, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_member
from tests.soak.stage import Stage

type Step = Callable[[Stage], Awaitable[Result[object]]]
type Books = Mapping[str, int | Decimal]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """``steps`` are repeated when they fail, as a person or a queue would.

    ``books`` and ``inbox``: what must be there in the end, and the codes of what a person has to look at.
    """

    name: str
    prepare: Callable[[World], Awaitable[None]]
    steps: tuple[Step, ...]
    books: Books
    inbox: tuple[str, ...] = ()


CARDS: Final = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


async def _cards_at_the_jobsite(world: World) -> None:
    await world.jobsite.seed("timeCards", *CARDS)
    (await world.flow.sync()).unwrap()


async def _approved(world: World) -> Result[object]:
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-soak",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
    )
    return (await world.flow.approvals().approve(request)).map(lambda outcome: outcome)


async def _approve(stage: Stage) -> Result[object]:
    return await _approved(stage.world)


async def _deliver(stage: Stage) -> Result[object]:
    return await stage.deliver()


async def _sweep(stage: Stage) -> Result[object]:
    return (await stage.world.flow.sweep().sweep()).map(lambda report: report)


async def _lost_answer(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)


async def _lost_answer_and_edited(world: World) -> None:
    """Rosa's eight hours become seven, in a record that we do not know of yet."""
    await _lost_answer(world)
    row = next(row for row in await world.books.time_activities() if row["Hours"] == 8)
    await world.books.edit("TimeActivity", {"Id": row["Id"], "Hours": 7})


async def _never_arrived_and_forgotten(world: World) -> None:
    """The request was lost before any work, and the queue gave up on it too: an old seal."""
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("drop_before")
    await world.flow.write()
    world.flow.clock.advance(days=40)


async def _done_in_part(world: World) -> None:
    """Two of four records are in the books, and about two nothing is known."""
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    await world.books.fault("item_fault", item=1, code="1010")
    await world.books.fault("item_fault", item=2, code="600")
    (await world.flow.write()).unwrap()


async def _done_in_part_and_deleted(world: World) -> None:
    """A person deletes what is recorded, before the rest of its batch is settled: it must not come back."""
    await _done_in_part(world)
    known = await world.flow.postings(PostingState.POSTED)
    await world.books.delete("TimeActivity", str(known[0].vendor_id))
    world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)


async def _books_of_documents(world: World) -> None:
    await documents.open_books(world)
    repository = DocumentInvoices(world.flow.store)
    (await repository.save_supplier(a_supplier())).unwrap()
    (await repository.save_vendor_invoice(a_vendor_invoice())).unwrap()
    (await repository.save_owner_invoice(an_owner_invoice())).unwrap()


async def _requested_documents(world: World) -> Result[object]:
    vendor = documents.vendor_of(a_supplier())
    bill = documents.bill_of(a_vendor_invoice(), documents.order(vendor).posting_id(vendor))
    invoice = documents.invoice_of(an_owner_invoice())
    return (await documents.request(world, vendor, bill, invoice)).map(lambda postings: postings)


async def _request_documents(stage: Stage) -> Result[object]:
    return await _requested_documents(stage.world)


async def _posted_documents(world: World) -> None:
    await _books_of_documents(world)
    (await _requested_documents(world)).unwrap()
    (await world.flow.write()).unwrap()
    newer = a_vendor_invoice(lines=[a_cost_line("13000.00")], content_hash="b" * 32, version=1)
    (await DocumentInvoices(world.flow.store).save_vendor_invoice(newer)).unwrap()


async def _change_documents(stage: Stage) -> Result[object]:
    """The bill is corrected, the invoice voided."""
    newer = a_vendor_invoice(lines=[a_cost_line("13000.00")], content_hash="b" * 32)
    postings = {p.payload.kind: p for p in await stage.world.flow.postings() if p.operation is Operation.CREATE}
    bill, invoice = postings["bill"], postings["invoice"]
    intended = (
        documents.change_of(bill, newer.draft(), Operation.UPDATE, newer.content_hash),
        documents.change_of(invoice, invoice.payload, Operation.REMOVE, invoice.source.content_hash),
    )
    asked = await documents.request(stage.world, *intended, approval_id="approval-change")
    return asked.map(lambda found: found)


async def _changed_card(world: World) -> None:
    await _cards_at_the_jobsite(world)
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    world.flow.clock.advance(minutes=5)
    await world.jobsite.seed("timeCards", a_card("c-1", worker="rosa", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()


async def _adjust(stage: Stage) -> Result[object]:
    """Confirming again after a lost answer says that the card is approved: that is what the person wanted."""
    flow = stage.world.flow
    found = await DocumentTimeCards(flow.store).get_many(COMPANY, ["c-1"])
    if found.failed:
        return found.failure()
    [card] = found.unwrap()
    service = adjustments_over(flow.store, flow.queue, flow.clock)
    confirmed = await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-soak", "c-1", card.content_hash))
    return Result.ok(None) if confirmed.error_code == "ALREADY_APPROVED" else confirmed.map(lambda done: done)


async def _unknown_worker(world: World) -> None:
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", "121"))
    await world.jobsite.seed("timeCards", a_card("c-9", worker="lena", hours=[(8, "RT")]))
    (await world.flow.sync()).unwrap()
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    await world.books.listen()
    await world.books.add("Employee", an_employee_row("Lena Vogt", "121"))


async def _posted_and_edited(world: World) -> None:
    await world.books.listen()
    await world.jobsite.seed("timeCards", CARDS[2])
    (await world.flow.sync()).unwrap()
    (await _approved(world)).unwrap()
    (await world.flow.write()).unwrap()
    (await world.flow.container().events.handle(REALM, await world.books.events())).unwrap()
    [record] = await world.books.time_activities()
    await world.books.edit("TimeActivity", {"Id": record["Id"], "Hours": 3})


async def _request_jobs(stage: Stage) -> Result[object]:
    """A new job below its owner."""
    owner = documents.job_of("owner-1", "Bluestem Health")
    job = documents.job_of("annex", "Clinic Annex 2260", "owner-1", documents.order(owner).posting_id(owner))
    return (await documents.request(stage.world, owner, job)).map(lambda postings: postings)


async def _told(stage: Stage) -> Result[object]:
    """The webhook's message stays in its queue until it is handled."""
    stage.events.extend(await stage.world.books.events())
    handled = await stage.world.flow.container().events.handle(REALM, stage.events)
    return handled.map(lambda count: count)


SCENARIOS: Final = (
    Scenario(
        "approve and write time", _cards_at_the_jobsite, (_approve, _deliver), {"TimeActivity": 4, "minutes": 1245}
    ),
    Scenario("settle a lost answer", _lost_answer, (_sweep, _deliver), {"TimeActivity": 4, "minutes": 1245}),
    Scenario(
        "documents in waves",
        _books_of_documents,
        (_request_documents, _deliver),
        {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11250), "due": Decimal(88200)},
    ),
    Scenario(
        "change and void",
        _posted_documents,
        (_change_documents, _deliver),
        {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11750), "due": Decimal(0)},
    ),
    Scenario("adjust a card", _changed_card, (_adjust, _deliver), {"TimeActivity": 3, "minutes": 1035}),
    Scenario("release what was parked", _unknown_worker, (_told, _deliver), {"TimeActivity": 1, "minutes": 480}),
    Scenario("jobs in waves", documents.open_books, (_request_jobs, _deliver), {"Customer": 4}),
    Scenario("an old seal", _never_arrived_and_forgotten, (_sweep, _deliver), {"TimeActivity": 4, "minutes": 1245}),
    Scenario(
        "edited before it was settled",
        _lost_answer_and_edited,
        (_sweep, _deliver),
        {"TimeActivity": 4, "minutes": 1185},
        ("BOOKS_ECHO_DIFFERS",),
    ),
    Scenario("deleted while a part was open", _done_in_part_and_deleted, (_sweep, _deliver), {"TimeActivity": 3}),
    Scenario(
        "told of an edit",
        _posted_and_edited,
        (_told,),
        {"TimeActivity": 1, "minutes": 180},
        ("BOOKS_EDITED",),
    ),
)
