"""The API of hooks and triggers, v1 and v2."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore

HOOKS = "/v1.0/webhooks/hooks"
HOOK = {
    "api_version": "v2",
    "namespace": "fieldledger",
    "destination_url": "https://app.example/hook",
    "destination_headers": {"Authorization": "Bearer 0123456789"},
}
TRIGGER = {"resource_name": "Company Vendors", "event_type": "create"}


async def create(procore: Procore, **changes: Any) -> Any:
    return await procore.call("POST", HOOKS, {"company_id": COMPANY, "hook": HOOK | changes})


async def made(procore: Procore) -> str:
    return f"{HOOKS}/{(await create(procore)).json()['id']}"


async def bulk(procore: Procore, hook: str, *triggers: dict[str, str], method: str = "POST") -> Any:
    body = {"company_id": COMPANY, "api_version": "v2", "triggers": list(triggers)}
    return await procore.call(method, f"{hook}/triggers/bulk", body)


async def test_a_hook_shows_the_last_five_characters_of_its_secret(procore: Procore):
    answer = await create(procore)
    shown = answer.json()
    assert (answer.status_code, shown["api_version"], shown["owned_by_company_id"]) == (201, "v2", COMPANY)
    assert shown["destination_headers"]["Authorization"] == "************56789"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"namespace": "Field Ledger"}, "namespace"),
        ({"namespace": None}, "namespace"),
        ({"destination_url": "ftp://app.example"}, "destination_url"),
    ],
)
async def test_a_bad_hook_is_refused(procore: Procore, changes: dict[str, Any], field: str):
    answer = await create(procore, **changes)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_hooks_are_listed_for_the_company_or_for_a_project(procore: Procore):
    mine = (await create(procore)).json()["id"]
    project = await procore.write("POST", HOOKS, {"project_id": procore.project, "hook": HOOK})
    assert project["owned_by_project_id"] == procore.project
    assert await procore.ids(HOOKS, company_id=COMPANY) == [mine]
    assert await procore.ids(HOOKS, project_id=procore.project) == [project["id"]]
    assert await procore.ids(HOOKS, company_id=COMPANY, namespace="other") == []
    assert (await procore.get(HOOKS)).status_code == 400


async def test_a_hook_is_changed_and_deleted(procore: Procore):
    hook = await made(procore)
    change = {"destination_url": "https://app.example/new", "destination_headers": {"Authorization": "abcdefgh"}}
    shown = await procore.write("PATCH", hook, {"company_id": COMPANY, "hook": change})
    assert (shown["destination_url"], shown["namespace"]) == ("https://app.example/new", "fieldledger")
    assert shown["destination_headers"]["Authorization"] == "***defgh"
    assert (await procore.call("DELETE", hook, company_id=COMPANY)).status_code == 200
    assert (await procore.get(hook, company_id=COMPANY)).status_code == 404


async def test_a_trigger_s_event_is_in_capitals(procore: Procore):
    hook = await made(procore)
    shown = await procore.write("POST", f"{hook}/triggers", {"company_id": COMPANY, "trigger": TRIGGER})
    assert (shown["event_type"], shown["resource_name"]) == ("CREATE", "Company Vendors")
    assert await procore.ids(f"{hook}/triggers", company_id=COMPANY) == [shown["id"]]
    await procore.call("DELETE", f"{hook}/triggers/{shown['id']}", company_id=COMPANY)
    assert await procore.rows(f"{hook}/triggers", company_id=COMPANY) == []


@pytest.mark.parametrize(
    ("trigger", "field"),
    [
        ({"resource_name": "Requisitions", "event_type": "create"}, "resource_name"),
        ({"resource_name": "Projects", "event_type": "delete"}, "event_type"),
        (TRIGGER, "base"),
    ],
)
async def test_unknown_names_missing_events_and_doubles_are_refused(
    procore: Procore, trigger: dict[str, str], field: str
):
    hook = await made(procore)
    await procore.write("POST", f"{hook}/triggers", {"company_id": COMPANY, "trigger": TRIGGER})
    answer = await procore.call("POST", f"{hook}/triggers", {"company_id": COMPANY, "trigger": trigger})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_a_bulk_call_makes_what_it_can(procore: Procore):
    hook = await made(procore)
    whole = await bulk(procore, hook, TRIGGER)
    assert (whole.status_code, len(whole.json()["success"]), "failed" in whole.json()) == (200, 1, False)
    part = await bulk(procore, hook, TRIGGER, {**TRIGGER, "event_type": "UPDATE"})
    assert (part.status_code, len(part.json()["success"])) == (207, 1)
    [failed] = part.json()["failed"]
    assert (failed["code"], failed["trigger"], set(failed)) == (
        422,
        TRIGGER,
        {"code", "message", "trigger", "errors"},
    )
    gone = await bulk(procore, hook, TRIGGER, method="DELETE")
    assert [row["event_type"] for row in gone.json()["success"]] == ["CREATE"]
    assert len(await procore.rows(f"{hook}/triggers", company_id=COMPANY)) == 1


async def test_more_than_500_triggers_are_too_many(procore: Procore):
    hook = await made(procore)
    assert (await bulk(procore, hook, *[TRIGGER] * 501)).status_code == 413


async def test_v1_s_deliveries_are_paged_by_the_last_id(procore: Procore):
    hook = await made(procore)
    await procore.write("POST", f"{hook}/triggers", {"company_id": COMPANY, "trigger": TRIGGER})
    procore.inbox.script = [200, 200, 500]
    for name in "ABC":
        await procore.vendor(name)
    await procore.admin("POST", "/webhooks/flush")

    async def outcomes(query: str) -> list[str]:
        return [row["outcome"] for row in await procore.rows(f"{hook}/deliveries?company_id={COMPANY}&{query}")]

    first = (await procore.rows(f"{hook}/deliveries?company_id={COMPANY}&page_size=1"))[0]
    assert (first["outcome"], first["response_status"], first["event"]["id"]) == ("successful", 200, first["event_id"])
    assert await outcomes(f"page_start={first['event_id']}") == ["successful", "failing"]
    assert await outcomes("filters[status]=failing") == ["failing"]
    assert await outcomes("filter[status]=discarded") == []


async def test_names_of_projects_are_listed_only_when_asked_for_with_a_project(procore: Procore):
    path = "/v1.0/webhooks/resources"
    company = {row["tools"] for row in await procore.rows(path, company_id=COMPANY)}
    project = {row["tools"] for row in await procore.rows(path, project_id=procore.project)}
    assert ("Projects" in company, "Direct Costs" in company) == (True, False)
    assert ("Projects" in project, "Direct Costs" in project) == (False, True)
    assert "Requisitions" not in company | project
    assert (await procore.get(f"{path}/api_versions", company_id=COMPANY)).json() == ["v2"]
    v2 = "/v2.0/companies/{c}/webhooks/resources"
    named = {row["name"]: row["actions"] for row in await procore.rows(v2, payload_version="v4.0")}
    assert named["Projects"] == ["create", "update"]
    assert (await procore.get(f"{v2}?payload_version=v9")).status_code == 400


async def test_hooks_need_their_tool(procore: Procore):
    await procore.admin("POST", f"/companies/{COMPANY}/tools", {"tool": "Webhooks", "enabled": False})
    assert (await procore.get(HOOKS, company_id=COMPANY)).status_code == 403


async def test_a_hook_in_v2_tells_its_version_status_and_triggers(procore: Procore):
    base = "/v2.0/companies/{c}/webhooks/hooks"
    body = {**HOOK, "payload_version": "v3.0"}
    shown = (await procore.write("POST", base, body))["data"]
    assert (shown["payload_version"], shown["status"], shown["trigger_count"]) == ("v3.0", "active", 0)
    assert shown["company_id"] == str(COMPANY)
    one = f"{base}/{shown['id']}"
    trigger = (await procore.write("POST", f"{one}/triggers", TRIGGER))["data"]
    assert trigger["event_type"] == "create"
    part = await procore.call("POST", f"{one}/triggers/bulk", [TRIGGER, {**TRIGGER, "event_type": "delete"}])
    assert (part.status_code, len(part.json()["data"]), len(part.json()["failed"])) == (207, 1, 1)
    assert len(await procore.rows(f"{one}/triggers")) == 2
    changed = (await procore.write("PATCH", one, {"payload_version": "v4.0"}))["data"]
    assert (changed["payload_version"], changed["trigger_count"]) == ("v4.0", 2)
    assert (await procore.call("DELETE", f"{one}/triggers/{trigger['id']}")).status_code == 204
    assert [row["trigger_count"] for row in await procore.rows(base)] == [1]
    assert (await procore.call("POST", base, HOOK)).status_code == 400
