"""Forms of answers that surprise clients: French, XML, faults inside a success, broken JSON."""

from xml.etree import ElementTree as ET

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, hours
from tests.unit.simulators.quickbooks.documents import made

NAMESPACE = "{http://schema.intuit.com/finance/v3}"


def xml(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - our own simulator wrote it


async def test_texts_are_in_the_companys_language_and_codes_are_not(books: Bench) -> None:
    await books.admin("realms", {"realm_id": REALM, "language": "fr"})
    await made(books, "Invoice", make.invoice(DocNumber="INV-0002"))
    error = (await books.post("invoice", make.invoice(DocNumber="INV-0002"))).json()["Fault"]["Error"][0]
    assert (error["code"], error["Message"]) == ("6140", "Numéro de document en double")
    assert error["Detail"].endswith("DocNumber=INV-0002 is assigned to TxnType=Facture with TxnId=1")


@pytest.mark.parametrize("body", [hours(CustomerRef={"value": "404"}), hours(NameOf=None), hours(Hours="x")])
async def test_no_english_is_left_in_a_french_fault(books: Bench, body: dict[str, object]) -> None:
    english = (await books.post("timeactivity", body)).json()["Fault"]["Error"][0]
    await books.admin("realms", {"realm_id": REALM, "language": "fr"})
    french = (await books.post("timeactivity", body)).json()["Fault"]["Error"][0]
    assert (french["code"], french["element"]) == (english["code"], english["element"])
    assert not {french["Message"], french["Detail"]} & {english["Message"], english["Detail"]}


async def test_items_of_a_batch_are_french_as_well(books: Bench) -> None:
    await books.admin("realms", {"realm_id": REALM, "language": "fr"})
    order = {"bId": "0", "operation": "create", "TimeActivity": hours(CustomerRef={"value": "404"})}
    assert (await books.batch(order))["0"]["Fault"]["Error"][0]["Message"] == "Objet introuvable"


async def read(bench: Bench, accept: str, path: str = "customer/2") -> tuple[str, bytes]:
    headers = {**bench.headers, "accept": accept}
    answer = await bench.http.get(f"/v3/company/{REALM}/{path}", headers=headers)
    return answer.headers["content-type"], answer.content


@pytest.mark.parametrize("accept", ["application/json", "text/html, application/json;q=0.9", "*/*"])
async def test_whoever_accepts_json_gets_json(books: Bench, accept: str) -> None:
    assert (await read(books, accept))[0].startswith("application/json")


async def test_whoever_does_not_accept_json_gets_xml(books: Bench) -> None:
    kind, content = await read(books, "text/html")
    customer = xml(content)[0]
    assert (kind, customer.tag, customer.attrib["domain"]) == ("application/xml", f"{NAMESPACE}Customer", "QBO")
    assert customer.findtext(f"{NAMESPACE}DisplayName") == "Rondonuwu Fruit"
    assert customer.findtext(f"{NAMESPACE}CurrencyRef") == "USD"


async def test_any_answer_may_be_xml_where_set(books: Bench) -> None:
    await books.admin("settings", {"any_accept": "xml"})
    assert (await read(books, "*/*"))[0] == "application/xml"


async def test_a_fault_in_xml_has_its_code_as_an_attribute(books: Bench) -> None:
    _, content = await read(books, "application/xml", "customer/404")
    fault = xml(content)[0]
    assert (fault.tag, fault.attrib, fault[0].attrib["code"]) == (
        f"{NAMESPACE}Fault",
        {"type": "ValidationFault"},
        "610",
    )


async def test_a_fault_can_hide_in_a_success(books: Bench) -> None:
    await books.admin("faults", {"kind": "fault", "code": "6190", "status": 200})
    answer = await books.get("customer/2")
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (200, "6190")


async def test_an_ordered_fault_is_a_bad_request_by_default(books: Bench) -> None:
    await books.admin("faults", {"kind": "fault", "code": "10000"})
    assert (await books.get("customer/2")).status_code == 400


async def test_an_answer_can_end_in_the_middle(books: Bench) -> None:
    await books.admin("faults", {"kind": "broken_json"})
    answer = await books.get("customer/2")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()


async def test_the_older_layer_refuses_a_token_in_xml(books: Bench) -> None:
    await books.admin("faults", {"kind": "unauthorized_xml"})
    answer = await books.get("customer/2")
    error = xml(answer.content)[0][0]
    assert (answer.status_code, error.attrib["code"]) == (401, "100")


async def test_an_outage_is_html(books: Bench) -> None:
    await books.admin("faults", {"kind": "drop_before"})
    answer = await books.get("customer/2")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (503, "text/html")
