"""Who may read what: the company header, installed apps, permitted projects, tools."""

import pytest

from tests.unit.simulators.procore.harness import COMPANY, LOGIN, Procore, running_procore

CODES = "/v1.0/cost_codes"


async def test_without_a_token_nothing_is_served(procore: Procore):
    procore.token = "nonsense"
    answer = await procore.get(CODES, project_id=procore.project)
    assert (answer.status_code, answer.json()) == (401, {"errors": "Unauthorized"})


async def test_the_company_header_is_needed(procore: Procore):
    answer = await procore.http.get("/rest/v1.0/cost_codes", headers={"Authorization": f"Bearer {procore.token}"})
    assert (answer.status_code, answer.text[:34]) == (400, "Missing Procore-Company-Id header!")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/rest/v1.0/me", "/rest/v1.0/companies"])
async def test_a_person_may_ask_who_they_are_without_the_header_but_a_service_account_may_not(
    procore: Procore, path: str
):
    person = {"Authorization": f"Bearer {(await procore.user_token())['access_token']}"}
    service = {"Authorization": f"Bearer {procore.token}"}
    assert (await procore.http.get(path, headers=person)).status_code == 200
    assert (await procore.http.get(path, headers=service)).status_code == 400
    await procore.settings(header_needed_by_service_accounts=False)
    assert (await procore.http.get(path, headers=service)).status_code == 200


async def test_a_service_account_sees_the_companies_that_installed_its_app(procore: Procore):
    await procore.admin("POST", "/companies", {"company_id": 77, "user_login": "other@else.example"})
    assert [row["id"] for row in await procore.rows("/v1.0/companies")] == [COMPANY]
    procore.token = (await procore.user_token("other@else.example"))["access_token"]
    assert [row["id"] for row in await procore.rows("/v1.0/companies")] == [77]


async def test_a_company_without_the_app_refuses_it(procore: Procore):
    await procore.admin("DELETE", f"/companies/{COMPANY}/install/procore-local-client")
    answer = await procore.get(CODES, project_id=procore.project)
    assert (answer.status_code, answer.json()) == (403, {"errors": ["App is not connected to this company."]})


async def test_a_person_of_another_company_finds_nothing(procore: Procore):
    await procore.admin("POST", "/companies", {"company_id": 77, "user_login": "other@else.example"})
    procore.token = (await procore.user_token("other@else.example"))["access_token"]
    assert (await procore.get(CODES, project_id=procore.project)).status_code == 404


async def test_a_project_that_was_not_permitted_is_closed_to_the_service_account_only(procore: Procore):
    await procore.admin("POST", f"/companies/{COMPANY}/install", {"permitted_projects": []})
    assert (await procore.get(CODES, project_id=procore.project)).status_code == 403
    assert await procore.rows("/v1.1/projects", company_id=COMPANY) == []
    assert (await procore.get(f"/v1.0/projects/{procore.project}", company_id=COMPANY)).status_code == 403
    procore.token = (await procore.user_token(LOGIN))["access_token"]
    assert (await procore.get(CODES, project_id=procore.project)).status_code == 200


async def test_time_of_projects_that_were_not_permitted_is_left_out_of_the_company_s_list(procore: Procore):
    await procore.make("timecard_entries", project=procore.project, date="2026-11-20", hours="8")
    path = f"/v1.0/companies/{COMPANY}/timecard_entries"
    assert len(await procore.rows(path)) == 1
    await procore.admin("POST", f"/companies/{COMPANY}/install", {"permitted_projects": []})
    assert await procore.rows(path) == []


@pytest.mark.parametrize("in_project", [True, False])
async def test_a_tool_that_is_switched_off_answers_403(procore: Procore, in_project: bool):
    place = {"project_id": procore.project} if in_project else {}
    await procore.admin("POST", f"/companies/{COMPANY}/tools", {"tool": "Commitments", "enabled": False, **place})
    answer = await procore.get("/v1.0/work_order_contracts", project_id=procore.project)
    assert (answer.status_code, isinstance(answer.json()["errors"], list)) == (403, True)
    assert (await procore.get(CODES, project_id=procore.project)).status_code == 200
    shown = {tool["title"]: tool["is_active"] for tool in await procore.rows("/v1.0/projects/{p}/tools")}
    assert (shown["Commitments"], shown["Budget"]) == (False, True)


async def test_an_unknown_project_and_an_unknown_record_are_404(procore: Procore):
    assert (await procore.get(CODES, project_id=1)).status_code == 404
    assert (await procore.get(f"{CODES}/1", project_id=procore.project)).status_code == 404
    assert (await procore.get("/v1.0/no_such_thing")).status_code == 404


async def test_a_record_of_another_project_is_404(procore: Procore):
    code = await procore.make("cost_codes", project=procore.project, code="1", name="One")
    other = await procore.make("projects", name="Depot")
    assert (await procore.get(f"{CODES}/{code}", project_id=procore.project)).status_code == 200
    assert (await procore.get(f"{CODES}/{code}", project_id=other)).status_code == 404


async def test_the_company_of_header_and_query_must_be_the_same_and_both_are_needed(procore: Procore):
    assert (await procore.get("/v1.0/vendors", company_id=COMPANY)).status_code == 200
    assert (await procore.get("/v1.0/vendors", company_id=77)).status_code == 404
    assert (await procore.get("/v1.0/vendors")).status_code == 400


async def test_a_list_of_a_project_needs_the_project(procore: Procore):
    answer = await procore.get(CODES)
    assert (answer.status_code, "project_id" in answer.json()["errors"]) == (400, True)


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("errors", {"errors": "Not Found"}),
        ("error", {"error": {"code": 404, "message": "Not Found"}}),
        ("message", {"message": "Not Found", "exception": "NOT_FOUND"}),
    ],
)
async def test_v1_has_several_forms_of_errors(shape: str, body: dict[str, object]):
    async with running_procore(error_shape=shape) as procore:
        assert (await procore.get(CODES, project_id=1)).json() == body


async def test_v2_has_one_form_of_errors(procore: Procore):
    answer = await procore.get(f"/v2.0/companies/{COMPANY}/projects/1/commitment_contracts")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["message"]) == (404, "NOT_FOUND", "Not Found")
    assert set(error["details"][0]) == {"reason_code", "message", "source"}


async def test_a_body_that_is_no_json_is_a_bad_request(procore: Procore):
    answer = await procore.http.post("/rest/v1.0/vendors", content=b"{", headers=procore.headers())
    assert answer.status_code == 400


async def test_budget_modifications_can_only_be_read(procore: Procore):
    assert await procore.rows("/v1.0/budget_modifications", project_id=procore.project) == []
    answer = await procore.call("POST", "/v1.0/budget_modifications", {"project_id": procore.project})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


async def test_every_answer_has_an_id(procore: Procore):
    first, second = await procore.get("/v1.0/me"), await procore.get("/v1.0/nothing")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
