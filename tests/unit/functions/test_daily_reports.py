"""GET /v1/projects/{project_id}/daily-reports and /v1/daily-reports/{report_id} on stored copies."""

from dataclasses import dataclass, replace
from typing import cast

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.member import Member
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import ErrorCode
from fieldledger.services.daily_reports import DailyReports
from fieldledger.services.queries.companies import CompanyQueries
from fieldledger.services.queries.daily_reports import DailyReportQueries
from fieldledger.services.report_months import ReportMonths
from fieldledger.services.sync.starting import SyncStarter
from fieldledger.wiring.daily_reports import waking
from tests.builders import COMPANY, a_claim, a_company, a_link, a_project, an_identity
from tests.builders.vendors import a_connection
from tests.fakes.report_feed import FakeRaken
from tests.fakes.slices import SliceMessages
from tests.support.api import Handler, Reply, claims, get
from tests.support.contract import promised
from tests.unit.clients.raken.bench import a_report
from tests.unit.functions.conftest import Backend

PATH = "/v1/projects/clinic/daily-reports"
MARCH = {"from": "2026-03-01", "to": "2026-03-02"}


@dataclass
class Site:
    """Raken as it would answer, what waits for the sync, and both routes."""

    backend: Backend
    raken: FakeRaken
    queue: SliceMessages
    listing: Handler
    single: Handler

    def list(self, role: str = "viewer", path: str = PATH, **query: str) -> Reply:
        """The list as somebody sees it."""
        return replace(get(path, **(query or MARCH)), claims=claims(role, user_id="pm-1")).to(self.listing)

    def one(self, report_id: str, role: str = "viewer", company_id: str = COMPANY) -> Reply:
        """A single report."""
        call = get(f"/v1/daily-reports/{report_id}")
        return replace(call, claims=claims(role, company_id=company_id, user_id="pm-1")).to(self.single)


@pytest.fixture
def site(backend: Backend) -> Site:
    store, raken, queue = backend.store, FakeRaken(), SliceMessages()
    raken.rows = [
        a_report("a", "2026-03-01", "clinic"),
        a_report("b", "2026-03-02", "clinic"),
        a_report("c", "2026-03-02", "clinic"),
        a_report("other", "2026-03-02", "plant"),
    ]
    backend.keep(DocumentCompanies(store).save(a_company()))
    backend.keep(DocumentProjects(store).save(a_project(project_id="clinic")))
    backend.keep(DocumentConnections(store).save(a_connection(vendor=VendorName.RAKEN)))
    starter = SyncStarter(DocumentSyncStates(store), DocumentConnections(store), queue, backend.clock)
    months = ReportMonths(raken, DocumentReportCache(store), backend.clock)
    reports = DailyReportQueries(
        DailyReports(months, backend.clock, waking(starter)), DocumentProjects(store), DocumentIdentities(store)
    )
    companies = CompanyQueries(DocumentCompanies(store))
    several = backend.function("api/list_daily_reports", reports=reports, companies=companies, time=backend.clock)
    single = backend.function("api/get_daily_report", reports=reports)
    for module in (several, single):
        module.app.surroundings.members = DocumentMembers(store)
    return Site(
        backend,
        raken,
        queue,
        promised(cast("Handler", several.lambda_handler)),
        promised(cast("Handler", single.lambda_handler)),
    )


def ids(reply: Reply) -> list[str]:
    return [report["report_id"] for report in reply.data]


def test_a_jobs_reports_come_newest_first_each_with_its_own_id(site: Site) -> None:
    reply = site.list()
    assert ids(reply) == ["2026-03-02:c", "2026-03-02:b", "2026-03-01:a"]
    assert reply.data[0] == {
        "report_id": "2026-03-02:c",
        "project_id": "clinic",
        "work_date": "2026-03-02",
        "status": "COMPLETED",
        "crews": [],
        "notes": [{"category": "GENERAL", "comment": "Pulled wire"}],
        "answers": [],
        "source_updated_at": "2026-02-27T22:00:00Z",
    }
    assert ids(site.list(order="asc", **MARCH)) == ["2026-03-01:a", "2026-03-02:b", "2026-03-02:c"]


def test_pages_follow_each_other_in_both_orders(site: Site) -> None:
    for order, expected in (
        ("desc", ["2026-03-02:c", "2026-03-02:b", "2026-03-01:a"]),
        ("asc", ["2026-03-01:a", "2026-03-02:b", "2026-03-02:c"]),
    ):
        first = site.list(order=order, limit="2", **MARCH)
        cursor = first.envelope["meta"]["pagination"]["next_cursor"]
        second = site.list(order=order, limit="2", cursor=cursor, **MARCH)
        assert ids(first) + ids(second) == expected
        assert second.envelope["meta"]["pagination"] == {"limit": 2, "count": 1, "next_cursor": None}


def test_a_cursor_of_another_order_is_refused(site: Site) -> None:
    cursor = site.list(limit="1", **MARCH).envelope["meta"]["pagination"]["next_cursor"]
    assert site.list(limit="1", cursor=cursor, order="asc", **MARCH).code == "CURSOR_INVALID"


def test_without_dates_the_current_pay_period_is_meant(site: Site) -> None:
    reply = get(PATH).to(site.listing)
    assert ids(reply) == ["2026-03-02:c", "2026-03-02:b"]


def test_a_stored_copy_is_served_at_once_with_its_age_and_its_refresh_begins(site: Site) -> None:
    fresh = site.list()
    read_at = site.backend.clock.now()
    site.backend.clock.advance(hours=2)
    site.raken.refuse(ErrorCode.VENDOR_UNAVAILABLE)
    old = site.list()

    assert fresh.envelope["meta"]["freshness"] == {
        "as_of": read_at.isoformat().replace("+00:00", "Z"),
        "age_seconds": 0,
        "stale": False,
        "stale_because": None,
    }
    assert ids(old) == ids(fresh)
    assert (old.envelope["meta"]["freshness"]["age_seconds"], old.envelope["meta"]["freshness"]["stale"]) == (
        7200,
        True,
    )
    assert len(site.raken.asked) == 1
    assert [message[1] for message in site.queue.waiting] == [SyncResource.RAKEN_DAILY_REPORTS]
    again = site.list()
    assert again.status == 200
    assert len(site.queue.waiting) == 1


def test_a_month_that_nobody_ever_read_and_raken_refuses_is_no_empty_list(site: Site) -> None:
    site.raken.refuse(ErrorCode.RECONNECT_REQUIRED)
    reply = site.list()
    assert (reply.status, reply.code) == (409, "RECONNECT_REQUIRED")


def test_one_report_is_found_by_its_id(site: Site) -> None:
    reply = site.one("2026-03-01:a")
    assert (reply.data["report_id"], reply.data["project_id"]) == ("2026-03-01:a", "clinic")
    assert reply.envelope["meta"]["freshness"]["stale"] is False
    assert len(site.raken.asked) == 1


@pytest.mark.parametrize("report_id", ["2026-03-02:a", "a", "2026-03-01", "2026-03-01:", "2026-13-01:a", "20260301a"])
def test_an_id_that_names_no_report_is_404(site: Site, report_id: str) -> None:
    assert (site.one(report_id).status, site.one(report_id).code) == (404, "NOT_FOUND")


def test_project_managers_see_the_reports_of_their_own_jobs(site: Site) -> None:
    hidden = site.list("project_manager"), site.one("2026-03-01:a", "project_manager")
    member = Member(company_id=COMPANY, user_id="pm-1", project_ids=("clinic",))
    store = site.backend.store
    site.backend.keep(store.transact([DocumentMembers(store).write(member)]))

    assert [(reply.status, reply.code) for reply in hidden] == [(404, "NOT_FOUND")] * 2
    assert len(ids(site.list("project_manager"))) == 3
    assert site.one("2026-03-01:a", "project_manager").status == 200
    assert site.one("2026-03-02:other", "project_manager").status == 404


def test_reports_of_another_company_and_of_no_job_are_404(site: Site) -> None:
    site.list()
    site.raken.rows = []
    stranger = replace(get(PATH, **MARCH), claims=claims(company_id="company-2")).to(site.listing)
    assert (stranger.status, site.one("2026-03-01:a", company_id="company-2").status) == (404, 404)
    assert site.list(path="/v1/projects/nothing/daily-reports", **MARCH).status == 404


def test_a_job_that_another_vendor_founded_is_known_in_raken_by_its_link(site: Site) -> None:
    store = site.backend.store
    site.backend.keep(DocumentProjects(store).save(a_project(project_id="procore-301", source="procore")))
    site.backend.keep(DocumentProjects(store).save(a_project(project_id="procore-302", source="procore")))
    identities = DocumentIdentities(store)
    link = a_link(vendor=VendorName.RAKEN, vendor_id="plant")
    identity = an_identity(kind=IdentityKind.PROJECT, canonical_id="procore-301", links=[link])
    claim = a_claim(kind=IdentityKind.PROJECT, vendor=VendorName.RAKEN, vendor_id="plant", canonical_id="procore-301")
    site.backend.keep(store.transact([identities.write(identity), identities.write_claim(claim)]))
    linked = site.list(path="/v1/projects/procore-301/daily-reports", **MARCH)
    unlinked = site.list(path="/v1/projects/procore-302/daily-reports", **MARCH)

    assert [(report["report_id"], report["project_id"]) for report in linked.data] == [
        ("2026-03-02:other", "procore-301")
    ]
    assert site.one("2026-03-02:other").data["project_id"] == "procore-301"
    assert unlinked.data == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "1999-12-31", "to": "2000-01-05"}, "query.from"),
        ({"from": "2026-03-01", "to": "2101-01-01"}, "query.to"),
        ({"from": "2026-01-01", "to": "2026-04-01"}, "query.to"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "query.to"),
        ({"from": "yesterday"}, "query.from"),
        ({"order": "newest"}, "query.order"),
        ({"limit": "101"}, "query.limit"),
    ],
)
def test_what_cannot_be_meant_is_422_and_names_the_field(site: Site, query: dict[str, str], field: str) -> None:
    reply = site.list(**query)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)
    assert site.raken.asked == []
