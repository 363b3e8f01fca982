"""Jobs over the API: seen, made and changed, with the real services on a store in memory."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName, to_model
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.services.queries.projects import ProjectQueries
from fieldledger.wiring.projects import editing_over
from tests.builders import COMPANY, a_counterpart, a_member, a_project
from tests.support.api import Call, Handler, claims, get, post, send
from tests.unit.functions.conftest import Backend

PATH = "/v1/projects"
KEY = "8a3c5f0e-6a8d-4f53"
MANAGER = "manager-1"


@pytest.fixture
def create_project(backend: Backend) -> Handler:
    idempotency = Idempotency(DocumentIdempotencyKeys(backend.store), backend.clock)
    editing = editing_over(backend.store, backend.clock)
    return backend.handler("api/create_project", editing=editing, idempotency=idempotency)


@pytest.fixture
def update_project(backend: Backend) -> Handler:
    return backend.handler("api/update_project", editing=editing_over(backend.store, backend.clock))


@pytest.fixture
def list_projects(backend: Backend) -> Handler:
    return backend.handler("api/list_projects", projects=ProjectQueries(DocumentProjects(backend.store)))


@pytest.fixture
def get_project(backend: Backend) -> Handler:
    return backend.handler("api/get_project", projects=ProjectQueries(DocumentProjects(backend.store)))


def create(key: str = KEY, **body: object) -> Call:
    return post(PATH, {"name": "Harbor Garage", **body}, idempotency_key=key)


def update(project_id: str = "project-1", **body: object) -> Call:
    return send("PATCH", f"{PATH}/{project_id}", {"version": 1, **body})


def by_manager(call: Call, company_id: str = COMPANY) -> Call:
    return replace(call, claims=claims("project_manager", company_id=company_id, user_id=MANAGER))


def hold(backend: Backend, *projects: Project) -> None:
    for project in projects:
        backend.keep(DocumentProjects(backend.store).save(project))


def hold_member(backend: Backend, *project_ids: str) -> None:
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(a_member(MANAGER, *project_ids))]))


def hold_customer(backend: Backend, vendor_id: str = "c-9", *, active: bool = True) -> None:
    customer = a_counterpart(kind=CounterpartKind.CUSTOMER, vendor_id=vendor_id, active=active)
    backend.keep(DocumentCrosswalk(backend.store).save_counterparts([customer]))


def audited(backend: Backend) -> list[AuditEntry]:
    return [to_model(AuditEntry, document) for document in backend.store.documents(TableName.AUDIT)]


def ids(handler: Handler, call: Call) -> list[str]:
    return [project["project_id"] for project in call.to(handler).data]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "number"}, ["c", "a", "b"]),
        ({"sort": "number", "order": "desc"}, ["b", "a", "c"]),
        ({"sort": "name"}, ["b", "a", "c"]),
        ({"order": "desc"}, ["c", "b", "a"]),
        ({"q": "211"}, ["a"]),
        ({"q": " river "}, ["a", "c"]),
        ({"status": "inactive"}, ["c"]),
        ({"status": "deleted"}, []),
    ],
)
def test_jobs_are_sorted_searched_and_narrowed(
    query: dict[str, str], found: list[str], backend: Backend, list_projects: Handler
) -> None:
    hold(
        backend,
        a_project(project_id="a", number="2114", name="River Clinic"),
        a_project(project_id="b", number="2214", name="Airport"),
        a_project(project_id="c", number="17", name="Riverside", status=ProjectStatus.INACTIVE),
    )
    assert ids(list_projects, get(PATH, **query)) == found


def test_a_cursor_of_another_order_is_refused(backend: Backend, list_projects: Handler) -> None:
    hold(backend, a_project(project_id="a"), a_project(project_id="b"))
    first = get(PATH, sort="name", limit="1").to(list_projects)
    cursor = first.envelope["meta"]["pagination"]["next_cursor"]

    assert ids(list_projects, get(PATH, sort="name", limit="1", cursor=cursor)) == ["b"]
    assert get(PATH, sort="name", order="desc", limit="1", cursor=cursor).to(list_projects).code == "CURSOR_INVALID"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"sort": "size"}, "query.sort"),
        ({"order": "up"}, "query.order"),
        ({"status": "done"}, "query.status"),
        ({"q": ""}, "query.q"),
        ({"q": "x" * 101}, "query.q"),
        ({"q": "a\x00b"}, "query.q"),
    ],
)
def test_a_list_that_nobody_can_mean_is_422(query: dict[str, str], field: str, list_projects: Handler) -> None:
    reply = get(PATH, **query).to(list_projects)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_project_manager_sees_the_jobs_that_are_theirs(
    backend: Backend, list_projects: Handler, get_project: Handler
) -> None:
    hold(backend, *(a_project(project_id=each) for each in "abc"), a_project(project_id="c", company_id="company-2"))
    hold_member(backend, "c", "a", "gone")

    assert ids(list_projects, by_manager(get(PATH))) == ["a", "c"]
    assert by_manager(get(f"{PATH}/a")).to(get_project).status == 200
    assert by_manager(get(f"{PATH}/b")).to(get_project).code == "NOT_FOUND"
    assert ids(list_projects, by_manager(get(PATH), "company-2")) == []


def test_a_managers_cursor_is_nobody_elses(backend: Backend, list_projects: Handler) -> None:
    hold(backend, *(a_project(project_id=each) for each in "abc"))
    hold_member(backend, "a", "b")
    cursor = by_manager(get(PATH, limit="1")).to(list_projects).envelope["meta"]["pagination"]["next_cursor"]

    assert ids(list_projects, by_manager(get(PATH, limit="1", cursor=cursor))) == ["b"]
    assert get(PATH, limit="1", cursor=cursor).to(list_projects).code == "CURSOR_INVALID"


def test_a_job_is_made_with_its_budget_and_its_client(backend: Backend, create_project: Handler) -> None:
    hold_customer(backend)
    reply = create(number=" 2431 ", budget="1250000.50", client_id="c-9").to(create_project)

    assert reply.status == 201
    made = {name: value for name, value in reply.data.items() if name not in {"project_id", "source_updated_at"}}
    assert made == {
        "number": "2431",
        "name": "Harbor Garage",
        "status": "active",
        "budget": "1250000.50",
        "client_id": "c-9",
        "source": "fieldledger",
        "version": 1,
    }
    [entry] = audited(backend)
    assert (entry.action, entry.entity_id) == ("project_created", f"project:{reply.data['project_id']}")
    assert entry.after["budget"] == "1250000.50"


def test_a_repeated_request_makes_one_job(backend: Backend, create_project: Handler) -> None:
    first, second = create().to(create_project), create().to(create_project)
    another = create("another-key-1").to(create_project)

    assert (second.status, second.data) == (201, first.data)
    assert second.headers["idempotency-replayed"] == "true"
    assert another.data["project_id"] != first.data["project_id"]
    assert create(name="Other").to(create_project).code == "IDEMPOTENCY_KEY_REUSED"


def test_a_request_whose_answer_was_lost_finds_the_job_that_it_made(backend: Backend, create_project: Handler) -> None:
    first = create(number="2431").to(create_project)
    backend.clock.advance(days=2)
    second = create(number="2431").to(create_project)

    assert (second.status, second.data["project_id"]) == (201, first.data["project_id"])
    assert len(audited(backend)) == 1


def test_a_number_that_another_job_has_is_refused_whatever_its_source(
    backend: Backend, create_project: Handler
) -> None:
    hold(backend, a_project(number="cy-2431", source="procore"))
    reply = create(number="CY-2431").to(create_project)

    assert (reply.status, reply.code) == (409, "JOB_NUMBER_TAKEN")
    assert audited(backend) == []


def test_the_number_of_a_deleted_job_is_free(backend: Backend, create_project: Handler) -> None:
    hold(backend, a_project(number="2431", status=ProjectStatus.DELETED))
    assert create(number="2431").to(create_project).status == 201


@pytest.mark.parametrize("there", ["unknown", "switched off"])
def test_a_client_that_the_books_do_not_have_is_refused_by_field(
    there: str, backend: Backend, create_project: Handler
) -> None:
    if there == "switched off":
        hold_customer(backend, active=False)
    reply = create(client_id="c-9").to(create_project)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "body.client_id")


def test_a_project_manager_who_makes_a_job_has_it(
    backend: Backend, create_project: Handler, list_projects: Handler
) -> None:
    hold(backend, a_project(project_id="a"))
    hold_member(backend, "a")
    made = by_manager(create()).to(create_project).data["project_id"]

    assert set(ids(list_projects, by_manager(get(PATH)))) == {"a", made}


def test_an_accountant_who_makes_a_job_becomes_nobodys_manager(backend: Backend, create_project: Handler) -> None:
    create().to(create_project)
    assert not [each for each in backend.store.documents(TableName.RECORDS) if each.sk.startswith("MEMBER#")]


INVALID = [
    ({"name": ""}, "name"),
    ({"name": "  "}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"name": "Clinic\x07"}, "name"),
    ({"number": ""}, "number"),
    ({"status": "deleted"}, "status"),
    ({"budget": "-1"}, "budget"),
    ({"budget": "1.005"}, "budget"),
    ({"budget": "12345678901"}, "budget"),
    ({"budget": "NaN"}, "budget"),
    ({"budget": "1e400"}, "budget"),
    ({"client_id": "a#b"}, "client_id"),
    ({"source": "procore"}, "source"),
    ({"company_id": "company-2"}, "company_id"),
]


@pytest.mark.parametrize(("body", "field"), INVALID)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(
    body: Mapping[str, object], field: str, create_project: Handler, update_project: Handler
) -> None:
    for reply in (create(**body).to(create_project), update(**body).to(update_project)):
        assert (reply.status, reply.details["fields"][0]["field"]) == (422, f"body.{field}")


@pytest.mark.parametrize(
    ("body", "field"), [({"version": 0}, "version"), ({"name": None}, "name"), ({"status": None}, "status")]
)
def test_what_every_job_has_cannot_be_emptied(body: Mapping[str, object], field: str, update_project: Handler) -> None:
    reply = update(**body).to(update_project)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, f"body.{field}")


def test_what_people_say_of_a_vendors_job_is_changed_here(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project(budget=None))
    hold_customer(backend)
    reply = update(budget=500, client_id="c-9", name="Riverside Clinic").to(update_project)

    assert (reply.status, reply.data["budget"], reply.data["client_id"]) == (200, "500", "c-9")
    assert (reply.data["version"], reply.data["source"]) == (2, "raken")
    [entry] = audited(backend)
    assert (entry.before, entry.after) == (
        {"budget": "", "client_id": ""},
        {"budget": "500.00", "client_id": "c-9"},
    )


def test_null_empties_and_what_is_not_sent_stays(backend: Backend, update_project: Handler) -> None:
    hold_customer(backend)
    hold(backend, a_project(budget=None, client_id="c-9"))
    update(budget="5").to(update_project)
    reply = update(version=2, budget=None).to(update_project)

    assert (reply.data["budget"], reply.data["client_id"]) == (None, "c-9")


def test_a_change_of_nothing_writes_nothing(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project())
    reply = update(name="Riverside Clinic", number="2214").to(update_project)

    assert (reply.status, reply.data["version"], audited(backend)) == (200, 1, [])


def test_what_the_vendors_sync_owns_is_not_changed_here(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project())
    reply = update(name="Clinic", status="inactive", budget="1").to(update_project)

    assert (reply.status, reply.code) == (409, "FIELD_OWNED_BY_SOURCE")
    assert reply.details == {"source": "raken", "fields": ["name", "status"]}
    assert audited(backend) == []


def test_of_a_job_made_here_everything_is_changed_here(
    backend: Backend, create_project: Handler, update_project: Handler
) -> None:
    hold(backend, a_project(number="2214"))
    made = create(number="2431").to(create_project).data["project_id"]
    taken = update(made, number="2214").to(update_project)
    reply = update(made, number="2432", name="Garage", status="inactive").to(update_project)

    assert taken.code == "JOB_NUMBER_TAKEN"
    assert [reply.data[name] for name in ("number", "name", "status", "version")] == ["2432", "Garage", "inactive", 2]
    assert create("another-key", number="2431").to(create_project).status == 201


def test_somebody_elses_change_is_not_overwritten(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project())
    update(budget="1").to(update_project)
    reply = update(budget="2").to(update_project)

    assert (reply.status, reply.code, reply.details["version"]) == (409, "VERSION_CONFLICT", 2)


def test_a_manager_changes_the_jobs_that_are_theirs(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project(project_id="a"), a_project(project_id="b"))
    hold_member(backend, "a")

    assert by_manager(update("a", budget="1")).to(update_project).status == 200
    assert by_manager(update("b", budget="1")).to(update_project).code == "NOT_FOUND"


def test_another_companys_job_is_404(backend: Backend, update_project: Handler) -> None:
    hold(backend, a_project(company_id="company-2"))
    assert update(budget="1").to(update_project).code == "NOT_FOUND"


def test_a_viewer_makes_and_changes_nothing(backend: Backend, create_project: Handler, update_project: Handler) -> None:
    hold(backend, a_project())
    for call, handler in ((create(), create_project), (update(budget="1"), update_project)):
        assert replace(call, claims=claims("viewer")).to(handler).code == "FORBIDDEN"
    assert audited(backend) == []
