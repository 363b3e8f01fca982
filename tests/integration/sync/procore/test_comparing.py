"""Daily logs have no feed of deletions: what a person deletes is noticed when a year of them is read, each night."""

from datetime import timedelta

from fieldledger.domain.facts.procore_daily_logs import DailyLogFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import DocumentMirror
from tests.builders import COMPANY
from tests.builders.syncs import records_of
from tests.integration.sync.procore.bench import Bench, make, remove
from tests.integration.sync.running import Runner

R = SyncResource
LOGS = R.PROCORE_DAILY_LOGS


async def _runner(bench: Bench) -> Runner:
    runner = Runner(bench.portal.store, bench.sources, bench.portal.clock)
    await runner.read_all(R.PROCORE_PROJECTS)
    return runner


async def test_a_years_logs_are_read_each_night_and_an_equal_census_costs_no_further_call(bench: Bench) -> None:
    assert bench.sources[LOGS].traits.full_every == timedelta(days=1)
    runner = await _runner(bench)
    await runner.read_all(LOGS)
    before = await bench.sent()
    state = await runner.read_all(LOGS)
    assert state.last is not None
    assert (state.last.counts.changed, await runner.inbox()) == (0, {})
    assert state.last.counts.calls == await bench.sent() - before
    assert state.reconciled_at == bench.portal.clock.now()
    page = (await DocumentMirror(bench.portal.store).page(COMPANY, LOGS, 10_000)).unwrap()
    assert state.last.counts.seen > records_of(state.last, LOGS) == len(page.items)


async def test_an_old_log_that_was_deleted_becomes_a_tombstone_and_is_told(bench: Bench) -> None:
    day = bench.portal.clock.now().date() - timedelta(days=200)
    made = await make(bench.portal, "notes_logs", date=day.isoformat(), comment="Crane on site")
    runner = await _runner(bench)
    await runner.read_all(LOGS)
    await remove(bench.portal, "notes_logs", made)
    await runner.read_all(LOGS)
    item = (await runner.inbox())[f"sync:{LOGS}"]
    assert (item.code, item.details["no_longer_listed"]) == ("SYNC_DIFFERS", f"notes_logs:{made}")
    page = (await DocumentMirror(bench.portal.store).page(COMPANY, LOGS, 10_000)).unwrap()
    [record] = [each for each in page.items if each.record_id == f"notes_logs:{made}"]
    assert (record.deleted, record.read(DailyLogFacts).logged_on) == (True, day)
    await runner.read_all(LOGS)
    assert await runner.inbox() == {}
