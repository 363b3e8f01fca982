"""People, time, daily logs, and which projects are read at all."""

from datetime import date, timedelta

import pytest

from fieldledger.clients.procore.models.daily_logs import LogCount
from fieldledger.clients.procore.resources.daily_logs import LOG_KINDS
from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.domain.facts.procore_daily_logs import DailyLogFacts
from fieldledger.domain.facts.procore_people import PersonFacts
from fieldledger.domain.facts.procore_projects import ProjectFacts
from fieldledger.domain.facts.procore_time import TimecardFacts
from fieldledger.domain.mirror import Facts, MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.sync.procore.daily_logs import kinds_with_logs
from fieldledger.services.sync.source import PageRequest, Span
from tests.builders import COMPANY, SYNCED_AT
from tests.integration.clients.procore.portal import MORNING, Portal
from tests.integration.sync.procore.bench import Bench, make, remove
from tests.unit.simulators.procore.contractor import LAST

R = SyncResource
# The seed holds four weeks of logs.
SEEDED = LAST - timedelta(days=27)
USERS, TIME, LOGS = R.PROCORE_USERS, R.PROCORE_TIMECARD_ENTRIES, R.PROCORE_DAILY_LOGS


def _mirrored(resource: SyncResource, facts: Facts) -> MirrorRecord:
    return MirrorRecord(
        company_id=COMPANY,
        resource=resource,
        record_id="1",
        facts=facts.model_dump(mode="json"),
        content_hash=facts.hashed,
        written_at=SYNCED_AT,
    )


@pytest.mark.parametrize(
    ("facts", "read"),
    [
        (ProjectFacts(name="Clinic"), True),
        (ProjectFacts(name="Clinic", active=False), False),
        (ProjectFacts(name="Clinic", template=True), False),
        (ProjectFacts(name="Clinic", demo=True), False),
    ],
)
async def test_only_active_projects_are_scopes(bench: Bench, facts: ProjectFacts, *, read: bool) -> None:
    project = _mirrored(R.PROCORE_PROJECTS, facts)
    scoped = [source.traits for source in bench.sources.values() if source.traits.scoped_by is R.PROCORE_PROJECTS]
    assert len(scoped) == 9
    assert {traits.scope_when(project) for traits in scoped} == {read}


@pytest.mark.parametrize(
    ("status", "read"), [("Draft", False), ("Out For Bid", False), ("Approved", True), (None, True)]
)
async def test_payments_are_read_of_contracts_that_were_given_out(
    bench: Bench, status: str | None, *, read: bool
) -> None:
    facts = CommitmentFacts(kind=CommitmentKind.SUBCONTRACT, status=status)
    traits = bench.sources[R.PROCORE_CONTRACT_PAYMENTS].traits
    assert traits.scope_when(_mirrored(R.PROCORE_COMMITMENTS, facts)) is read


async def test_projects_of_all_states_are_in_the_mirror(bench: Bench) -> None:
    facts = (await bench.walk(R.PROCORE_PROJECTS)).all_facts(ProjectFacts)
    assert {(found.number, found.active) for found in facts} == {
        ("2201", True),
        ("2208", False),
    }


async def test_somebody_who_leaves_is_inactive_with_the_next_look(portal: Portal, bench: Bench) -> None:
    rosa = await portal.id_of("users", "employee_id", "101")
    await portal.edit("users", rosa, is_active=False)
    walked = await bench.walk(USERS, bench.window())
    facts = walked.facts(rosa, PersonFacts)
    assert (facts.employee_number, facts.active, facts.email) == ("101", False, "rosa@crew.example")
    [alone] = await bench.one(USERS, rosa)
    assert alone == walked.row(rosa)


async def test_time_of_all_projects_comes_in_one_list_with_its_codes(portal: Portal, bench: Bench) -> None:
    walked = await bench.walk(TIME)
    facts = walked.facts(walked.ids(TIME)[0], TimecardFacts)
    assert (facts.project_id, facts.hours, facts.cost_code, facts.person_name) == (
        portal.project,
        8,
        "03-300",
        "Rosa Delgado",
    )
    assert (facts.status, facts.pay_type is not None, walked.calls) == ("approved", True, 2)


async def test_deleted_time_comes_after_the_rest(portal: Portal, bench: Bench) -> None:
    entry = (await bench.walk(TIME)).rows[-1].record_id
    await remove(portal, "timecard_entries", entry)
    for window in (None, bench.window()):
        walked = await bench.walk(TIME, window)
        assert walked.rows[-1].record_id == entry
        assert [row.record_id for row in walked.rows if row.deleted] == [entry]


async def test_a_row_that_changes_while_the_list_is_walked_pushes_none_out(portal: Portal, bench: Bench) -> None:
    ids = [str(row["id"]) for row in await portal.kept("timecard_entries")][:3]
    for entry in ids:
        await portal.edit("timecard_entries", entry, description="Late")
    await portal.settings(largest_per_page=1)
    window, source = bench.window(), bench.sources[TIME]
    first = (await source.page(PageRequest(COMPANY, None, window))).unwrap()
    portal.clock.advance(minutes=2)
    await portal.edit("timecard_entries", ids[0], description="Later")
    second = (await source.page(PageRequest(COMPANY, None, window, first.next_cursor))).unwrap()
    assert [row.record_id for row in (*first.rows, *second.rows)] == ids[:2]


async def test_kinds_of_logs_that_the_counts_deny_are_not_read(bench: Bench) -> None:
    walked = await bench.walk(LOGS)
    kinds = {row.record_id.partition(":")[0] for row in walked.rows}
    assert kinds == {"manpower_logs", "notes_logs", "delay_logs"}
    assert walked.calls == 1 + len(kinds)


async def test_a_project_without_logs_costs_one_call(portal: Portal, bench: Bench) -> None:
    for kind in ("manpower_logs", "notes_logs", "delay_logs"):
        for row in await portal.kept(kind):
            await remove(portal, kind, str(row["id"]))
    walked = await bench.walk(LOGS, bench.window())
    assert (walked.rows, walked.calls) == ([], 1)


async def test_pending_logs_are_not_overlooked(portal: Portal, bench: Bench) -> None:
    log = await make(portal, "visitor_logs", date=LAST.isoformat(), comments="Inspector", subject="Visit")
    await portal.edit("visitor_logs", log, status="pending")
    facts = (await bench.walk(LOGS, bench.window())).facts(f"visitor_logs:{log}", DailyLogFacts)
    assert (facts.status, facts.text, facts.details["subject"]) == ("pending", "Inspector", "Visit")


async def test_manpower_is_workers_and_hours(bench: Bench) -> None:
    logs = (await bench.walk(LOGS)).all_facts(DailyLogFacts)
    facts = next(facts for facts in logs if facts.kind == "manpower_logs")
    assert (facts.workers, facts.hours, facts.man_hours) == (4, 9.25, 37)


@pytest.mark.parametrize(
    ("window", "first"),
    [
        (Span(MORNING - timedelta(hours=4), MORNING), LAST - timedelta(days=13)),
        (Span(MORNING - timedelta(days=25), MORNING), LAST - timedelta(days=24)),
        (None, SEEDED),
    ],
)
async def test_the_last_two_weeks_are_read_again_and_more_if_the_window_is_longer(
    bench: Bench, window: Span | None, first: date
) -> None:
    found = (await bench.walk(LOGS, window)).all_facts(DailyLogFacts)
    days = {facts.logged_on for facts in found if facts.logged_on is not None}
    assert (min(days), max(days)) == (first, LAST)


def test_only_a_kind_that_is_named_with_none_is_left_out() -> None:
    counts = [
        LogCount(module_name="Work Logs", count=0),
        LogCount(module_name="notes_log", count=0),
        LogCount(module_name="Delay Log", count=2),
        LogCount(module_name="Dragons", count=0),
    ]
    assert set(LOG_KINDS) - set(kinds_with_logs(counts)) == {"work_logs", "notes_logs"}
    assert kinds_with_logs([]) == LOG_KINDS
