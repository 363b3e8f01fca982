"""Vendors, workers, cost codes and the team over the API, on a store in memory."""

from dataclasses import replace

import pytest
from pydantic import JsonValue

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.project import Project
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName, to_model
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.wiring.directory import cost_codes_over, directory_over
from fieldledger.wiring.projects import team_over
from tests.builders import (
    CONTENT_HASH,
    SYNCED_AT,
    a_claim,
    a_counterpart,
    a_link,
    a_member,
    a_project,
    an_employee,
    an_identity,
)
from tests.builders.documents import a_supplier
from tests.support.api import Call, Handler, claims, get, send
from tests.unit.functions.conftest import Backend

PROCORE, RAKEN, BOOKS = (
    SyncResource.PROCORE_COST_CODES,
    SyncResource.RAKEN_COST_CODES,
    SyncResource.FOUNDATION_COST_CODES,
)
MANAGER = "manager-1"


@pytest.fixture
def list_vendors(backend: Backend) -> Handler:
    return backend.handler("api/list_vendors", directory=directory_over(backend.store))


@pytest.fixture
def list_employees(backend: Backend) -> Handler:
    return backend.handler("api/list_employees", directory=directory_over(backend.store))


@pytest.fixture
def list_customers(backend: Backend) -> Handler:
    return backend.handler("api/list_customers", directory=directory_over(backend.store))


@pytest.fixture
def list_cost_codes(backend: Backend) -> Handler:
    return backend.handler("api/list_cost_codes", codes=cost_codes_over(backend.store))


@pytest.fixture
def list_team(backend: Backend) -> Handler:
    return backend.handler("api/list_team", people=DocumentMembers(backend.store))


@pytest.fixture
def set_member(backend: Backend) -> Handler:
    return backend.handler("api/set_member", team=team_over(backend.store, backend.clock))


def as_role(call: Call, role: str, user_id: str = MANAGER) -> Call:
    return replace(call, claims=claims(role, user_id=user_id))


def hold(backend: Backend, *projects: Project) -> None:
    for project in projects:
        backend.keep(DocumentProjects(backend.store).save(project))


def hold_member(backend: Backend, *project_ids: str, company_id: str = "company-1") -> None:
    member = a_member(MANAGER, *project_ids, company_id=company_id)
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(member)]))


def hold_code(
    backend: Backend,
    resource: SyncResource,
    record_id: str,
    scope_id: str | None = None,
    *,
    deleted: bool = False,
    **facts: JsonValue,
) -> None:
    record = MirrorRecord(
        company_id="company-1",
        resource=resource,
        record_id=record_id,
        scope_id=scope_id,
        facts=facts,
        content_hash=CONTENT_HASH,
        deleted_at=SYNCED_AT if deleted else None,
        written_at=SYNCED_AT,
    )
    backend.keep(DocumentMirror(backend.store).save(record))


def hold_codes(backend: Backend) -> None:
    """Two jobs of Procore's, one that Raken founded, and codes of all three vendors."""
    hold(backend, a_project(project_id="procore-7", source="procore"), a_project(project_id="u-1", number="2215"))
    hold_code(backend, PROCORE, "1", "7", code="26-050", name="Electrical")
    hold_code(backend, PROCORE, "2", "7", deleted=True, code="26-060", name="Old")
    hold_code(backend, PROCORE, "3", "8", code="26-050", name="Electrical")
    hold_code(backend, RAKEN, "r-1", code="03-300", description="Concrete")
    hold_code(backend, BOOKS, "9-100", description="Overhead", active=False)
    link = a_link(vendor=VendorName.PROCORE, vendor_id="8")
    identities = DocumentIdentities(backend.store)
    identity = an_identity(kind=IdentityKind.PROJECT, canonical_id="u-1", links=(link,))
    claim = a_claim(kind=IdentityKind.PROJECT, vendor=VendorName.PROCORE, vendor_id="8", canonical_id="u-1")
    backend.keep(backend.store.transact([identities.write(identity), identities.write_claim(claim)]))


def names(handler: Handler, call: Call) -> list[str]:
    return [item["name"] for item in call.to(handler).data]


def code_ids(handler: Handler, call: Call) -> list[str]:
    return [item["cost_code_id"] for item in call.to(handler).data]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "name"}, ["Apex Steel", "Tallgrass", "Zenith"]),
        ({"sort": "number", "order": "desc"}, ["Zenith", "Tallgrass", "Apex Steel"]),
        ({"q": "STEEL"}, ["Apex Steel"]),
        ({"q": "v-1"}, ["Tallgrass"]),
        ({"status": "inactive"}, ["Zenith"]),
        ({"status": "active", "sort": "name"}, ["Apex Steel", "Tallgrass"]),
    ],
)
def test_vendors_are_sorted_searched_and_narrowed(
    query: dict[str, str], found: list[str], backend: Backend, list_vendors: Handler
) -> None:
    suppliers = DocumentInvoices(backend.store)
    for supplier in (
        a_supplier(supplier_id="s-1", name="Zenith").model_copy(update={"active": False}),
        a_supplier(supplier_id="s-2", name="Apex Steel").model_copy(update={"number": "V-9"}),
        a_supplier(supplier_id="s-3", name="Tallgrass").model_copy(update={"number": "V-10"}),
        a_supplier(supplier_id="s-4", name="Theirs").model_copy(update={"company_id": "company-2"}),
    ):
        backend.keep(suppliers.save_supplier(supplier))
    assert names(list_vendors, get("/v1/vendors", **query)) == found


def test_a_vendor_shows_no_inner_fields(backend: Backend, list_vendors: Handler) -> None:
    backend.keep(DocumentInvoices(backend.store).save_supplier(a_supplier(supplier_id="s-1")))
    [vendor] = get("/v1/vendors").to(list_vendors).data
    shown = {"vendor_id", "number", "name", "email", "active", "source", "source_updated_at", "version"}
    assert (set(vendor), vendor["vendor_id"]) == (shown, "s-1")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "name"}, ["Omar Abbott", "Rosa Delgado", "Ana Zamora"]),
        ({"sort": "number"}, ["Ana Zamora", "Rosa Delgado", "Omar Abbott"]),
        ({"q": "delgado, r"}, ["Rosa Delgado"]),
        ({"q": "omar a"}, ["Omar Abbott"]),
        ({"status": "inactive"}, ["Omar Abbott"]),
    ],
)
def test_workers_are_sorted_by_last_name_searched_and_narrowed(
    query: dict[str, str], found: list[str], backend: Backend, list_employees: Handler
) -> None:
    workers = DocumentEmployees(backend.store)
    inactive = EmployeeStatus.INACTIVE
    for worker in (
        an_employee(employee_id="e-1", number="107"),
        an_employee(employee_id="e-2", number=None, first_name="Omar", last_name="Abbott", status=inactive),
        an_employee(employee_id="e-3", number="9", first_name="Ana", last_name="Zamora"),
        an_employee(employee_id="e-4", company_id="company-2"),
    ):
        backend.keep(workers.save(worker))
    assert names(list_employees, get("/v1/employees", **query)) == found


@pytest.mark.parametrize(
    ("role", "email"),
    [
        ("viewer", None),
        ("project_manager", "rosa.delgado@example.com"),
        ("accountant", "rosa.delgado@example.com"),
    ],
)
def test_viewers_see_no_addresses_of_workers(
    role: str, email: str | None, backend: Backend, list_employees: Handler
) -> None:
    backend.keep(DocumentEmployees(backend.store).save(an_employee()))
    [worker] = as_role(get("/v1/employees"), role).to(list_employees).data
    shown = {"employee_id", "number", "name", "first_name", "last_name", "email", "status", "source", "version"}
    assert (set(worker), worker["email"]) == (shown, email)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "name"}, ["Airport", "Clinic", "Garage"]),
        ({"sort": "name", "order": "desc", "status": "active"}, ["Garage", "Airport"]),
        ({"q": "cLi"}, ["Clinic"]),
        ({}, ["Garage", "Airport", "Clinic"]),
    ],
)
def test_customers_are_those_of_quickbooks(
    query: dict[str, str], found: list[str], backend: Backend, list_customers: Handler
) -> None:
    customer = CounterpartKind.CUSTOMER
    rows = [
        a_counterpart(kind=customer, vendor_id="1", display_name="Garage"),
        a_counterpart(kind=customer, vendor_id="2", display_name="Airport"),
        a_counterpart(kind=customer, vendor_id="3", display_name="Clinic", active=False),
        a_counterpart(vendor_id="4", display_name="Rosa Delgado"),
    ]
    backend.keep(DocumentCrosswalk(backend.store).save_counterparts(rows))
    page = get("/v1/customers", **query, limit="2").to(list_customers)
    cursor = page.envelope["meta"]["pagination"]["next_cursor"]
    rest = [] if cursor is None else names(list_customers, get("/v1/customers", **query, limit="2", cursor=cursor))

    assert [*(row["name"] for row in page.data), *rest] == found
    assert {key for row in page.data for key in row} == {"customer_id", "name", "active"}


def test_cost_codes_come_from_all_vendors_with_the_job_that_they_belong_to(
    backend: Backend, list_cost_codes: Handler
) -> None:
    hold_codes(backend)
    codes = get("/v1/cost-codes", sort="code").to(list_cost_codes).data
    assert [(each["source"], each["project_id"], each["code"], each["active"]) for each in codes] == [
        ("raken", None, "03-300", True),
        ("foundation", None, "9-100", False),
        ("procore", "procore-7", "26-050", True),
        ("procore", "u-1", "26-050", True),
        ("procore", "procore-7", "26-060", False),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"project_id": "procore-7", "source": "procore"}, ["1", "2"]),
        ({"project_id": "u-1"}, ["9-100", "3", "r-1"]),
        ({"source": "raken"}, ["r-1"]),
        ({"status": "active", "sort": "name"}, ["r-1", "1", "3"]),
        ({"status": "inactive", "sort": "name"}, ["2", "9-100"]),
        ({"q": "CONC"}, ["r-1"]),
        ({"q": "26-0", "order": "desc"}, ["3", "2", "1"]),
    ],
)
def test_cost_codes_are_narrowed_to_a_job_a_vendor_and_a_text(
    query: dict[str, str], found: list[str], backend: Backend, list_cost_codes: Handler
) -> None:
    hold_codes(backend)
    assert code_ids(list_cost_codes, get("/v1/cost-codes", **query)) == found


def test_the_codes_of_a_job_that_was_merged_are_those_of_the_job_that_it_is(
    backend: Backend, list_cost_codes: Handler
) -> None:
    hold_codes(backend)
    founding = a_link(vendor=VendorName.PROCORE, vendor_id="7")
    identities = DocumentIdentities(backend.store)
    hold(backend, a_project(project_id="u-2"))
    survivor = an_identity(kind=IdentityKind.PROJECT, canonical_id="u-2", links=(founding,), aliases=("procore-7",))
    alias = an_identity(kind=IdentityKind.PROJECT, canonical_id="procore-7", links=(), merged_into="u-2")
    backend.keep(backend.store.transact([identities.write(survivor), identities.write(alias)]))
    every = get("/v1/cost-codes", source="procore", status="active").to(list_cost_codes).data

    assert {each["project_id"] for each in every} == {"u-1", "u-2"}
    assert code_ids(list_cost_codes, get("/v1/cost-codes", source="procore", project_id="u-2")) == ["1", "2"]


def test_a_manager_sees_codes_of_their_jobs_and_of_the_company(backend: Backend, list_cost_codes: Handler) -> None:
    hold_codes(backend)
    hold_member(backend, "u-1")
    own = as_role(get("/v1/cost-codes"), "project_manager")
    other = as_role(get("/v1/cost-codes", project_id="procore-7"), "project_manager")

    assert code_ids(list_cost_codes, own) == ["9-100", "3", "r-1"]
    assert other.to(list_cost_codes).code == "NOT_FOUND"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"project_id": "none"}, 404, "NOT_FOUND"),
        ({"project_id": "none", "source": "raken"}, 404, "NOT_FOUND"),
        ({"source": "quickbooks"}, 422, "VALIDATION_FAILED"),
        ({"status": "deleted"}, 422, "VALIDATION_FAILED"),
        ({"sort": "source"}, 422, "VALIDATION_FAILED"),
        ({"project_id": "a b"}, 422, "VALIDATION_FAILED"),
    ],
)
def test_codes_that_nobody_can_mean_are_refused(
    query: dict[str, str], status: int, code: str, list_cost_codes: Handler
) -> None:
    reply = get("/v1/cost-codes", **query).to(list_cost_codes)
    assert (reply.status, reply.code) == (status, code)


def put_member(*project_ids: str, version: int = 0, user_id: str = MANAGER) -> Call:
    body = {"project_ids": list(project_ids), "version": version}
    return as_role(send("PUT", f"/v1/team/{user_id}", body), "admin", "admin-1")


def audited(backend: Backend) -> list[AuditEntry]:
    return [to_model(AuditEntry, document) for document in backend.store.documents(TableName.AUDIT)]


def test_an_administrator_gives_somebody_jobs(backend: Backend, set_member: Handler, list_team: Handler) -> None:
    hold(backend, a_project(project_id="a"), a_project(project_id="b"))
    first = put_member("a").to(set_member)
    second = put_member("b", "a", "b", version=1).to(set_member)

    assert (first.status, first.data) == (200, {"user_id": MANAGER, "project_ids": ["a"], "version": 1})
    assert second.data == {"user_id": MANAGER, "project_ids": ["b", "a"], "version": 2}
    assert get("/v1/team").to(list_team).data == [second.data]
    entry = next(entry for entry in audited(backend) if entry.before["project_ids"])
    assert (entry.action, entry.entity_id, entry.user_id) == ("member_set", f"member:{MANAGER}", "admin-1")
    assert (entry.before, entry.after) == ({"project_ids": "a"}, {"project_ids": "b, a"})


def test_every_unknown_job_is_named_by_its_place(backend: Backend, set_member: Handler) -> None:
    hold(backend, a_project(project_id="a"), a_project(project_id="x", company_id="company-2"))
    reply = put_member("x", "a", "y").to(set_member)

    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")
    assert [fault["field"] for fault in reply.details["fields"]] == ["body.project_ids.0", "body.project_ids.2"]
    assert audited(backend) == []


@pytest.mark.parametrize("version", [0, 2])
def test_jobs_that_somebody_else_changed_are_not_overwritten(
    version: int, backend: Backend, set_member: Handler
) -> None:
    hold(backend, a_project(project_id="a"))
    hold_member(backend, "a")
    reply = put_member(version=version).to(set_member)

    assert (reply.status, reply.code, reply.details["version"]) == (409, "VERSION_CONFLICT", 1)


def test_the_same_jobs_again_change_nothing(backend: Backend, set_member: Handler) -> None:
    hold(backend, a_project(project_id="a"))
    hold_member(backend, "a")
    assert put_member("a", version=1).to(set_member).data["version"] == 1
    assert audited(backend) == []


def test_jobs_are_taken_away(backend: Backend, set_member: Handler) -> None:
    hold_member(backend, "a")
    assert put_member(version=1).to(set_member).data["project_ids"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 0}, "body.project_ids"),
        ({"project_ids": []}, "body.version"),
        ({"project_ids": ["a#b"], "version": 0}, "body.project_ids.0"),
        ({"project_ids": ["a"] * 501, "version": 0}, "body.project_ids"),
        ({"project_ids": [], "version": -1}, "body.version"),
        ({"project_ids": [], "version": 0, "role": "admin"}, "body.role"),
    ],
)
def test_a_member_that_makes_no_sense_is_422(body: object, field: str, set_member: Handler) -> None:
    reply = as_role(send("PUT", f"/v1/team/{MANAGER}", body), "admin").to(set_member)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


@pytest.mark.parametrize("role", ["viewer", "project_manager", "accountant"])
def test_only_an_administrator_gives_jobs(role: str, backend: Backend, set_member: Handler) -> None:
    assert as_role(put_member(), role).to(set_member).code == "FORBIDDEN"
    assert audited(backend) == []


def test_the_team_is_that_of_the_company(backend: Backend, list_team: Handler) -> None:
    hold_member(backend, "a", company_id="company-2")
    assert get("/v1/team").to(list_team).data == []
    assert as_role(get("/v1/team"), "project_manager").to(list_team).code == "FORBIDDEN"
