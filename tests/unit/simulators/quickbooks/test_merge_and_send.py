"""Merging names, sending by e-mail."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, code, hours
from tests.unit.simulators.quickbooks.documents import made, shown


async def twins(books: Bench) -> None:
    """Customer 4 is the same company as customer 2."""
    await books.seed("Customer", {"DisplayName": "Rondonuwu Fruits Inc"})
    await made(books, "TimeActivity", hours(CustomerRef={"value": "4"}))
    line = make.expense()
    line["AccountBasedExpenseLineDetail"]["CustomerRef"] = {"value": "4"}
    await made(books, "Bill", make.bill(Line=[line]))


async def test_everything_of_the_loser_becomes_the_winners(books: Bench) -> None:
    await twins(books)
    sent = {"Id": "4", "SyncToken": "0", "DisplayName": "Rondonuwu Fruit"}
    assert (await made(books, "Customer", sent, operation="merge"))["Id"] == "2"
    moved = {"value": "2", "name": "Rondonuwu Fruit"}
    time, bill = await shown(books, "TimeActivity"), await shown(books, "Bill")
    assert (time["CustomerRef"], time["SyncToken"]) == (moved, "1")
    assert bill["Line"][0]["AccountBasedExpenseLineDetail"]["CustomerRef"] == moved
    assert code(await books.get("customer/4")) == "610"


async def test_a_name_is_free_after_its_record_was_merged(books: Bench) -> None:
    await twins(books)
    await books.admin(f"realms/{REALM}/entities/Customer/4/merge/2", None)
    await made(books, "Vendor", {"DisplayName": "Rondonuwu Fruits Inc"})


async def test_a_merge_is_told_with_the_id_of_the_loser(books: Bench) -> None:
    await books.seed("Customer", {"DisplayName": "Twin"})
    await books.admin("webhooks", {"url": "https://app.example/hook", "verifier_token": "v", "enabled": False})
    await books.admin(f"realms/{REALM}/entities/Customer/4/merge/2", None)
    await books.admin("webhooks/flush", None)
    [event] = books.inbox.events()
    assert (event["type"], event["intuitentityid"], event["data"]) == (
        "qbo.customer.merged.v1",
        "2",
        {"deletedid": "4"},
    )


@pytest.mark.parametrize("name", ["Nobody", "Concrete Co", "Rondonuwu Fruit"])
async def test_a_merge_needs_another_record_of_the_same_list(books: Bench, name: str) -> None:
    sent = {"Id": "2", "SyncToken": "0", "DisplayName": name}
    assert code(await books.post("customer", sent, operation="merge")) == "6000"


async def test_transactions_cannot_be_merged(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    assert code(await books.post("bill", {"Id": "1", "SyncToken": "0"}, operation="merge")) == "500"


async def send(bench: Bench, path: str, **params: str) -> str | None:
    answer = await bench.http.post(f"/v3/company/{REALM}/{path}/send", params=params, headers=bench.headers)
    return None if answer.status_code == 200 else code(answer)


async def test_a_sent_invoice_says_so_and_remembers_the_address(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    assert await send(books, "invoice/1", sendTo="owner@client.example") is None
    invoice = await shown(books, "Invoice")
    assert (invoice["EmailStatus"], invoice["BillEmail"]) == ("EmailSent", {"Address": "owner@client.example"})
    assert invoice["DeliveryInfo"] == {"DeliveryType": "Email", "DeliveryTime": "2026-11-23T12:00:00-08:00"}


async def test_a_batch_can_send_to_the_address_on_the_record(books: Bench) -> None:
    await made(books, "Estimate", make.estimate(BillEmail={"Address": "owner@client.example"}))
    answer = (await books.batch({"bId": "0", "operation": "send", "Estimate": {"Id": "1"}}))["0"]
    assert answer["Estimate"]["EmailStatus"] == "EmailSent"


async def test_what_cannot_be_sent_is_refused(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    await made(books, "Bill", make.bill())
    refused = [
        await send(books, "invoice/1"),
        await send(books, "invoice/1", sendTo="nowhere"),
        await send(books, "invoice/9", sendTo="a@b.example"),
        await send(books, "bill/2", sendTo="a@b.example"),
    ]
    assert refused == ["2020", "2210", "610", "500"]


async def test_a_sandbox_company_has_a_limit_of_e_mails_a_day(books: Bench) -> None:
    await books.limits(sandbox_emails_per_day=1)
    await made(books, "Invoice", make.invoice(BillEmail={"Address": "owner@client.example"}))
    await books.admin("realms", {"realm_id": REALM, "environment": "sandbox"})
    address = f"/sandbox/v3/company/{REALM}/invoice/1/send"
    answers = [await books.http.post(address, headers=books.headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]


async def test_a_name_that_vanishes_is_told_to_nobody_and_is_free_again(books: Bench) -> None:
    await books.seed("Customer", {"DisplayName": "Twin"})
    await books.admin("webhooks", {"url": "https://app.example/hook", "verifier_token": "v", "enabled": False})
    await books.admin(f"realms/{REALM}/entities/Customer/4/vanish", None)
    await books.admin("webhooks/flush", None)
    assert books.inbox.events() == []
    assert code(await books.get("customer/4")) == "610"
    await made(books, "Customer", {"DisplayName": "Twin"})
