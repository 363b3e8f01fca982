"""Bills, invoices, vendors and jobs: once, in order, with their retainage, or to a person with a reason."""

from decimal import Decimal

from fieldledger.domain.company import DocumentMapping
from fieldledger.domain.posting import Operation, PostingState
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.result import ErrorCode
from tests.builders.documents import a_cost_line, a_supplier, a_vendor_invoice, an_owner_invoice
from tests.integration.flow.documents import (
    amounts,
    approve_bill,
    approve_invoice,
    bill_of,
    change_of,
    held,
    job_of,
    open_books,
    order,
    request,
)
from tests.integration.flow.harness import World


async def _states(world: World) -> list[str]:
    return sorted(f"{p.payload.kind} {p.operation} {p.state}" for p in await world.flow.postings())


async def test_a_bill_follows_its_new_vendor_with_its_retainage_as_a_line(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    assert (await world.flow.write()).unwrap().posted == 2
    [bill] = await held(world, "Bill")
    assert (bill["VendorRef"]["name"], bill["DocNumber"]) == ("Graybar Electric", "INV-20418")
    assert amounts(bill) == {"Job Costs Wiring": Decimal(12500), "Retainage Payable": Decimal(-1250)}
    assert Decimal(str(bill["TotalAmt"])) == a_vendor_invoice().draft().total
    assert await world.flow.inbox() == {}


async def test_an_invoice_to_the_owner_carries_what_is_withheld(world: World) -> None:
    await open_books(world)
    await approve_invoice(world, an_owner_invoice())
    (await world.flow.write()).unwrap()
    [invoice] = await held(world, "Invoice")
    assert invoice["CustomerRef"]["name"] == "Riverside Clinic 2214"
    assert amounts(invoice) == {"Progress Billing": Decimal(98000), "Retainage Receivable": Decimal(-9800)}


async def test_a_job_becomes_a_sub_customer_of_its_owner(world: World) -> None:
    await open_books(world)
    owner = job_of("owner-1", "Bluestem Health")
    job = job_of("annex", "Clinic Annex 2260", "owner-1", order(owner).posting_id(owner))
    (await request(world, owner, job)).unwrap()
    assert (await world.flow.write()).unwrap().posted == 2
    rows = {row["DisplayName"]: row for row in await held(world, "Customer")}
    assert rows["Clinic Annex 2260"]["ParentRef"]["value"] == rows["Bluestem Health"]["Id"]


async def test_a_vendor_that_a_person_made_since_the_list_was_read_is_adopted(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    [known] = await world.books.seed("Vendor", [{"DisplayName": "sunrise drywall"}])
    world.flow.clock.advance(minutes=1)
    other = a_supplier(supplier_id="sunrise", name="Sunrise Drywall")
    await approve_bill(world, a_vendor_invoice(invoice_id="requisition-2", supplier_id="sunrise", number="S-1"), other)
    (await world.flow.write()).unwrap()
    assert len(await held(world, "Vendor")) == 2
    [bill] = [row for row in await held(world, "Bill") if row["DocNumber"] == "S-1"]
    assert bill["VendorRef"]["value"] == known["Id"]


async def test_a_name_that_belongs_to_a_customer_waits_for_a_person_and_its_bill_with_it(world: World) -> None:
    await open_books(world)
    await world.books.seed("Customer", [{"DisplayName": "Graybar Electric"}])
    await approve_bill(world, a_vendor_invoice())
    assert (await world.flow.write()).unwrap().posted == 0
    assert await _states(world) == ["bill create pending", "vendor create parked"]
    [item] = (await world.flow.inbox()).values()
    assert item.code == ErrorCode.BOOKS_DUPLICATE
    [bill] = [p for p in await world.flow.postings() if p.payload.kind == "bill"]
    assert bill.error is not None
    assert bill.error.code == ErrorCode.POSTING_WAITS


async def test_a_bill_without_an_account_for_its_cost_code_is_explained_and_holds_nothing_up(world: World) -> None:
    await open_books(world, DocumentMapping(retainage_payable_account="Retainage Payable"))
    await approve_bill(world, a_vendor_invoice())
    assert (await world.flow.write()).unwrap().posted == 1
    assert set(await world.flow.inbox()) == {"COST_CODE_UNMAPPED cost_code:26-050"}


async def test_a_document_number_that_the_books_would_refuse_is_caught_before_it_is_sent(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice(number="INVOICE-2026-02-18-00001"))
    (await world.flow.write()).unwrap()
    [item] = (await world.flow.inbox()).values()
    assert (item.code, item.details["field"]) == (ErrorCode.BOOKS_WOULD_REFUSE, "DocNumber")
    assert await held(world, "Bill") == []


async def test_a_bill_whose_number_is_taken_waits_with_the_books_words(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice(invoice_id="requisition-0", number="INV-1"))
    (await world.flow.write()).unwrap()
    [vendor] = await held(world, "Vendor")
    bill = {
        "VendorRef": {"value": vendor["Id"]},
        "DocNumber": "INV-20418",
        "Line": [
            {
                "DetailType": "AccountBasedExpenseLineDetail",
                "Amount": 5,
                "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "1"}},
            }
        ],
    }
    await world.books.seed("Bill", [bill])
    world.flow.clock.advance(minutes=1)
    await approve_bill(world, a_vendor_invoice(), a_supplier(version=1))
    (await world.flow.write()).unwrap()
    assert len(await held(world, "Bill")) == 2
    [item] = (await world.flow.inbox()).values()
    assert item.code == ErrorCode.BOOKS_DUPLICATE


async def test_a_lost_answer_to_bills_and_vendors_is_settled_without_a_second_one(world: World) -> None:
    await open_books(world)
    await world.books.settings(requestid_mode="ignored")
    await approve_bill(world, a_vendor_invoice())
    await approve_invoice(world, an_owner_invoice())
    for _ in range(4):
        await world.books.fault("commit_then_drop")
        await world.flow.write()
        world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    assert [len(await held(world, entity)) for entity in ("Vendor", "Bill", "Invoice")] == [1, 1, 1]
    assert set(await world.flow.states()) == {PostingState.POSTED}


async def test_a_confirmed_change_of_a_bill_keeps_what_the_bookkeeper_added(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    [row] = await held(world, "Bill")
    await world.books.edit("Bill", {"Id": row["Id"], "SalesTermRef": {"value": "3"}, "Line": row["Line"]})
    await _correct(world, Operation.UPDATE)
    assert (await world.flow.write()).unwrap().posted == 1
    [changed] = await held(world, "Bill")
    assert (changed["Id"], changed["SalesTermRef"]["value"]) == (row["Id"], "3")
    assert amounts(changed)["Job Costs Wiring"] == Decimal(13000)


async def _correct(world: World, operation: Operation) -> None:
    """The subcontractor's invoice changed, and the accountant confirms what that means."""
    repository = DocumentInvoices(world.flow.store)
    newer = a_vendor_invoice(lines=[a_cost_line("13000.00")], content_hash="b" * 32, version=1)
    (await repository.save_vendor_invoice(newer)).unwrap()
    [posting] = [p for p in await world.flow.postings() if p.payload.kind == "bill"]
    intended = change_of(posting, newer.draft(), operation, newer.content_hash)
    (await request(world, intended, approval_id=f"adjust-{operation}")).unwrap()


async def test_a_bill_that_a_person_edited_is_not_overwritten(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    [row] = await held(world, "Bill")
    await world.books.edit("Bill", {"Id": row["Id"], "DocNumber": "INV-1"})
    await _correct(world, Operation.UPDATE)
    assert (await world.flow.write()).unwrap().posted == 0
    [item] = (await world.flow.inbox()).values()
    assert item.code == ErrorCode.BOOKS_EDITED
    assert (await held(world, "Bill"))[0]["DocNumber"] == "INV-1"


async def test_a_lost_answer_to_a_change_is_settled_by_the_marker(world: World) -> None:
    await open_books(world)
    await world.books.settings(requestid_mode="ignored")
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    await _correct(world, Operation.UPDATE)
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    [changed] = await held(world, "Bill")
    assert changed["SyncToken"] == "1"
    assert set(await world.flow.states()) == {PostingState.POSTED}


async def test_a_removed_bill_is_deleted_and_its_echo_raises_nothing(world: World) -> None:
    await open_books(world)
    await world.books.listen()
    await approve_bill(world, a_vendor_invoice())
    (await world.flow.write()).unwrap()
    await _correct(world, Operation.REMOVE)
    await world.books.fault("commit_then_drop")
    await world.flow.write()
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    assert await held(world, "Bill") == []
    (await world.flow.container().events.handle("9341453000000001", await world.books.events())).unwrap()
    assert await world.flow.inbox() == {}


async def test_an_invoice_is_removed_by_voiding_it(world: World) -> None:
    await open_books(world)
    posting = await approve_invoice(world, an_owner_invoice())
    (await world.flow.write()).unwrap()
    intended = change_of(posting, posting.payload, Operation.REMOVE, posting.source.content_hash)
    (await request(world, intended, approval_id="void")).unwrap()
    assert (await world.flow.write()).unwrap().posted == 1
    [invoice] = await held(world, "Invoice")
    assert (Decimal(str(invoice["TotalAmt"])), invoice["PrivateNote"].split()[0]) == (Decimal(0), "Voided")


async def test_an_invoice_that_changed_before_it_was_sent_waits_for_a_person(world: World) -> None:
    await open_books(world)
    await approve_bill(world, a_vendor_invoice())
    newer = a_vendor_invoice(content_hash="c" * 32, version=1)
    (await DocumentInvoices(world.flow.store).save_vendor_invoice(newer)).unwrap()
    (await world.flow.write()).unwrap()
    assert set(await world.flow.inbox()) == {"CHANGED_AFTER_APPROVAL vendor_invoice:requisition-1"}
    assert await held(world, "Bill") == []


async def test_an_order_for_what_changed_meanwhile_is_refused_whole(world: World) -> None:
    await open_books(world)
    (await DocumentInvoices(world.flow.store).save_supplier(a_supplier())).unwrap()
    refused = await request(world, bill_of(a_vendor_invoice()))
    assert refused.error_code == ErrorCode.CHANGED_AFTER_APPROVAL
    assert await world.flow.postings() == []


async def test_repeating_an_order_asks_for_nothing_twice(world: World) -> None:
    await open_books(world)
    first = await approve_bill(world, a_vendor_invoice())
    vendor = first[0].posting_id
    again = (await request(world, bill_of(a_vendor_invoice(), vendor))).unwrap()
    assert [p.posting_id for p in again] == [first[1].posting_id]
    assert len(await world.flow.postings()) == 2
