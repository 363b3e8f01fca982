"""The admin routes: accounts, records, settings, reset."""

from tests.unit.simulators.procore.harness import COMPANY, Procore


async def test_an_edit_touches_the_record_and_ignores_the_rules(procore: Procore):
    vendor = await procore.vendor()
    procore.clock.advance(60)
    await procore.edit("vendors", vendor, name="", origin_id="X")
    kept = await procore.kept("vendors", vendor)
    assert (kept["name"], kept["updated_at"]) == ("", "2026-11-23T15:01:00Z")
    assert await procore.ids("/v1.0/vendors", company_id=COMPANY, filter_origin_id="X") == [vendor]


async def test_a_collection_is_read_back_with_its_deleted_records(procore: Procore):
    contract = await procore.contract()
    await procore.admin("DELETE", f"/companies/{COMPANY}/records/work_order_contracts/{contract}")
    kept = await procore.kept("work_order_contracts", contract)
    assert (kept["deleted_at"], kept["project_id"]) == ("2026-11-23T15:00:00Z", procore.project)
    path = f"/companies/{COMPANY}/records/work_order_contract_line_items?project_id={procore.project}"
    assert [row["holder_id"] for row in await procore.admin("GET", path)] == [contract]


async def test_a_record_is_shown_as_the_api_would(procore: Procore):
    contract = await procore.contract()
    shown = await procore.admin("GET", f"/companies/{COMPANY}/records/work_order_contracts/{contract}")
    assert shown["grand_total"] == "1000.00"


async def test_records_made_here_obey_the_rules(procore: Procore):
    path = f"/_admin/companies/{COMPANY}/records"
    assert (await procore.http.post(f"{path}/vendors", json={"records": [{}]})).status_code == 422
    assert (await procore.http.post(f"{path}/nothing", json={"records": []})).status_code == 404
    assert (await procore.http.post("/_admin/companies/1/records/vendors", json={"records": []})).status_code == 404
    assert (await procore.http.patch(f"{path}/vendors/1", json={})).status_code == 404


async def test_another_app_has_an_account_of_its_own(procore: Procore):
    app = {"client_id": "other", "client_secret": "s", "name": "Other"}
    account = (await procore.admin("POST", "/apps", app))["service_account_id"]
    assert (await procore.admin("POST", "/apps", app))["service_account_id"] == account
    assert {row["client_id"] for row in await procore.admin("GET", "/apps")} == {"other", "procore-local-client"}
    procore.token = (await procore.admin("POST", "/tokens", {"client_id": "other"}))["access_token"]
    assert (await procore.get("/v1.0/me")).json()["id"] == account
    assert (await procore.get("/v1.0/vendors", company_id=COMPANY)).status_code == 403
    assert (await procore.http.post("/_admin/tokens", json={"client_id": "third"})).status_code == 404


async def test_companies_tell_what_they_installed_and_switched_off(procore: Procore):
    await procore.admin("POST", f"/companies/{COMPANY}/install", {"permitted_projects": [5, 3]})
    await procore.admin("POST", f"/companies/{COMPANY}/tools", {"tool": "Budget", "enabled": False})
    [shown] = await procore.admin("GET", "/companies")
    assert shown["installs"] == {"procore-local-client": {"permitted_projects": [3, 5]}}
    assert shown["disabled_tools"] == [{"project_id": None, "tool": "Budget"}]
    await procore.admin("POST", f"/companies/{COMPANY}/tools", {"tool": "Budget", "enabled": True})
    assert (await procore.admin("GET", "/companies"))[0]["disabled_tools"] == []
    unknown = {"tool": "Coffee", "enabled": False}
    assert (await procore.http.post(f"/_admin/companies/{COMPANY}/tools", json=unknown)).status_code == 422


async def test_settings_are_merged_and_unknown_ones_are_refused(procore: Procore):
    await procore.settings(webhook={"reorder": True})
    await procore.settings(webhook={"deliver_twice": True}, hourly_limit=7)
    shown = await procore.admin("GET", "/settings")
    assert (shown["webhook"]["reorder"], shown["webhook"]["deliver_twice"], shown["hourly_limit"]) == (True, True, 7)
    assert (await procore.http.post("/_admin/settings", json={"nonsense": 1})).status_code == 422


async def test_the_stats_count_refreshes_and_strangers(procore: Procore):
    tokens = await procore.user_token()
    form = {
        "client_id": "procore-local-client",
        "client_secret": "procore-local-secret",
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
    }
    for _ in range(2):
        await procore.http.post("/oauth/token", data=form)
    procore.token = "nonsense"
    await procore.get("/v1.0/me")
    stats = await procore.stats()
    assert (stats["token_refreshes"], stats["token_refusals"], stats["unauthorized"]) == (1, 1, 1)


async def test_a_reset_forgets_everything_but_the_first_app_and_the_first_settings(procore: Procore):
    await procore.settings(hourly_limit=7)
    await procore.admin("POST", "/reset")
    assert await procore.admin("GET", "/companies") == []
    assert (await procore.get("/v1.0/me")).status_code == 401
    assert (await procore.admin("GET", "/settings"))["hourly_limit"] == 3600
    assert (await procore.admin("GET", "/requests?path=/rest"))["total"] == 1


async def test_calls_are_logged_but_not_those_of_the_admin(procore: Procore):
    await procore.get("/v1.0/me")
    report = await procore.admin("GET", "/requests")
    assert [(call["method"], call["path"], call["status"]) for call in report["requests"]] == [
        ("GET", "/rest/v1.0/me", 200)
    ]
