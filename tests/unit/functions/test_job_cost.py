"""GET /v1/projects/{project_id}/job-cost through the real services on a store in memory."""

from dataclasses import replace
from typing import cast

import pytest

from fieldledger.domain.facts.quickbooks_documents import BillFacts
from fieldledger.domain.member import Member
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.runtime.event_loop import run
from tests.builders import COMPANY, a_project
from tests.support.api import Handler, Reply, claims, get
from tests.support.contract import promised
from tests.unit.functions.conftest import Backend
from tests.unit.services.job_cost.site import JOB, Site, a_bill_line

PATH = f"/v1/projects/{JOB}/job-cost"


@pytest.fixture
def site(backend: Backend) -> Site:
    return Site(backend.store, backend.clock)


@pytest.fixture
def handler(backend: Backend, site: Site) -> Handler:
    module = backend.function("api/get_job_cost", costs=site.queries)
    module.app.surroundings.members = DocumentMembers(backend.store)
    return promised(cast("Handler", module.lambda_handler))


def asked(handler: Handler, role: str, company_id: str = COMPANY, path: str = PATH) -> Reply:
    return replace(get(path), claims=claims(role, company_id=company_id, user_id="pm-1")).to(handler)


def test_a_job_shows_its_figures_as_text_with_where_they_are_from(site: Site, handler: Handler) -> None:
    run(site.open())
    run(site.bill("400", BillFacts(lines=(a_bill_line("12500"),))))
    data = asked(handler, "viewer").data

    assert (data["project_id"], data["name"], data["number"]) == (JOB, "Riverside Clinic", None)
    [row] = data["cost"]["rows"]
    assert row["cost_code"] is None
    assert row["actual"] == {
        "amount": "12500.00",
        "sources": [{"source": "quickbooks/bills", "amount": "12500.00"}],
    }
    assert data["cost"]["totals"]["actual"]["amount"] == "12500.00"
    assert {"source": "quickbooks/bills", "record_id": "77", "as_of": None} in data["sources"]


def test_a_project_manager_sees_the_costs_of_own_jobs_only(backend: Backend, site: Site, handler: Handler) -> None:
    run(site.open())
    stranger = asked(handler, "project_manager")
    member = Member(company_id=COMPANY, user_id="pm-1", project_ids=(JOB,))
    backend.keep(backend.store.transact([DocumentMembers(backend.store).write(member)]))

    assert (stranger.status, stranger.code) == (404, "NOT_FOUND")
    assert asked(handler, "project_manager").status == 200


def test_a_job_of_another_company_and_one_that_does_not_exist_are_404(site: Site, handler: Handler) -> None:
    run(site.open())
    assert asked(handler, "admin", company_id="company-2").status == 404
    assert asked(handler, "admin", path="/v1/projects/nothing/job-cost").status == 404


def test_a_company_that_is_not_set_up_is_told_so(backend: Backend, handler: Handler) -> None:
    backend.keep(DocumentProjects(backend.store).save(a_project(project_id=JOB)))
    reply = asked(handler, "viewer")
    assert (reply.status, reply.code) == (409, "COMPANY_NOT_CONFIGURED")


def test_an_id_that_cannot_be_one_is_422(handler: Handler) -> None:
    reply = asked(handler, "viewer", path="/v1/projects/a%23b/job-cost")
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "path.project_id")
