"""Vendors, jobs, bills and invoices on their way to the books, and what changes them there."""

from decimal import Decimal
from typing import Final

from fieldledger.domain.posting import Operation
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.result import Result
from fieldledger.services.posting.sweep import GRACE
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice, an_owner_invoice
from tests.integration.flow import documents
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.soak.acts import deliver, sweep
from tests.soak.ending import Expected
from tests.soak.quickbooks import QuickbooksScenario as Scenario
from tests.soak.stage import Stage


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


async def _changed_documents(world: World) -> Result[object]:
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


async def _request_jobs(stage: Stage) -> Result[object]:
    """A new job below its owner."""
    owner = documents.job_of("owner-1", "Bluestem Health")
    job = documents.job_of("annex", "Clinic Annex 2260", "owner-1", documents.order(owner).posting_id(owner))
    return (await documents.request(stage.world, owner, job)).map(lambda postings: postings)


async def _change_documents(stage: Stage) -> Result[object]:
    return await _changed_documents(stage.world)


async def _edited_bill(world: World) -> None:
    """The bookkeeper gives the bill another number."""
    await _posted_documents(world)
    [row] = await documents.held(world, "Bill")
    await world.books.edit("Bill", {"Id": row["Id"], "DocNumber": "INV-1"})


async def _renumbered_bill(world: World) -> None:
    """The answer to a bill is lost, and the bookkeeper gives it another number: its own is free again."""
    await _books_of_documents(world)
    (await _requested_documents(world)).unwrap()
    for _ in range(2):  # the vendor goes first
        await world.books.fault("commit_then_drop")
        await world.flow.write()
        world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)
    [row] = await documents.held(world, "Bill")
    await world.books.edit("Bill", {"Id": row["Id"], "DocNumber": "INV-1"})


async def _lost_answer_to_a_change(world: World) -> None:
    await _posted_documents(world)
    (await _changed_documents(world)).unwrap()
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.clock.advance(SETTLE_SECONDS + GRACE.total_seconds() + 1)


async def _taken_name(world: World) -> None:
    """A customer has the vendor's name already."""
    await _books_of_documents(world)
    await world.books.seed("Customer", [{"DisplayName": a_supplier().name}])


async def _request_a_vendor_and_an_invoice(stage: Stage) -> Result[object]:
    vendor, invoice = documents.vendor_of(a_supplier()), documents.invoice_of(an_owner_invoice())
    return (await documents.request(stage.world, vendor, invoice)).map(lambda postings: postings)


_NEW: Final = {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11250), "due": Decimal(88200)}
_CHANGED: Final = {"Vendor": 1, "Bill": 1, "Invoice": 1, "billed": Decimal(11750), "due": Decimal(0)}

DOCUMENTS: Final = (
    Scenario("documents in waves", _books_of_documents, (_request_documents, deliver), Expected(_NEW)),
    Scenario("jobs in waves", documents.open_books, (_request_jobs, deliver), Expected({"Customer": 4})),
    Scenario("change and void", _posted_documents, (_change_documents, deliver), Expected(_CHANGED)),
    Scenario("settle a lost answer to a change", _lost_answer_to_a_change, (sweep, deliver), Expected(_CHANGED)),
    Scenario(
        "a bill that a person edited",
        _edited_bill,
        (_change_documents, deliver),
        Expected(_CHANGED | {"billed": Decimal(11250)}, ("BOOKS_EDITED",), ("BOOKS_EDITED",)),
    ),
    Scenario(
        "renumbered before it was settled",
        _renumbered_bill,
        (sweep, deliver),
        Expected(_NEW, ("BOOKS_ECHO_DIFFERS",)),
    ),
    Scenario(
        "a name that is taken",
        _taken_name,
        (_request_a_vendor_and_an_invoice, deliver),
        Expected({"Vendor": 0, "Invoice": 1, "due": Decimal(88200)}, ("BOOKS_DUPLICATE",), ("BOOKS_DUPLICATE",)),
    ),
)
