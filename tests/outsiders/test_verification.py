"""``make verify-vendor`` says of each simulator what it would say of a vendor that behaves as we assume."""

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import httpx
import pytest

from tests.support.simulator_process import ROOT, running_simulator

REALM = "9341453000000001"
LAST_DAY = date.today().isoformat()  # noqa: DTZ011 - the simulators run on the machine's clock


def _quickbooks(simulator: httpx.Client) -> Mapping[str, str]:
    app = {"client_id": "app", "client_secret": "secret"}
    simulator.post("/_admin/apps", json=app).raise_for_status()
    seed = {"size": "small", "realm": REALM, "last_day": LAST_DAY}
    simulator.post("/_admin/seed", json=seed).raise_for_status()
    page = simulator.get("/connect/oauth2", params={"client_id": "app", "redirect_uri": "http://back", "state": "s"})
    code = httpx.URL(page.headers["location"]).params["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://back"}
    granted = simulator.post("/oauth2/v1/tokens/bearer", data=form, auth=("app", "secret"))
    return {"QUICKBOOKS_ACCESS_TOKEN": granted.json()["access_token"], "QUICKBOOKS_REALM_ID": REALM}


def _procore(simulator: httpx.Client) -> Mapping[str, str]:
    simulator.post("/_admin/seed", json={"company_id": 7}).raise_for_status()
    granted = simulator.post("/_admin/tokens", json={}).raise_for_status().json()
    return {"PROCORE_ACCESS_TOKEN": granted["access_token"], "PROCORE_COMPANY_ID": "7"}


def _raken(simulator: httpx.Client) -> Mapping[str, str]:
    simulator.post("/_admin/apps", json={"client_id": "app", "client_secret": "secret"}).raise_for_status()
    simulator.post("/_admin/seed", json={"company": "c-1", "last_day": LAST_DAY}).raise_for_status()
    granted = simulator.post("/_admin/companies/c-1/tokens", json={"client_id": "app"}).raise_for_status().json()
    return {"RAKEN_ACCESS_TOKEN": granted["access_token"]}


def _foundation(simulator: httpx.Client) -> Mapping[str, str]:
    simulator.post("/_admin/seed", json={"company_id": "1"}).raise_for_status()
    form = {
        "grant_type": "client_credentials",
        "client_id": "foundation-sandbox-client",
        "client_secret": "foundation-sandbox-secret",
    }
    granted = simulator.post("/oauth2/token", data=form).raise_for_status().json()
    return {
        "FOUNDATION_ACCESS_TOKEN": granted["access_token"],
        "FOUNDATION_SUBSCRIPTION_KEY": "sandbox-primary-key",
        "FOUNDATION_COMPANY_ID": "1",
    }


VENDORS = {
    "quickbooks": (_quickbooks, "QUICKBOOKS_API_URL", ""),
    "procore": (_procore, "PROCORE_API_URL", ""),
    "raken": (_raken, "RAKEN_API_URL", "/api"),
    "foundation": (_foundation, "FOUNDATION_API_URL", "/foundation/v1"),
}


def _verify(vendor: str, **variables: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(vendor.upper())}
    path = os.pathsep.join([str(ROOT / "layers/common"), str(ROOT)])
    environment = {**known, "PYTHONPATH": path, "POWERTOOLS_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1", **variables}
    command = [sys.executable, "-m", "local.verify", vendor]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_assumption_that_can_be_seen_holds(vendor: str) -> None:
    credentials, address, prefix = VENDORS[vendor]
    with running_simulator(vendor) as simulator:
        given = credentials(simulator)
        url = f"{str(simulator.base_url).rstrip('/')}{prefix}"
        done = _verify(vendor, **given, **{address: url})
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert sum(line.startswith("held") for line in lines) > len(lines) / 2
    assert not any(secret in done.stdout for secret in given.values() if len(secret) > 10)


@pytest.mark.parametrize("vendor", VENDORS)
def test_without_credentials_it_says_which_are_missing(vendor: str) -> None:
    done = _verify(vendor)
    assert done.returncode == 2
    assert f"{vendor.upper()}_ACCESS_TOKEN" in done.stderr


def test_an_answer_that_is_not_as_assumed_is_called_broken() -> None:
    with running_simulator("quickbooks") as simulator:
        given = _quickbooks(simulator)
        fault = {"kind": "status", "path": "/companyinfo/", "status": 200, "body": '{"CompanyInfo": []}', "count": 5}
        simulator.post("/_admin/faults", json=fault).raise_for_status()
        done = _verify("quickbooks", **given, QUICKBOOKS_API_URL=str(simulator.base_url).rstrip("/"))
    assert done.returncode == 1
    assert any(line.startswith("BROKEN") and "company" in line for line in done.stdout.splitlines())
