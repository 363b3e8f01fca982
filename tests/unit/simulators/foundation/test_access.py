"""Two factors, two environments, products, companies."""

import pytest

from tests.unit.simulators.foundation.harness import COMPANY, KEY, Foundation

KEY_MESSAGE = "subscription key"


async def test_a_token_lasts_an_hour_and_has_no_refresh_token(foundation: Foundation) -> None:
    answer = (await foundation.ask_token()).json()
    assert answer["expires_in"] == 3600
    assert "refresh_token" not in answer
    foundation.clock.advance(3599)
    assert (await foundation.get("/jobs")).status_code == 200
    foundation.clock.advance(1)
    refused = await foundation.get("/jobs")
    assert refused.status_code == 401
    assert KEY_MESSAGE not in refused.json()["message"]


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        (
            {"client_id": "foundation-production-client", "client_secret": "foundation-production-secret"},
            401,
            "invalid_client",
        ),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    ],
)
async def test_only_this_hosts_apps_get_tokens(
    foundation: Foundation, form: dict[str, str], status: int, error: str
) -> None:
    refused = await foundation.ask_token(**form)
    assert (refused.status_code, refused.json()["error"]) == (status, error)


@pytest.mark.parametrize("key", ["", "wrong", "production-primary-key"])
async def test_without_a_key_of_this_host_nothing_opens(foundation: Foundation, key: str) -> None:
    foundation.key = key
    refused = await foundation.get("/jobs")
    assert refused.status_code == 401
    assert KEY_MESSAGE in refused.json()["message"]


async def test_either_key_works_in_header_or_query(foundation: Foundation) -> None:
    foundation.key = "sandbox-secondary-key"
    assert (await foundation.get("/jobs")).status_code == 200
    bearer = {"Authorization": f"Bearer {foundation.token}"}
    url = f"{foundation.prefix}/jobs?companyId={COMPANY}&subscription-key={KEY}"
    assert (await foundation.http.get(url, headers=bearer)).status_code == 200


async def test_the_key_alone_is_not_enough(foundation: Foundation) -> None:
    foundation.token = "made-up"
    assert (await foundation.get("/jobs")).status_code == 401


async def test_the_production_host_takes_only_its_own_keys_and_apps(foundation: Foundation) -> None:
    await foundation.settle(environment="production")
    assert (await foundation.get("/jobs")).status_code == 401
    production = {"client_id": "foundation-production-client", "client_secret": "foundation-production-secret"}
    foundation.token = (await foundation.ask_token(**production)).json()["access_token"]
    foundation.key = "production-primary-key"
    assert (await foundation.get("/jobs")).status_code == 200


async def test_a_product_that_was_not_granted_is_forbidden(foundation: Foundation) -> None:
    keys = {"primary_key": KEY, "secondary_key": "second", "name": "sandbox", "products": ["accounts-payable"]}
    await foundation.admin("POST", "/subscriptions", keys)
    assert (await foundation.get("/vendors")).status_code == 200
    assert (await foundation.get("/timecards")).status_code == 403


async def test_a_rotated_key_ends_the_old_one(foundation: Foundation) -> None:
    await foundation.admin(
        "POST", "/subscriptions", {"primary_key": "new", "secondary_key": "old-2", "name": "sandbox"}
    )
    assert (await foundation.get("/jobs")).status_code == 401
    foundation.key = "new"
    assert (await foundation.get("/jobs")).status_code == 200


async def test_the_company_is_named_in_query_header_path_or_token(foundation: Foundation) -> None:
    foundation.params = {}
    assert (await foundation.get("/jobs")).status_code == 404
    headers = foundation.headers | {"companyId": COMPANY}
    assert (await foundation.http.get(f"{foundation.prefix}/jobs", headers=headers)).status_code == 200
    assert (await foundation.get(f"/companies/{COMPANY}/jobs/17355")).json()["jobId"] == "17355"
    await foundation.admin("POST", "/apps", {"client_id": "one", "client_secret": "s", "company_ids": [COMPANY]})
    foundation.token = (await foundation.ask_token(client_id="one", client_secret="s")).json()["access_token"]
    assert (await foundation.get("/jobs")).status_code == 200


async def test_a_token_opens_only_its_companies(foundation: Foundation) -> None:
    await foundation.admin("POST", "/companies", {"company_id": "2"})
    await foundation.admin("POST", "/apps", {"client_id": "two", "client_secret": "s", "company_ids": ["2"]})
    foundation.token = (await foundation.ask_token(client_id="two", client_secret="s")).json()["access_token"]
    assert (await foundation.get("/jobs")).status_code == 404


async def test_ids_are_of_one_company(foundation: Foundation) -> None:
    await foundation.admin("POST", "/companies", {"company_id": "2"})
    await foundation.admin("POST", "/companies/2/jobs", [{"jobId": "17355", "description": "Another job"}])
    assert (await foundation.get("/jobs/17355")).json()["description"] == "North Tower Reroof"
    foundation.params = {"companyId": "2"}
    assert (await foundation.get("/jobs/17355")).json()["description"] == "Another job"


async def test_other_versions_names_and_verbs_are_refused_in_the_gateways_shape(foundation: Foundation) -> None:
    unknown = await foundation.get("/budgets")
    assert unknown.status_code == 404
    foundation.prefix = "/foundation/v2"
    assert (await foundation.get("/jobs")).json()["statusCode"] == 404
    foundation.prefix = "/foundation/v1"
    assert (await foundation.write("DELETE", "/jobs/17355", None)).json()["statusCode"] == 405
