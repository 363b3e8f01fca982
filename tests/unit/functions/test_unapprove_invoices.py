"""POST /v1/vendor-invoices/unapprovals and its counterpart for owners, on a store in memory."""

from dataclasses import dataclass, replace

import pytest

from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.wiring.invoices import invoice_unapprovals_over
from tests.builders import CONTENT_HASH, a_posting
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.support.api import Call, Handler, claims, post
from tests.unit.functions.conftest import Backend

KEY = "8a3c5f0e-6a8d-4f53"


@dataclass(frozen=True)
class Side:
    """One of the two routes with an approved invoice of its own."""

    kind: type[Invoice]
    invoice: Invoice

    @property
    def name(self) -> str:
        return f"{self.invoice.record_type.value}s"

    def take_back(self, key: str = KEY, **body: object) -> Call:
        said = {"invoice_ids": [self.invoice.invoice_id], "reason": "wrong job", **body}
        return post(f"/v1/{self.name.replace('_', '-')}/unapprovals", said, idempotency_key=key)


@pytest.fixture(params=["vendor", "owner"])
def side(request: pytest.FixtureRequest) -> Side:
    vendor = request.param == "vendor"
    return Side(VendorInvoice, a_vendor_invoice()) if vendor else Side(OwnerInvoice, an_owner_invoice())


@pytest.fixture
def handler(backend: Backend, side: Side) -> Handler:
    store, posting = backend.store, a_posting()
    backend.keep(store.transact([DocumentPostings(store).write(posting)]))
    approved = {
        "status": InvoiceStatus.APPROVED,
        "approval_id": "approval-1",
        "approved_hash": CONTENT_HASH,
        "posting_ids": (posting.posting_id,),
    }
    backend.keep(DocumentInvoiceRecords(store, side.kind).save(side.invoice.model_copy(update=approved)))
    idempotency = Idempotency(DocumentIdempotencyKeys(store), backend.clock)
    unapprovals = invoice_unapprovals_over(store, side.kind, backend.clock)
    return backend.handler(f"api/unapprove_{side.name}", unapprovals=unapprovals, idempotency=idempotency)


def test_an_invoice_is_taken_back_once_however_often_it_is_asked_for(handler: Handler, side: Side) -> None:
    first, second = side.take_back().to(handler), side.take_back().to(handler)

    assert (first.status, first.data["unapproved"], first.data["postings"]) == (200, [side.invoice.invoice_id], 1)
    assert (second.data, second.headers["idempotency-replayed"]) == (first.data, "true")


def test_a_key_is_required(handler: Handler, side: Side) -> None:
    reply = side.take_back("").to(handler)

    assert (reply.status, reply.code) == (400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_takes_back(role: str, handler: Handler, side: Side) -> None:
    reply = replace(side.take_back(), claims=claims(role)).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")


def test_another_company_s_invoice_is_not_found(handler: Handler, side: Side) -> None:
    reply = replace(side.take_back(), claims=claims(company_id="company-2")).to(handler)

    assert (reply.status, reply.data["unapproved"]) == (200, [])
    assert [each["code"] for each in reply.data["skipped"]] == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": " "}, "body.reason"),
        ({"reason": "x" * 201}, "body.reason"),
        ({"invoice_ids": []}, "body.invoice_ids"),
        ({"invoice_ids": ["invoice-1"] * 101}, "body.invoice_ids"),
        ({"invoice_ids": ["a#b"]}, "body.invoice_ids.0"),
        ({"company_id": "company-2"}, "body.company_id"),
    ],
)
def test_what_the_body_lacks_or_has_too_much_of_is_named(
    body: dict[str, object], field: str, handler: Handler, side: Side
) -> None:
    reply = side.take_back(**body).to(handler)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)
