"""Resources that are read project by project."""

from datetime import timedelta

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import PageRequest, SourcePage
from tests.builders import COMPANY
from tests.builders.moments import SYNCED_AT
from tests.fakes.slices import FakeVendor, Held, traits
from tests.unit.services.sync.office import Office

PROJECTS = [Held(name, name, SYNCED_AT) for name in ("p1", "p10", "p2", "p3")]
ROWS = [Held(f"r{n}", f"row {n}", SYNCED_AT, scope_id=project) for n, project in enumerate(["p1", "p1", "p10", "p3"])]
OF_PROJECTS = traits(SyncResource.PROCORE_REQUISITIONS, scoped_by=SyncResource.PROCORE_PROJECTS)


def an_office(rows: FakeVendor, projects: list[Held] | None = None) -> Office:
    return Office([rows, FakeVendor(traits(SyncResource.PROCORE_PROJECTS), projects or PROJECTS, page_size=9)])


async def synced(office: Office) -> None:
    await office.enrol()
    office.clock.advance(minutes=30)  # the projects begin first
    office.vendors[0].disturb, disturb = (lambda _request: None), office.vendors[0].disturb
    (await office.syncing.starter.begin_due(100)).unwrap()
    office.queue.waiting.sort(key=lambda message: message[1] is not SyncResource.PROCORE_PROJECTS)
    office.vendors[0].disturb = disturb
    await office.work()


def scopes(vendor: FakeVendor) -> list[str]:
    return [request.scope.scope_id for request in vendor.asked if request.scope is not None]


async def test_every_project_is_read_once_in_the_order_of_their_keys() -> None:
    rows = FakeVendor(OF_PROJECTS, ROWS, page_size=9)
    office = an_office(rows)
    await synced(office)
    assert scopes(rows) == ["p1", "p10", "p2", "p3"]
    state = await office.state()
    assert state.last is not None
    assert state.last.progress.scopes_done == 4
    assert [(r.scope_id, r.record_id) for r in await office.mirrored()] == [
        ("p1", "r0"),
        ("p1", "r1"),
        ("p10", "r2"),
        ("p3", "r3"),
    ]


async def test_pages_of_one_project_come_before_the_next_project() -> None:
    rows = FakeVendor(OF_PROJECTS, ROWS, page_size=1)
    office = an_office(rows)
    await synced(office)
    assert scopes(rows) == ["p1", "p1", "p10", "p2", "p3"]


async def test_projects_that_are_gone_or_not_wanted_are_left_out() -> None:
    wanted = traits(
        SyncResource.PROCORE_REQUISITIONS,
        scoped_by=SyncResource.PROCORE_PROJECTS,
        scope_when=lambda record: record.facts["name"] != "p2",
    )
    rows = FakeVendor(wanted, ROWS, page_size=9)
    office = an_office(rows)
    await synced(office)
    assert scopes(rows) == ["p1", "p10", "p3"]


async def test_a_project_that_may_not_be_read_is_told_and_the_others_go_on() -> None:
    rows = FakeVendor(OF_PROJECTS, ROWS, page_size=9)

    def refused(request: PageRequest) -> Result[SourcePage] | None:
        if request.scope is not None and request.scope.scope_id == "p10":
            return Result.fail("the tool is switched off", ErrorCode.VENDOR_FORBIDDEN)
        return None

    rows.disturb = refused
    office = an_office(rows)
    await synced(office)
    state = await office.state()
    assert state.last is not None
    assert [(s.scope_id, s.code) for s in state.last.progress.skipped] == [("p10", "VENDOR_FORBIDDEN")]
    assert state.last.counts.created == 3
    [item] = await office.inbox()
    assert item.subject == "sync:procore/requisitions:p10"
    rows.disturb = lambda _request: None
    office.clock.advance(minutes=20)
    await office.run()
    assert await office.inbox() == []


async def test_a_vendor_that_refuses_project_after_project_is_not_asked_for_all_of_them() -> None:
    rows = FakeVendor(OF_PROJECTS, [], page_size=9)
    rows.disturb = lambda _request: Result.fail("not permitted", ErrorCode.VENDOR_FORBIDDEN)
    office = an_office(rows, [Held(f"p{n}", "project", SYNCED_AT) for n in range(100, 160)])
    await synced(office)
    assert len(rows.asked) == 6
    state = await office.state()
    assert state.last is not None
    assert state.last.problem is not None


async def test_many_projects_are_looked_up_together_and_once_more_for_every_window() -> None:
    names = [f"p{n}" for n in range(100, 160)]
    windows = traits(
        SyncResource.PROCORE_REQUISITIONS,
        scoped_by=SyncResource.PROCORE_PROJECTS,
        look_back=timedelta(days=50),
        longest_window=timedelta(days=30),
    )
    rows = FakeVendor(windows, [], page_size=9)
    office = an_office(rows, [Held(name, name, SYNCED_AT) for name in names])
    await office.enrol()
    office.queue.waiting.clear()
    (await office.syncing.starter.request(COMPANY, SyncResource.PROCORE_PROJECTS, SyncMode.FULL, "user-1")).unwrap()
    await office.work()
    asked = SyncResource.PROCORE_REQUISITIONS
    (await office.syncing.starter.request(COMPANY, asked, SyncMode.FULL, "user-1")).unwrap()
    office.store.calls.clear()
    await office.work()
    assert scopes(rows) == names * 2
    assert office.store.calls.count("query") <= 10


async def test_without_projects_there_is_nothing_to_read() -> None:
    rows = FakeVendor(OF_PROJECTS, ROWS)
    office = Office([rows])
    await office.enrol()
    state = await office.run()
    assert rows.asked == []
    assert state.last is not None
    assert state.last.counts.seen == SyncCounts().seen
