"""The API's reads, called as API Gateway calls them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.listing import ExceptionListing
from fieldledger.services.queries.companies import CompanyQueries
from fieldledger.services.queries.postings import PostingQueries
from fieldledger.services.queries.projects import ProjectQueries
from fieldledger.services.queries.time_cards import TimeCardQueries
from tests.builders import (
    a_company,
    a_member,
    a_posting,
    a_project,
    a_time_card,
    an_employee,
    an_entry,
    an_exception,
    an_identity,
)
from tests.support.api import Call, Handler, Reply, claims, get
from tests.unit.functions.conftest import Backend


@pytest.fixture
def projects(backend: Backend) -> ProjectQueries:
    return ProjectQueries(DocumentProjects(backend.store))


@pytest.fixture
def list_projects(backend: Backend, projects: ProjectQueries) -> Handler:
    return backend.handler("api/list_projects", projects=projects)


@pytest.fixture
def time_cards(backend: Backend) -> TimeCardQueries:
    store = backend.store
    return TimeCardQueries(
        DocumentTimeCards(store), DocumentProjects(store), DocumentEmployees(store), DocumentIdentities(store)
    )


@pytest.fixture
def list_time_cards(backend: Backend, time_cards: TimeCardQueries) -> Handler:
    companies = CompanyQueries(DocumentCompanies(backend.store))
    return backend.handler("api/list_time_cards", cards=time_cards, companies=companies, time=backend.clock)


@pytest.fixture
def postings(backend: Backend) -> PostingQueries:
    return PostingQueries(DocumentPostings(backend.store))


def _save_projects(backend: Backend, number: int, company_id: str = "company-1") -> None:
    for place in range(number):
        project = a_project(project_id=f"project-{place:02}", company_id=company_id)
        backend.keep(DocumentProjects(backend.store).save(project))


def _save_posting(backend: Backend, posting: Posting) -> None:
    backend.keep(backend.store.transact([DocumentPostings(backend.store).write(posting)]))


def test_health_says_that_the_store_answers(backend: Backend) -> None:
    handler = backend.handler("api/health", store=backend.store)
    reply = replace(get("/v1/health"), claims=None).to(handler)

    assert (reply.status, reply.data) == (200, {"status": "ok", "stage": "local"})


def test_health_fails_while_the_store_does_not_answer(backend: Backend) -> None:
    handler = backend.handler("api/health", store=backend.store)
    backend.store.fail_next()

    assert replace(get("/v1/health"), claims=None).to(handler).status == 503


def test_me_tells_who_the_caller_is_and_which_pay_period_it_is_there(backend: Backend) -> None:
    companies = DocumentCompanies(backend.store)
    backend.keep(companies.save(a_company(name="Bluestem Builders")))
    handler = backend.handler("api/me", companies=CompanyQueries(companies), time=backend.clock)
    reply = get("/v1/me").to(handler)

    assert reply.data["role"] == "accountant"
    assert reply.data["company"] == {
        "name": "Bluestem Builders",
        "time_zone": "America/Chicago",
        "current_pay_period": {"first_day": "2026-03-02", "last_day": "2026-03-08"},
    }


def test_me_answers_before_the_company_is_set_up(backend: Backend) -> None:
    companies = CompanyQueries(DocumentCompanies(backend.store))
    handler = backend.handler("api/me", companies=companies, time=backend.clock)
    reply = get("/v1/me").to(handler)

    assert (reply.data["company_id"], reply.data["company"]) == ("company-1", None)


def test_me_tells_what_the_caller_may_do_and_a_manager_which_jobs_are_theirs(backend: Backend) -> None:
    members, companies = DocumentMembers(backend.store), CompanyQueries(DocumentCompanies(backend.store))
    backend.keep(backend.store.transact([members.write(a_member("manager-1", "project-2", "project-1"))]))
    handler = backend.handler("api/me", companies=companies, time=backend.clock)
    accountant, manager = get("/v1/me").to(handler).data, _by_manager(get("/v1/me")).to(handler).data
    narrowed = claims("project_manager", user_id="manager-1") | {"scope": "openid fieldledger/profile:read"}

    assert (accountant["project_ids"], manager["project_ids"]) == (None, ["project-1", "project-2"])
    assert ("time:approve" in accountant["scopes"], "time:approve" in manager["scopes"]) == (True, False)
    assert manager["scopes"] == sorted(manager["scopes"])
    assert replace(get("/v1/me"), claims=narrowed).to(handler).data["scopes"] == ["profile:read"]


def _walk(handler: Handler, path: str, **query: str) -> list[Reply]:
    """Every page of a list."""
    replies = [get(path, **query).to(handler)]
    while (cursor := replies[-1].envelope["meta"]["pagination"]["next_cursor"]) is not None:
        replies.append(get(path, **query, cursor=cursor).to(handler))
    return replies


def test_projects_come_page_by_page_each_once(backend: Backend, list_projects: Handler) -> None:
    _save_projects(backend, 5)
    _save_projects(backend, 3, company_id="company-2")
    replies = _walk(list_projects, "/v1/projects", limit="2")

    identifiers = [project["project_id"] for reply in replies for project in reply.data]
    assert identifiers == [f"project-{place:02}" for place in range(5)]
    assert replies[0].envelope["meta"]["pagination"]["limit"] == 2
    assert [reply.envelope["meta"]["pagination"]["count"] for reply in replies] == [2, 2, 1]


def test_a_project_shows_no_inner_fields(backend: Backend, list_projects: Handler) -> None:
    _save_projects(backend, 1)
    [project] = get("/v1/projects").to(list_projects).data

    shown = {"project_id", "number", "name", "status", "budget", "client_id", "source", "source_updated_at", "version"}
    assert set(project) == shown


def test_a_cursor_of_another_company_is_refused(backend: Backend, list_projects: Handler) -> None:
    _save_projects(backend, 3)
    cursor = get("/v1/projects", limit="1").to(list_projects).envelope["meta"]["pagination"]["next_cursor"]
    stolen = replace(get("/v1/projects", cursor=cursor), claims=claims(company_id="company-2"))
    reply = stolen.to(list_projects)

    assert (reply.status, reply.code) == (400, "CURSOR_INVALID")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", ""])
def test_a_page_has_between_one_and_a_hundred_items(limit: str, list_projects: Handler) -> None:
    reply = get("/v1/projects", limit=limit).to(list_projects)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "query.limit")


def test_a_store_that_does_not_answer_is_503(backend: Backend, list_projects: Handler) -> None:
    backend.store.fail_next(code=ErrorCode.STORE_UNAVAILABLE)
    reply = get("/v1/projects").to(list_projects)

    assert (reply.status, reply.code, reply.details) == (503, "STORE_UNAVAILABLE", {})


def test_a_project_of_another_company_is_404(backend: Backend, projects: ProjectQueries) -> None:
    _save_projects(backend, 1, company_id="company-2")
    handler = backend.handler("api/get_project", projects=projects)
    stranger = get("/v1/projects/project-00").to(handler)
    owner = replace(get("/v1/projects/project-00"), claims=claims("viewer", company_id="company-2")).to(handler)

    assert (stranger.status, stranger.code) == (404, "NOT_FOUND")
    assert owner.data["project_id"] == "project-00"


@pytest.mark.parametrize("project_id", ["a%23b", "x" * 129, "a%20b"])
def test_an_id_that_cannot_be_one_is_422(project_id: str, backend: Backend, projects: ProjectQueries) -> None:
    handler = backend.handler("api/get_project", projects=projects)
    reply = get(f"/v1/projects/{project_id}").to(handler)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "path.project_id")


def _save_cards(backend: Backend, *days: date) -> None:
    backend.keep(DocumentCompanies(backend.store).save(a_company()))
    backend.keep(DocumentProjects(backend.store).save(a_project()))
    backend.keep(DocumentEmployees(backend.store).save(an_employee()))
    for place, day in enumerate(days):
        card = a_time_card(time_card_id=f"card-{place}", work_date=day, entries=(an_entry("7.50"),))
        backend.keep(DocumentTimeCards(backend.store).save(card))


def test_time_cards_are_those_of_the_current_pay_period_by_default(backend: Backend, list_time_cards: Handler) -> None:
    _save_cards(backend, date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 9))
    reply = get("/v1/time-cards").to(list_time_cards)

    assert [card["work_date"] for card in reply.data] == ["2026-03-02", "2026-03-08"]


def test_time_cards_carry_names_and_hours_as_text(backend: Backend, list_time_cards: Handler) -> None:
    _save_cards(backend, date(2026, 3, 2))
    [card] = get("/v1/time-cards").to(list_time_cards).data

    assert card["employee"] == {"employee_id": "employee-1", "number": "107", "name": "Rosa Delgado"}
    assert Decimal(card["total_hours"]) == Decimal("7.5")
    assert isinstance(card["total_hours"], str)
    assert "content_hash" not in card


def test_time_cards_are_narrowed_to_dates_status_and_project(backend: Backend, list_time_cards: Handler) -> None:
    _save_cards(backend, date(2026, 2, 24), date(2026, 2, 25))
    asked = {"from": "2026-02-24", "to": "2026-02-24"}
    ready = get("/v1/time-cards", **asked, status="ready", project_id="project-1").to(list_time_cards)
    other = get("/v1/time-cards", **asked, project_id="project-2").to(list_time_cards)

    assert [card["time_card_id"] for card in ready.data] == ["card-0"]
    assert other.data == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2026-01-01", "to": "2026-03-04"}, "query.to"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "query.to"),
        ({"from": "02/24/2026"}, "query.from"),
        ({"status": "done"}, "query.status"),
        ({"from": "1999-12-31", "to": "1999-12-31"}, "query.from"),
        ({"to": "2101-01-01"}, "query.to"),
        ({"order": "newest"}, "query.order"),
        ({"employee_id": "a#b"}, "query.employee_id"),
    ],
)
def test_time_cards_of_no_sensible_span_are_422(asked: dict[str, str], field: str, list_time_cards: Handler) -> None:
    reply = get("/v1/time-cards", **asked).to(list_time_cards)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_cursor_of_other_dates_is_refused(backend: Backend, list_time_cards: Handler) -> None:
    _save_cards(backend, date(2026, 3, 2), date(2026, 3, 3))
    cursor = get("/v1/time-cards", limit="1").to(list_time_cards).envelope["meta"]["pagination"]["next_cursor"]
    reply = get("/v1/time-cards", **{"from": "2026-03-01"}, cursor=cursor).to(list_time_cards)

    assert (reply.status, reply.code) == (400, "CURSOR_INVALID")


def test_time_cards_are_narrowed_to_a_worker_and_come_newest_first(backend: Backend, list_time_cards: Handler) -> None:
    _save_cards(backend, date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))
    others = a_time_card(time_card_id="card-9", work_date=date(2026, 3, 3), employee_id="employee-2")
    backend.keep(DocumentTimeCards(backend.store).save(others))
    replies = _walk(list_time_cards, "/v1/time-cards", employee_id="employee-1", order="desc", limit="2")

    assert [card["time_card_id"] for reply in replies for card in reply.data] == ["card-2", "card-1", "card-0"]
    assert get("/v1/time-cards", employee_id="employee-2").to(list_time_cards).data[0]["time_card_id"] == "card-9"


def test_cards_of_records_that_were_merged_are_found_by_the_record_that_they_are(
    backend: Backend, list_time_cards: Handler
) -> None:
    _save_cards(backend, date(2026, 3, 2))
    identities = DocumentIdentities(backend.store)
    for kind, alias, survivor in (
        (IdentityKind.PROJECT, "project-1", "project-2"),
        (IdentityKind.EMPLOYEE, "employee-1", "employee-2"),
    ):
        merged = an_identity(kind=kind, canonical_id=alias, merged_into=survivor)
        whole = an_identity(kind=kind, canonical_id=survivor, aliases=(alias,))
        backend.keep(backend.store.transact([identities.write(merged), identities.write(whole)]))
    found = [
        get("/v1/time-cards", **asked).to(list_time_cards).data
        for asked in ({"project_id": "project-2"}, {"employee_id": "employee-2"}, {"project_id": "project-1"})
    ]
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(a_member("manager-1", "project-2"))]))

    assert [len(cards) for cards in found] == [1, 1, 1]
    assert len(_by_manager(get("/v1/time-cards")).to(list_time_cards).data) == 1


def _by_manager(call: Call) -> Call:
    return replace(call, claims=claims("project_manager", user_id="manager-1"))


def test_a_project_manager_sees_time_of_their_jobs_only(
    backend: Backend, list_time_cards: Handler, time_cards: TimeCardQueries
) -> None:
    _save_cards(backend, date(2026, 3, 2), date(2026, 3, 4))
    own = a_time_card(time_card_id="card-9", work_date=date(2026, 3, 3), project_id="project-2")
    backend.keep(DocumentTimeCards(backend.store).save(own))
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(a_member("manager-1", "project-2"))]))
    get_time_card = backend.handler("api/get_time_card", cards=time_cards)
    first = _by_manager(get("/v1/time-cards", limit="1")).to(list_time_cards)

    assert [card["time_card_id"] for card in first.data] == ["card-9"]
    assert _by_manager(get("/v1/time-cards", project_id="project-1")).to(list_time_cards).data == []
    assert _by_manager(get("/v1/time-cards/card-9")).to(get_time_card).data["time_card_id"] == "card-9"
    assert _by_manager(get("/v1/time-cards/card-0")).to(get_time_card).code == "NOT_FOUND"


def test_one_time_card_is_shown_as_in_the_list(
    backend: Backend, list_time_cards: Handler, time_cards: TimeCardQueries
) -> None:
    _save_cards(backend, date(2026, 3, 2))
    handler = backend.handler("api/get_time_card", cards=time_cards)
    card = get("/v1/time-cards/card-0").to(handler)
    stranger = replace(get("/v1/time-cards/card-0"), claims=claims(company_id="company-2"))

    assert [card.data] == get("/v1/time-cards").to(list_time_cards).data
    assert stranger.to(handler).code == get("/v1/time-cards/card-7").to(handler).code == "NOT_FOUND"


def test_postings_are_listed_by_state_or_all(backend: Backend, postings: PostingQueries) -> None:
    _save_posting(backend, a_posting(posting="posting-1"))
    _save_posting(backend, a_posting(posting="posting-2", state=PostingState.PARKED))
    handler = backend.handler("api/list_postings", postings=postings)
    parked, every = get("/v1/postings", state="parked").to(handler), get("/v1/postings").to(handler)

    assert [posting["posting_id"] for posting in parked.data] == ["posting-2"]
    assert [posting["posting_id"] for posting in every.data] == ["posting-1", "posting-2"]


def test_postings_of_a_state_are_of_the_books_that_are_asked_for(backend: Backend, postings: PostingQueries) -> None:
    _save_posting(backend, a_posting(posting="posting-1"))
    _save_posting(backend, a_posting(posting="posting-2").model_copy(update={"target": "foundation"}))
    handler = backend.handler("api/list_postings", postings=postings)
    listed = [
        get("/v1/postings", state="pending", **asked).to(handler).data
        for asked in ({}, {"target": "quickbooks"}, {"target": "foundation"})
    ]

    assert [[posting["posting_id"] for posting in each] for each in listed] == [
        ["posting-1"],
        ["posting-1"],
        ["posting-2"],
    ]
    assert get("/v1/postings", target="sage").to(handler).status == 422


def test_a_posting_shows_its_history_and_nothing_of_how_we_write(backend: Backend, postings: PostingQueries) -> None:
    _save_posting(backend, a_posting(posting="posting-1"))
    handler = backend.handler("api/get_posting", postings=postings)
    posting = get("/v1/postings/posting-1").to(handler).data

    assert posting["payload"]["kind"] == "time_activity"
    assert {"history", "approved_by", "state"} <= set(posting)
    assert not {"content_hash", "vendor_sync_token", "batch_id", "generation"} & (set(posting) | set(posting["source"]))


def test_a_posting_of_another_company_is_404(backend: Backend, postings: PostingQueries) -> None:
    _save_posting(backend, a_posting(posting="posting-1", company_id="company-2"))
    handler = backend.handler("api/get_posting", postings=postings)

    assert get("/v1/postings/posting-1").to(handler).status == 404


def test_the_inbox_shows_what_is_open_unless_asked_otherwise(backend: Backend) -> None:
    items = DocumentExceptions(backend.store)
    backend.keep(items.save(an_exception(subject="employee:1")))
    backend.keep(items.save(an_exception(subject="employee:2", state=ExceptionState.RESOLVED)))
    handler = backend.handler("api/list_exceptions", exceptions=ExceptionListing(items))
    usual, resolved = get("/v1/exceptions").to(handler), get("/v1/exceptions", state="resolved").to(handler)

    assert [item["subject"] for item in usual.data] == ["employee:1"]
    assert [item["subject"] for item in resolved.data] == ["employee:2"]
    assert (usual.data[0]["turn"], "company_id" in usual.data[0]) == ("customer", False)


def test_a_read_writes_nothing(backend: Backend, list_projects: Handler) -> None:
    get("/v1/projects").to(list_projects)

    assert [backend.store.documents(table) for table in TableName] == [[], [], [], []]
