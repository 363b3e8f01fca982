"""Invoices of both sides through the API, on a store in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.company import ApprovalRules
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import Hold, InvoiceStatus
from fieldledger.domain.member import Member
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import Result
from fieldledger.wiring.invoices import invoice_approvals_over, invoice_queries_over
from tests.builders import COMPANY, a_company, a_project, an_identity
from tests.builders.documents import a_supplier, a_vendor_invoice, an_owner_invoice
from tests.support.api import Call, Handler, Reply, claims, get, post
from tests.support.contract import promised
from tests.unit.functions.conftest import Backend

VENDORS = "/v1/vendor-invoices"
OWNERS = "/v1/owner-invoices"
KEY = "8a3c5f0e-6a8d-4f53"
MANAGER = "user-manager"


class Sleeper:
    """Wakes nobody."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        return Result.ok(1)


@dataclass
class Side:
    """The routes of one side."""

    listing: Handler
    getting: Handler
    approving: Handler


@pytest.fixture
def vendors(backend: Backend) -> Side:
    return _side(backend, "vendor", VendorInvoice)


@pytest.fixture
def owners(backend: Backend) -> Side:
    return _side(backend, "owner", OwnerInvoice)


def _side(backend: Backend, name: str, kind: type[VendorInvoice] | type[OwnerInvoice]) -> Side:
    store, invoices = backend.store, invoice_queries_over(backend.store, kind)
    backend.keep(DocumentCompanies(store).save(a_company()))
    listing = backend.function(f"api/list_{name}_invoices", invoices=invoices)
    getting = backend.function(f"api/get_{name}_invoice", invoices=invoices)
    for module in (listing, getting):
        module.app.surroundings.members = DocumentMembers(store)
    approvals = invoice_approvals_over(store, kind, Sleeper(), backend.clock)
    idempotency = Idempotency(DocumentIdempotencyKeys(store), backend.clock)
    approving = backend.handler(f"api/approve_{name}_invoices", approvals=approvals, idempotency=idempotency)
    return Side(promised(listing.lambda_handler), promised(getting.lambda_handler), approving)


def _keep(backend: Backend, *invoices: VendorInvoice) -> None:
    for invoice in invoices:
        backend.keep(DocumentInvoices(backend.store).save_vendor_invoice(invoice))


def _two_jobs(backend: Backend) -> None:
    """Two invoices at the clinic, one at the plant."""
    _keep(
        backend,
        a_vendor_invoice(invoice_id="r-1", invoice_date=date(2026, 1, 31)),
        a_vendor_invoice(invoice_id="r-2", invoice_date=date(2026, 2, 28), status=InvoiceStatus.APPROVED),
        a_vendor_invoice(invoice_id="r-3", invoice_date=date(2026, 2, 15), project_id="plant", supplier_id="rexel"),
    )


def _ids(reply: Reply) -> list[str]:
    return [row["invoice_id"] for row in reply.data]


def approve(path: str = VENDORS, key: str = KEY, **body: object) -> Call:
    seen = {"invoice_id": "requisition-1", "version": 1, "total": "11250.00"}
    return post(f"{path}/approvals", {"invoices": [seen], **body}, idempotency_key=key)


def test_a_list_is_newest_first_unless_told_otherwise(vendors: Side, backend: Backend) -> None:
    _two_jobs(backend)

    assert _ids(get(VENDORS).to(vendors.listing)) == ["r-2", "r-3", "r-1"]
    assert _ids(get(VENDORS, order="asc").to(vendors.listing)) == ["r-1", "r-3", "r-2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from": "2026-02-15"}, ["r-2", "r-3"]),
        ({"to": "2026-02-15"}, ["r-3", "r-1"]),
        ({"status": "approved"}, ["r-2"]),
        ({"project_id": "plant"}, ["r-3"]),
        ({"vendor_id": "graybar"}, ["r-2", "r-1"]),
        ({"vendor_id": "nobody"}, []),
    ],
)
def test_a_list_is_narrowed(query: dict[str, str], found: list[str], vendors: Side, backend: Backend) -> None:
    _two_jobs(backend)

    assert _ids(get(VENDORS, **query).to(vendors.listing)) == found


def test_a_filter_that_fits_little_still_fills_its_page(vendors: Side, backend: Backend) -> None:
    jobs = ("plant", "clinic", "clinic")
    _keep(backend, *(a_vendor_invoice(invoice_id=f"r-{n}", project_id=jobs[n % 3]) for n in range(9)))
    first = get(VENDORS, project_id="plant", limit="2", order="asc").to(vendors.listing)
    cursor = first.envelope["meta"]["pagination"]["next_cursor"]
    second = get(VENDORS, project_id="plant", limit="2", order="asc", cursor=cursor).to(vendors.listing)

    assert (_ids(first), _ids(second)) == (["r-0", "r-3"], ["r-6"])


def test_a_cursor_belongs_to_its_filters(vendors: Side, backend: Backend) -> None:
    _two_jobs(backend)
    cursor = get(VENDORS, limit="1").to(vendors.listing).envelope["meta"]["pagination"]["next_cursor"]
    reply = get(VENDORS, limit="1", cursor=cursor, order="asc").to(vendors.listing)

    assert (reply.status, reply.code) == (400, "CURSOR_INVALID")


def test_an_invoice_is_shown_with_names_amounts_and_lines(vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice())
    backend.keep(DocumentInvoices(backend.store).save_supplier(a_supplier()))
    backend.keep(DocumentProjects(backend.store).save(a_project(project_id="clinic")))
    shown = get(f"{VENDORS}/requisition-1").to(vendors.getting).data

    assert (shown["gross"], shown["retainage"], shown["total"]) == ("12500.00", "1250.00", "11250.00")
    assert shown["supplier"] == {"supplier_id": "graybar", "number": None, "name": "Graybar Electric"}
    assert shown["project"] == {"project_id": "clinic", "number": "2214", "name": "Riverside Clinic"}
    assert [line["cost_code"] for line in shown["lines"]] == ["26-050"]
    assert (shown["status"], shown["needs_two"], shown["version"]) == ("ready", False, 1)


def test_an_invoice_names_the_project_that_its_own_was_merged_into(vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice())
    backend.keep(DocumentProjects(backend.store).save(a_project(project_id="hospital", name="Riverside Hospital")))
    identities = DocumentIdentities(backend.store)
    gone = an_identity(kind=IdentityKind.PROJECT, canonical_id="clinic", merged_into="hospital")
    stays = an_identity(kind=IdentityKind.PROJECT, canonical_id="hospital", aliases=("clinic",))
    backend.keep(backend.store.transact([identities.write(gone), identities.write(stays)]))

    [row] = get(VENDORS, project_id="hospital").to(vendors.listing).data
    assert row["project"]["name"] == "Riverside Hospital"


def test_a_held_invoice_says_why(vendors: Side, backend: Backend) -> None:
    hold = Hold(code="INVOICE_UNBALANCED", message="the lines come to 1.00 less than the total")
    _keep(backend, a_vendor_invoice(status=InvoiceStatus.HELD, hold=hold))

    assert get(f"{VENDORS}/requisition-1").to(vendors.getting).data["hold"] == hold.model_dump()


def test_another_company_s_invoice_is_not_found(vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice(company_id="company-2"))
    reply = get(f"{VENDORS}/requisition-1").to(vendors.getting)

    assert (reply.status, reply.code) == (404, "NOT_FOUND")
    assert get(VENDORS).to(vendors.listing).data == []


def test_a_project_manager_sees_invoices_of_own_projects_only(vendors: Side, backend: Backend) -> None:
    _two_jobs(backend)
    member = Member(company_id=COMPANY, user_id=MANAGER, project_ids=("plant",))
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(member)]))
    who = claims("project_manager", user_id=MANAGER)

    assert _ids(replace(get(VENDORS), claims=who).to(vendors.listing)) == ["r-3"]
    assert replace(get(f"{VENDORS}/r-3"), claims=who).to(vendors.getting).status == 200
    assert replace(get(f"{VENDORS}/r-1"), claims=who).to(vendors.getting).status == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "1999-12-31"}, "query.from"),
        ({"to": "2101-01-01"}, "query.to"),
        ({"from": "soon"}, "query.from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "query.to"),
        ({"status": "lost"}, "query.status"),
        ({"order": "up"}, "query.order"),
        ({"vendor_id": "a#b"}, "query.vendor_id"),
        ({"limit": "0"}, "query.limit"),
    ],
)
def test_a_filter_that_makes_no_sense_is_422_naming_it(query: dict[str, str], field: str, vendors: Side) -> None:
    reply = get(VENDORS, **query).to(vendors.listing)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_approving_once_is_enough_however_often_it_is_asked_for(vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice())
    first, second = approve().to(vendors.approving), approve().to(vendors.approving)

    assert (first.status, first.data["approved"], first.data["total"]) == (200, ["requisition-1"], "11250.00")
    assert (second.data, second.headers["idempotency-replayed"]) == (first.data, "true")
    postings = [d for d in backend.store.documents(TableName.POSTINGS) if d.sk.startswith("POSTING#")]
    assert len(postings) == 1


def test_the_second_of_two_people_sends_it(vendors: Side, backend: Backend) -> None:
    rules = ApprovalRules(four_eyes_above=Decimal(10000))
    company = backend.keep(DocumentCompanies(backend.store).get(COMPANY))
    backend.keep(DocumentCompanies(backend.store).save(company.model_copy(update={"approvals": rules})))
    _keep(backend, a_vendor_invoice())
    first = approve().to(vendors.approving)
    shown = get(f"{VENDORS}/requisition-1").to(vendors.getting).data
    seen = {"invoice_id": "requisition-1", "version": shown["version"], "total": shown["total"]}
    same = approve(key="another-key-1", invoices=[seen]).to(vendors.approving)
    other = replace(approve(key="another-key-2", invoices=[seen]), claims=claims(user_id="user-controller"))
    second = other.to(vendors.approving)

    assert first.data["awaiting_second"] == ["requisition-1"]
    assert (shown["status"], shown["needs_two"]) == ("awaiting_second", True)
    assert [each["code"] for each in same.data["skipped"]] == ["FOUR_EYES_REQUIRED"]
    assert second.data["approved"] == ["requisition-1"]


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_approves(role: str, vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice())
    reply = replace(approve(), claims=claims(role)).to(vendors.approving)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")
    assert backend.store.documents(TableName.POSTINGS) == []


def test_another_company_s_invoice_cannot_be_approved(vendors: Side, backend: Backend) -> None:
    _keep(backend, a_vendor_invoice(company_id="company-2"))
    reply = approve().to(vendors.approving)

    assert [each["code"] for each in reply.data["skipped"]] == ["NOT_FOUND"]


_SEEN = {"invoice_id": "requisition-1", "version": 1, "total": "11250.00"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"invoices": []}, "body.invoices"),
        ({"invoices": [_SEEN, _SEEN]}, "body"),
        ({"invoices": [_SEEN] * 101}, "body.invoices"),
        ({"invoices": [_SEEN | {"total": "-1"}]}, "body.invoices.0.total"),
        ({"invoices": [_SEEN | {"total": "1.001"}]}, "body.invoices.0.total"),
        ({"invoices": [_SEEN | {"total": "12345678901.00"}]}, "body.invoices.0.total"),
        ({"invoices": [_SEEN | {"version": 0}]}, "body.invoices.0.version"),
        ({"invoices": [_SEEN | {"invoice_id": "a#b"}]}, "body.invoices.0.invoice_id"),
        ({"invoices": [_SEEN | {"amount": "1"}]}, "body.invoices.0.amount"),
        ({"user_id": "somebody"}, "body.user_id"),
    ],
)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(body: dict[str, object], field: str, vendors: Side) -> None:
    reply = approve(**body).to(vendors.approving)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_invoices_to_owners_are_listed_shown_and_approved(owners: Side, backend: Backend) -> None:
    backend.keep(DocumentInvoices(backend.store).save_owner_invoice(an_owner_invoice()))
    [row] = get(OWNERS).to(owners.listing).data
    shown = get(f"{OWNERS}/application-7").to(owners.getting).data
    seen = {"invoice_id": "application-7", "version": row["version"], "total": row["total"]}
    reply = approve(OWNERS, invoices=[seen]).to(owners.approving)

    assert (row["total"], shown["lines"][0]["amount"]) == ("88200.00", "98000.00")
    assert reply.data["approved"] == ["application-7"]
    assert get(f"{OWNERS}/application-7").to(owners.getting).data["status"] == "approved"
