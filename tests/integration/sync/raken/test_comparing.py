"""What vanishes in Raken without a word is noticed by the daily comparison, and nothing else is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from fieldledger.clients.raken import client as raken_client
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.project import ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.sync.raken import time_cards
from fieldledger.services.sync.raken.days import WorkLogSource
from fieldledger.services.sync.sinking import RecordSink
from fieldledger.wiring.sync_sources.raken import raken_sinks, raken_sources_over
from tests.builders import COMPANY, WORK_DATE
from tests.builders.syncs import records_of
from tests.integration.clients.raken.jobsite import ACCOUNT
from tests.integration.flow.doubles import Crash, RecordingQueue, StepsDeadline
from tests.integration.flow.simulated_raken import a_card, a_job, a_member, entries
from tests.integration.sync.raken.conftest import Site
from tests.integration.sync.running import Runner

R = SyncResource
CARDS = R.RAKEN_TIME_CARDS


def _sinks(site: Site) -> Mapping[SyncResource, RecordSink]:
    return raken_sinks(site.jobsite.store, RecordingQueue(), site.jobsite.clock)


def _runner(site: Site) -> Runner:
    jobsite = site.jobsite
    sources = raken_sources_over(jobsite.client, jobsite.store, jobsite.clock)
    return Runner(jobsite.store, sources, jobsite.clock, _sinks(site))


async def _vanish(site: Site, resource: str, uuid: str) -> None:
    await site.jobsite.admin("POST", f"companies/{ACCOUNT}/{resource}/{uuid}/vanish")


async def _card(site: Site, uuid: str) -> TimeCard:
    [card] = (await DocumentTimeCards(site.jobsite.store).get_many(COMPANY, [uuid])).unwrap()
    return card


def _log(uuid: str, **back: float) -> dict[str, Any]:
    day = (WORK_DATE - timedelta(**back)).isoformat()
    return {"uuid": uuid, "date": day, "project": {"uuid": "clinic"}, "workerCount": 3, "hours": 8}


async def _seed_everything(site: Site) -> None:
    await site.jobsite.seed("projects", a_job("clinic", "Clinic", "2214"), a_job("plant", "Plant", "2230"))
    await site.jobsite.seed("members", a_member("rosa", "Rosa Delgado", "107"), a_member("ben", "Ben Okafor", "112"))
    await site.jobsite.seed("costCodes", {"uuid": "code-1", "code": "03-300"}, {"uuid": "code-2", "code": "05-100"})
    await site.jobsite.seed("workLogs", *(_log(f"log-{n}", days=n) for n in range(12)))
    report = {"date": WORK_DATE.isoformat(), "project": {"uuid": "clinic"}}
    await site.jobsite.seed("dailyReports", {"uuid": "report-1"} | report, {"uuid": "report-2"} | report)
    await site.jobsite.seed("timeCards", *(a_card(f"c-{n:02}", day=WORK_DATE - timedelta(days=n)) for n in range(20)))


EVERYTHING = (
    R.RAKEN_PROJECTS,
    R.RAKEN_MEMBERS,
    R.RAKEN_COST_CODES,
    R.RAKEN_CLASSIFICATIONS,
    R.RAKEN_WORK_LOGS,
    R.RAKEN_DAILY_REPORTS,
    CARDS,
)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of five records, overlapping by two."""
    monkeypatch.setattr(raken_client, "PAGE_SIZE", 5)
    monkeypatch.setattr(time_cards, "PAGE_OVERLAP", 2)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("resource", EVERYTHING)
async def test_where_nothing_differs_nothing_is_told_and_no_record_is_written(
    site: Site, resource: SyncResource
) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(resource)
    before = await site.jobsite.counted()
    state = await runner.read_all(resource)
    assert state.last is not None
    assert state.reconciled_at == site.jobsite.clock.now()
    assert (state.last.counts.changed, await runner.inbox()) == (0, {})
    calls = (await site.jobsite.counted())["admitted"] - before["admitted"]
    lists = 11 if resource is CARDS else 0  # of nine weeks; seven cards of a week are two pages
    assert state.last.counts.calls == calls == state.last.progress.pages + lists


@pytest.mark.usefixtures("small_pages")
async def test_overlapping_pages_are_no_difference_so_that_nothing_is_asked_twice(site: Site) -> None:
    logs = [_log(f"log-{n:02}", days=n) for n in range(1, 24)]
    broken = logs[3] | {"uuid": "log-bad", "workerCount": "many"}

    async def page(_company_id: str, days: DaySpan, offset: int) -> Result[RakenPage]:
        asked = [log for log in (*logs[:3], broken, *logs[3:]) if date.fromisoformat(log["date"]) in days]
        return Result.ok(RakenPage(tuple(asked[offset : offset + 5])))

    source = WorkLogSource(page, site.jobsite.clock)
    state = await Runner(site.jobsite.store, {R.RAKEN_WORK_LOGS: source}, site.jobsite.clock).read_all(
        R.RAKEN_WORK_LOGS
    )
    assert state.last is not None
    counts = state.last.counts
    assert (counts.created, records_of(state.last, R.RAKEN_WORK_LOGS)) == (23, 23)
    assert (counts.unchanged > 0, counts.calls) == (True, state.last.progress.pages)


async def test_a_job_and_a_worker_that_vanished_are_deleted_by_the_word_of_their_own_addresses(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    for resource, kind, uuid in ((R.RAKEN_PROJECTS, "projects", "plant"), (R.RAKEN_MEMBERS, "members", "ben")):
        await runner.read_all(resource)
        await _vanish(site, kind, uuid)
        await runner.read_all(resource)
        item = (await runner.inbox())[f"sync:{resource}"]
        assert (item.code, item.details["no_longer_listed"]) == ("SYNC_DIFFERS", uuid)
        assert (item.details["vendor_records"], item.details["our_records"]) == ("1", "2")
    [job] = (await DocumentProjects(site.jobsite.store).get_many(COMPANY, ["plant"])).unwrap()
    [worker] = (await DocumentEmployees(site.jobsite.store).get_many(COMPANY, ["ben"])).unwrap()
    assert (job.status, worker.status) == (ProjectStatus.DELETED, EmployeeStatus.DELETED)
    for resource in (R.RAKEN_PROJECTS, R.RAKEN_MEMBERS):
        await runner.read_all(resource)
    assert await runner.inbox() == {}
    assert len(await runner.inbox(ExceptionState.RESOLVED)) == 2


@pytest.mark.parametrize(
    ("resource", "kind", "uuid"),
    [
        (R.RAKEN_COST_CODES, "costCodes", "code-2"),
        (R.RAKEN_WORK_LOGS, "workLogs", "log-7"),
        (R.RAKEN_DAILY_REPORTS, "dailyReports", "report-2"),
    ],
)
async def test_what_has_no_address_is_told_and_kept(site: Site, resource: SyncResource, kind: str, uuid: str) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(resource)
    await _vanish(site, kind, uuid)
    await runner.read_all(resource)
    assert (await runner.inbox())[f"sync:{resource}"].details["no_longer_listed"] == uuid
    assert not (await site.office.held(resource))[uuid].deleted


async def test_a_card_that_vanished_is_told_with_its_pay_period_and_is_never_taken_for_deleted(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    await _vanish(site, "timeCards", "c-03")
    await runner.read_all(CARDS)
    [(subject, item)] = (await runner.inbox()).items()
    assert subject == "sync:raken/time_cards:2026-02-23"
    assert (item.code, item.details["no_longer_listed"], item.details["missing_here"]) == ("SYNC_DIFFERS", "c-03", "")
    minutes = {name: int(item.details[f"{name}_minutes"]) for name in ("vendor", "our")}
    assert minutes["our"] - minutes["vendor"] == 8 * 60
    card = await _card(site, "c-03")
    assert (card.status, card.unlisted_since is None) == (TimeCardStatus.READY, False)
    assert (await _card(site, "c-04")).unlisted_since is None
    await site.jobsite.seed("timeCards", a_card("c-03", day=WORK_DATE - timedelta(days=3)))
    await runner.read_all(CARDS)
    assert await runner.inbox() == {}
    assert (await _card(site, "c-03")).unlisted_since is None


async def test_a_card_that_is_listed_again_without_a_word_may_be_approved_again(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    cards = DocumentTimeCards(site.jobsite.store)
    card = (await _card(site, "c-03")).model_copy(update={"unlisted_since": site.jobsite.clock.now()})
    (await cards.save(card)).unwrap()
    await runner.read_all(CARDS)
    assert (await _card(site, "c-03")).unlisted_since is None
    assert await runner.inbox() == {}


async def test_a_period_without_any_card_is_a_difference_and_deletes_nothing(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    for n in range(20):
        await _vanish(site, "timeCards", f"c-{n:02}")
    await runner.read_all(CARDS)
    items = (await runner.inbox()).values()
    assert sum(int(item.details["our_records"]) for item in items) == 20
    assert {item.details["vendor_records"] for item in items} == {"0"}
    assert (await _card(site, "c-00")).status is TimeCardStatus.READY


async def test_a_card_that_no_feed_told_of_is_brought_and_named(site: Site) -> None:
    runner = _runner(site)
    await runner.read_all(CARDS)
    long_ago = (site.jobsite.clock.now() - timedelta(days=100)).strftime("%Y-%m-%dT%H:%M:%SZ")
    await site.jobsite.seed("timeCards", a_card("c-planned") | {"updatedAt": long_ago})
    await runner.read_all(CARDS)
    [item] = (await runner.inbox()).values()
    assert (item.details["missing_here"], item.details["our_records"]) == ("c-planned", "0")
    assert (await _card(site, "c-planned")).status is TimeCardStatus.READY
    await runner.read_all(CARDS)
    assert await runner.inbox() == {}


async def test_hours_that_changed_without_a_word_are_corrected_and_named(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    await site.jobsite.seed(
        "timeCards",
        a_card("c-03", day=WORK_DATE - timedelta(days=3), hours=((6, "RT"),)) | {"updatedAt": "2025-12-01T00:00:00Z"},
    )
    await runner.read_all(CARDS)
    [item] = (await runner.inbox()).values()
    assert item.details["differing"] == "c-03"
    assert int(item.details["our_minutes"]) - int(item.details["vendor_minutes"]) == 2 * 60


async def test_what_happens_during_the_comparison_is_no_difference(site: Site) -> None:
    """A card that is deleted, one that changes and one that comes between the feeds and the lists, and one after."""
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    source = raken_sources_over(site.jobsite.client, site.jobsite.store, site.jobsite.clock)[CARDS]
    told = {"done": False}
    page = source.page

    async def meanwhile(request: Any) -> Any:
        if request.period is not None and not told["done"]:
            told["done"] = True
            cards = f"companies/{ACCOUNT}/timeCards"
            await site.jobsite.admin("DELETE", f"{cards}/c-03?force=true")
            await site.jobsite.admin("PATCH", f"{cards}/c-04?force=true", {"timeEntries": entries([(5, "RT")])})
            await site.jobsite.seed("timeCards", a_card("c-new"))
        listed = await page(request)
        if request.period is not None and request.period.first_day <= WORK_DATE <= request.period.last_day:
            await site.jobsite.seed("timeCards", a_card("c-late"))
            site.jobsite.clock.advance(1)
            await site.office.walk(site.source(CARDS), site.last(minutes=5))
        return listed

    source.page = meanwhile  # type: ignore[method-assign]  # people at work while the lists are read
    await Runner(site.jobsite.store, {CARDS: source}, site.jobsite.clock, _sinks(site)).read_all(CARDS)
    assert told["done"]
    assert (await _card(site, "c-late")).status is TimeCardStatus.READY
    assert await runner.inbox() == {}


async def test_a_comparison_that_is_cut_into_slices_comes_to_the_same(site: Site) -> None:
    """Each invocation has the time of a few calls, and each message comes twice."""
    await _seed_everything(site)
    runner = _runner(site)
    before = (await runner.read_all(CARDS)).reconciled_at
    await _vanish(site, "timeCards", "c-03")
    await _vanish(site, "timeCards", "c-15")
    send, slices = runner.messages.send, []

    async def twice(*message: Any) -> Any:
        slices.append(message)
        await send(*message)
        return await send(*message)

    runner.messages.send = twice  # type: ignore[method-assign]  # a queue that repeats itself
    state = await runner.read_all(CARDS, lambda: StepsDeadline(6))
    assert state.active is None
    assert state.reconciled_at != before
    assert len(slices) >= 5
    items = (await runner.inbox()).values()
    assert [(item.details["no_longer_listed"], item.occurrences) for item in items] == [("c-15", 1), ("c-03", 1)]


async def test_whoever_dies_in_a_comparison_leaves_it_to_be_done_again(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    await runner.read_all(CARDS)
    await _vanish(site, "timeCards", "c-03")
    source = raken_sources_over(site.jobsite.client, site.jobsite.store, site.jobsite.clock)[CARDS]
    page, lists = source.page, []

    async def dies(request: Any) -> Any:
        lists.append(request.period)
        if request.period is not None and len(lists) - lists.count(None) == 7:
            raise Crash
        return await page(request)

    source.page = dies  # type: ignore[method-assign]  # a container that is killed among the lists
    second = Runner(site.jobsite.store, {CARDS: source}, site.jobsite.clock, _sinks(site))
    with pytest.raises(Crash):
        await second.read_all(CARDS)
    left = (await second.state(CARDS)).active
    assert left is not None
    site.jobsite.clock.advance(minutes=6)
    second.messages.waiting.append((COMPANY, CARDS, left.run_id, 0))
    await second.deliver()
    assert (await second.state(CARDS)).reconciled_at == site.jobsite.clock.now()
    assert [item.details["no_longer_listed"] for item in (await second.inbox()).values()] == ["c-03"]


async def test_a_list_that_is_shorter_than_its_own_total_is_not_compared(site: Site) -> None:
    await _seed_everything(site)
    runner = _runner(site)
    before = await runner.read_all(CARDS)
    source = raken_sources_over(site.jobsite.client, site.jobsite.store, site.jobsite.clock)[CARDS]
    page = source.page

    async def cut_off(request: Any) -> Any:
        read = await page(request)
        return read if request.period is None else read.map(lambda p: type(p)(p.rows[1:], total=p.total))

    source.page = cut_off  # type: ignore[method-assign]  # an answer that lacks a card
    state = await Runner(site.jobsite.store, {CARDS: source}, site.jobsite.clock, _sinks(site)).read_all(CARDS)
    assert (state.active, state.reconciled_at) == (None, before.reconciled_at)
    assert await runner.inbox() == {}
