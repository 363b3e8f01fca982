"""The running API is the one that contracts/ describes."""

import json

import pytest

from local.demo.contractor import COMPANY_ID
from local.demo.people import ACCOUNTANT
from tests.clients.node import node
from tests.e2e.contractor import day_of
from tests.e2e.world import World
from tests.fuzz.run import ROOT, fuzz


class DescriptionScenarios:
    """What a frontend developer meets first."""

    def test_the_api_serves_the_committed_description(self, world: World) -> None:
        answer = world.send("GET", "/v1/openapi.json", token=None)
        assert answer.status_code == 200
        assert answer.json() == json.loads((ROOT / "contracts" / "openapi.json").read_text())

    def test_the_api_serves_its_description_for_people(self, world: World) -> None:
        answer = world.send("GET", "/v1/docs", token=None)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert '<h3 id="approve_time_cards">' in answer.text

    def test_the_typescript_client_lists_jobs_tries_an_approval_and_tells_failures_apart(self, world: World) -> None:
        friday = day_of(world.contractor, 4).isoformat()
        done = node(
            *("examples/approve.ts", friday, friday),
            FIELDLEDGER_URL=world.state.api_url,
            FIELDLEDGER_TOKEN=world.token(ACCOUNTANT),
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        cards = [
            card
            for card in world.api.pages("/v1/time-cards", {"from": friday, "to": friday, "status": "ready"})
            if card["entries"]
        ]
        assert told["projects"] == len(list(world.api.pages("/v1/projects", {})))
        assert told["dryRun"]["timeCards"] == len(cards) > 0
        assert told["changed"] == "look again"
        assert told["missing"] == {"code": "NOT_FOUND", "status": 404, "requestId": True}


class FuzzScenarios:
    """Requests that nobody would think of; last, since an administrator who tries everything changes everything."""

    def test_no_request_is_answered_in_a_way_that_the_description_does_not_promise(self, world: World) -> None:
        token = world.minted(**{"custom:role": "admin", "custom:company_id": COMPANY_ID})
        found = fuzz(world.state.api_url, token, phases="examples,fuzzing", examples=3)
        if found:
            pytest.fail(found, pytrace=False)
