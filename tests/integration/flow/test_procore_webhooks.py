"""Our hook at the simulated Procore: made, kept alive, and what it brings; nothing is missed after an outage."""

from collections.abc import AsyncIterator

import pytest

from fieldledger.domain.connection import ConnectionState, GrantKind, VendorName
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode
from fieldledger.services.webhooks.subjects import PROCORE_SUBJECTS
from simulators.procore.hook_names import HOOK_NAMES
from tests.builders import COMPANY
from tests.builders.webhooks import OLDER_WEBHOOK_KEY, WEBHOOK_KEY
from tests.integration.flow.doubles import NoDeadline, StepsDeadline
from tests.integration.flow.procore_office import HOOKS, OUR_URL, Office, an_office

pytestmark = pytest.mark.anyio

WANTED = sum(len(HOOK_NAMES[name].actions) for name in PROCORE_SUBJECTS if name in HOOK_NAMES)
EVERYTHING = {subject.resource for subject in PROCORE_SUBJECTS.values()}


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with an_office() as opened:
        yield opened


async def test_the_first_check_makes_the_hook_with_all_triggers_and_is_no_repair(office: Office) -> None:
    report = await office.check()
    hook = await office.ours()

    assert (report.hooks, report.repaired, report.triggers, report.caught_up) == (1, 0, WANTED, 0)
    assert hook["destination_url"] == f"{OUR_URL}/v1/webhooks/procore"
    assert (hook["payload_version"], hook["status"], hook["trigger_count"]) == ("v3.0", "active", WANTED)
    assert hook["destination_headers"]["Authorization"].endswith(office.bearer()[-5:])


async def test_a_second_check_changes_nothing_and_one_that_is_not_due_asks_nothing(office: Office) -> None:
    await office.check()
    before = office.portal.wire.count("(POST|PATCH|DELETE) .*/webhooks")
    report = await office.check()
    calls = len(office.portal.wire.sent)
    early = (await office.hooks.check(COMPANY, NoDeadline())).unwrap()

    assert (report.hooks, report.repaired, report.triggers) == (1, 0, 0)
    assert office.portal.wire.count("(POST|PATCH|DELETE) .*/webhooks") == before
    assert (early.checked, len(office.portal.wire.sent)) == (False, calls)


async def test_a_change_in_procore_becomes_one_read_of_its_record(office: Office) -> None:
    await office.check()
    cost = await a_record(office, "direct_costs")
    for word in ("one", "two", "three"):
        await office.portal.edit("direct_costs", cost, description=word)
    await office.deliver()
    tally = await office.work()

    assert set(office.door.statuses) == {200}
    assert office.resync.reads == [
        (SyncResource.PROCORE_DIRECT_COSTS, cost, await project_of(office, "direct_costs", cost))
    ]
    assert (tally.events, tally.reads) == (3, 1)


async def test_delivered_twice_and_in_another_order_it_is_still_one_read(office: Office) -> None:
    await office.check()
    await office.portal.settings(webhook={"deliver_twice": True, "reorder": True})
    cost = await a_record(office, "direct_costs")
    for word in ("one", "two", "three"):
        await office.portal.edit("direct_costs", cost, description=word)
        office.portal.clock.advance(1)
    await office.deliver()
    first = await office.work()
    await office.portal.edit("direct_costs", cost, description="four")
    await office.deliver()
    second = await office.work()

    assert (first.events, first.reads) == (6, 1)
    assert (second.events, second.reads) == (2, 1)


async def test_our_own_writes_are_no_news_where_procore_names_the_app(office: Office) -> None:
    await office.check()
    await office.portal.settings(webhook={"name_source_application": True})
    vendor = await a_record(office, "vendors")
    answered = await office.portal.api.vendors.page(COMPANY, 1)
    assert answered.success
    await by_api(office, f"/rest/v1.0/vendors/{vendor}", {"company_id": 5358233, "vendor": {"notes": "ours"}})
    await office.portal.edit("vendors", vendor, notes="theirs")
    await office.deliver()
    tally = await office.work()

    assert (tally.events, tally.echoes, tally.reads) == (2, 1, 1)


async def test_a_service_accounts_user_is_known_and_a_persons_is_not(office: Office) -> None:
    await office.check()
    assert (await office.state()).user_id is None

    connections = DocumentConnections(office.portal.store)
    held = (await connections.get(COMPANY, VendorName.PROCORE)).unwrap()
    (await connections.save(held.model_copy(update={"grant": GrantKind.CLIENT_CREDENTIALS}))).unwrap()
    await office.check()
    assert (await office.state()).user_id is not None


async def test_a_disabled_hook_is_switched_on_and_everything_is_caught_up(office: Office) -> None:
    await office.check()
    await office.portal.admin("POST", f"/webhooks/hooks/{(await office.ours())['id']}", {"status": "disabled"})
    report = await office.check()

    assert (report.repaired, report.caught_up) == (1, len(EVERYTHING))
    assert (await office.ours())["status"] == "active"
    assert set(office.syncs.resources) == EVERYTHING
    assert {by for *_, by in office.syncs.requested} == {"webhook_repair"}


async def test_a_hook_that_somebody_deleted_is_made_again_and_everything_is_caught_up(office: Office) -> None:
    await office.check()
    (await office.portal.api.webhooks_v2.delete_hook(COMPANY, (await office.ours())["id"])).unwrap()
    report = await office.check()

    assert (report.repaired, report.triggers) == (1, WANTED)
    assert set(office.syncs.resources) == EVERYTHING


async def test_a_missing_trigger_is_added(office: Office) -> None:
    await office.check()
    hook = (await office.ours())["id"]
    triggers = (await office.portal.api.webhooks_v2.triggers(COMPANY, hook)).unwrap().rows.good
    await by_api(office, f"{HOOKS}/{hook}/triggers/{triggers[0].id}", None, "DELETE")
    report = await office.check()

    assert (report.repaired, report.triggers, (await office.ours())["trigger_count"]) == (1, 1, WANTED)
    assert office.syncs.requested == []


async def test_a_hook_that_leads_elsewhere_is_led_to_us(office: Office) -> None:
    await office.check()
    elsewhere = {"destination_url": "https://old.example/hook"}
    await by_api(office, f"{HOOKS}/{(await office.ours())['id']}", elsewhere, "PATCH")
    report = await office.check()

    assert (report.repaired, (await office.ours())["destination_url"]) == (1, f"{OUR_URL}/v1/webhooks/procore")
    assert set(office.syncs.resources) == EVERYTHING


async def test_a_rotated_key_reaches_the_hook_while_the_previous_one_still_opens(office: Office) -> None:
    office.door.keys = (OLDER_WEBHOOK_KEY,)
    await office.check()
    office.door.keys = (WEBHOOK_KEY, OLDER_WEBHOOK_KEY)
    cost = await a_record(office, "direct_costs")
    await office.portal.edit("direct_costs", cost, description="before the check")
    await office.deliver()
    report = await office.check()
    office.door.keys = (WEBHOOK_KEY,)
    await office.portal.edit("direct_costs", cost, description="after it")
    await office.deliver()

    assert (report.repaired, office.syncs.requested) == (1, [])
    assert office.door.statuses == [200, 200]


async def test_foreign_hooks_stay_as_they_are_and_a_second_one_of_ours_goes(office: Office) -> None:
    theirs = {
        "payload_version": "v2.0",
        "namespace": "somebody-else",
        "destination_url": "https://else.example",
        "destination_headers": {"Authorization": "x"},
    }
    await by_api(office, HOOKS, theirs, "POST")
    await office.check()
    await by_api(office, HOOKS, {**theirs, "namespace": "fieldledger-test"}, "POST")
    first = next(hook for hook in await office.hooks_there() if hook["namespace"] == "fieldledger-test")
    await office.check()
    left = await office.hooks_there()

    assert [hook["namespace"] for hook in left] == ["somebody-else", "fieldledger-test"]
    assert left[0]["destination_url"] == "https://else.example"
    assert left[1]["id"] == first["id"]


async def test_without_the_permission_a_person_is_asked_and_the_item_closes_by_itself(office: Office) -> None:
    await office.portal.admin("POST", "/companies/5358233/tools", {"tool": "Webhooks", "enabled": False})
    refused = await office.hooks.check(COMPANY, NoDeadline())
    [item] = await office.inbox()
    calls = len(office.portal.wire.sent)
    assert not (await office.hooks.check(COMPANY, NoDeadline())).unwrap().checked, "not asked again for an hour"
    assert len(office.portal.wire.sent) == calls

    await office.portal.admin("POST", "/companies/5358233/tools", {"tool": "Webhooks", "enabled": True})
    await office.check()

    assert refused.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
    assert (item.code, item.subject) == ("VENDOR_SETUP_INCOMPLETE", "webhooks:procore")
    assert "Webhooks API" in item.message
    assert await office.inbox() == []
    assert len(await office.inbox(ExceptionState.RESOLVED)) == 1


async def test_after_a_short_outage_procores_own_repetition_brings_everything(office: Office) -> None:
    await office.check()
    cost = await a_record(office, "direct_costs")
    office.queue.fails = True
    await office.portal.edit("direct_costs", cost, description="lost?")
    await office.deliver()
    office.queue.fails = False
    office.portal.clock.advance(2)
    await office.deliver()
    await office.work()

    assert office.door.statuses == [503, 200]
    assert len(office.resync.reads) == 1


async def test_what_was_discarded_in_a_long_outage_is_read_again_once_and_its_resources_get_a_run(
    office: Office,
) -> None:
    await office.check()
    cost, commitment = await a_record(office, "direct_costs"), await a_record(office, "work_order_contracts")
    office.door.shut = True
    await office.portal.edit("direct_costs", cost, description="lost")
    await office.portal.edit("work_order_contracts", commitment, title="lost")
    await office.deliver()
    office.portal.clock.advance(hours=13)
    await office.portal.edit("direct_costs", cost, description="triggers the discarding")
    await office.deliver()
    office.door.shut = False
    report = await office.check()
    tally = await office.work()

    assert report.lost == 3
    assert set(office.syncs.resources) == {SyncResource.PROCORE_DIRECT_COSTS, SyncResource.PROCORE_COMMITMENTS}
    assert {record for _, record, _ in office.resync.reads} == {cost, commitment}
    assert tally.reads == 2
    again = await office.check()
    assert (again.lost, office.queue.waiting, len(office.syncs.requested)) == (0, [], 2)


async def test_a_check_that_fails_half_way_makes_good_later_what_it_could_not(office: Office) -> None:
    await office.check()
    cost = await a_record(office, "direct_costs")
    office.door.shut = True
    await office.portal.edit("direct_costs", cost, description="lost")
    await office.deliver()
    office.portal.clock.advance(hours=13)
    await office.deliver()
    office.queue.fails = True
    failed = await office.hooks.check(COMPANY, NoDeadline())
    office.queue.fails = False
    done = await office.hooks.check(COMPANY, NoDeadline())

    assert failed.error_code == ErrorCode.QUEUE_UNAVAILABLE
    assert (done.unwrap().lost, len(office.queue.waiting)) == (1, 1)


async def test_where_a_companys_hook_does_not_carry_them_each_project_has_its_own(office: Office) -> None:
    await office.portal.settings(webhook={"company_hooks_carry_project_events": False}, hourly_limit=10_000)
    office.per_project = True
    projects = await office.known_projects()
    report = await office.check()
    cost = await a_record(office, "direct_costs")
    await office.portal.edit("direct_costs", cost, description="heard")
    await office.deliver()

    assert report.hooks == 1 + len(projects)
    assert set((await office.state()).hooks) == {"", *projects}
    assert [event.entity for _, _, listed in office.queue.waiting for event in listed] == ["direct costs"]


async def test_projects_that_there_was_no_time_for_are_checked_next_time(office: Office) -> None:
    office.per_project = True
    projects = await office.known_projects()
    assert len(projects) > 1
    await office.check(StepsDeadline(1))
    assert len((await office.state()).hooks) == 2
    await office.check(StepsDeadline(len(projects) - 1))

    assert set((await office.state()).hooks) == {"", *projects}


async def test_a_lost_connection_is_a_failure_that_says_so(office: Office) -> None:
    connections = DocumentConnections(office.portal.store)
    held = (await connections.get(COMPANY, VendorName.PROCORE)).unwrap()
    (await connections.save(held.model_copy(update={"state": ConnectionState.DISCONNECTED}))).unwrap()

    assert (await office.hooks.check(COMPANY, NoDeadline())).error_code == ErrorCode.NOT_CONNECTED


async def a_record(office: Office, resource: str) -> str:
    return str((await office.portal.kept(resource))[0]["id"])


async def project_of(office: Office, resource: str, record_id: str) -> str:
    return next(str(row["project_id"]) for row in await office.portal.kept(resource) if str(row["id"]) == record_id)


async def by_api(office: Office, path: str, body: object, method: str = "PATCH") -> None:
    """A call with our token, as our app makes it."""
    tokens = await office.portal.admin("POST", "/tokens", {"login": "olive@bluestem.example"})
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "Procore-Company-Id": "5358233"}
    answer = await office.portal.http.request(method, f"http://procore.test{path}", json=body, headers=headers)
    assert answer.is_success, answer.text
