"""What operators and administrators do: the command line, connections, the detailed health."""

import os
import subprocess
import sys
from typing import Any

import httpx

from local.demo.contractor import RAKEN_COMPANY
from local.demo.people import ACCOUNTANT
from local.settings import ROOT
from tests.e2e.world import World


def cli(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`fieldledger` as the accountant."""
    signed_in = {"FIELDLEDGER_API_URL": world.state.api_url, "FIELDLEDGER_TOKEN": world.token(ACCOUNTANT)}
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **signed_in, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def as_admin(world: World, method: str, path: str, **request: Any) -> httpx.Response:
    """A request of an administrator of the company."""
    return world.send(method, path, token=world.minted(**{"custom:role": "admin"}), **request)


class OperatorScenarios:
    """Beside the approvals."""

    def test_the_command_line_says_who_is_signed_in(self, world: World) -> None:
        told = cli(world, "me")

        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith(f"{ACCOUNTANT}, accountant of ")

    def test_the_command_line_follows_a_sync_to_its_end(self, world: World) -> None:
        told = cli(world, "syncs", "start", "raken/projects")

        assert told.returncode == 0, told.stderr
        assert "raken/projects: " in told.stdout
        assert " 0 failed" in told.stdout

    def test_the_command_line_lists_what_there_is(self, world: World) -> None:
        for command in (["connections", "list"], ["exceptions", "list"], ["postings", "list"]):
            told = cli(world, *command)
            assert told.returncode == 0, told.stderr

    def test_an_error_of_the_api_is_told_with_its_code(self, world: World) -> None:
        told = cli(world, "postings", "follow", "no-such-posting")

        assert told.returncode == 1
        assert told.stderr.startswith("NOT_FOUND: ")

    def test_a_connection_that_works_is_ready(self, world: World) -> None:
        report = world.get("/v1/connections/quickbooks/check").json()["data"]

        assert report["ready"], report

    def test_an_administrator_connects_raken_again_through_its_own_sign_in(self, world: World) -> None:
        begun = as_admin(world, "POST", "/v1/connections/raken/sign-in", json={}).json()["data"]
        address = httpx.URL(begun["authorize_url"]).copy_merge_params({"company_hint": RAKEN_COMPANY})
        signed_in = world.http.get(address, follow_redirects=False)
        brought = httpx.URL(signed_in.headers["location"]).params
        body = {"state": brought["state"], "code": brought["code"]}
        headers = {"Idempotency-Key": "connect-raken-again"}

        connected = as_admin(world, "POST", "/v1/connections/raken/callback", json=body, headers=headers)

        assert connected.status_code == 200, connected.text
        assert (connected.json()["data"]["state"], connected.json()["data"]["account_id"]) == (
            "connected",
            RAKEN_COMPANY,
        )

    def test_everything_that_we_depend_on_answers(self, world: World) -> None:
        report = as_admin(world, "GET", "/v1/health/details").json()["data"]

        assert [one for one in report["dependencies"] if not one["ok"] and one["kind"] != "vendor"] == []
        assert report["healthy"]
