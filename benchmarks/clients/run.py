"""A page of 100 records again and again: ours one at a time and eight at once, the libraries one at a time."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Final

import httpx

from benchmarks.kit.results import Measures, Results
from benchmarks.kit.servers import environment, simulator

CALLS: Final = 600
REALM: Final = "9341453000000001"
COMPANY: Final = 5_358_233
_SEED: Final = {"size": "contractor"}


def measure() -> Results:
    """QuickBooks first, then Procore; each process warms itself up with its imports only."""
    quickbooks, python_quickbooks = _quickbooks()
    procore, pyprocore = _procore()
    ratios = {
        "quickbooks_speed_against_python_quickbooks": _ratio(quickbooks, python_quickbooks, "calls_per_second"),
        "quickbooks_memory_against_python_quickbooks": _ratio(quickbooks, python_quickbooks, "peak_megabytes"),
        "procore_speed_against_pyprocore": _ratio(procore, pyprocore, "calls_per_second"),
        "procore_memory_against_pyprocore": _ratio(procore, pyprocore, "peak_megabytes"),
    }
    return Results(
        measures={**_named("quickbooks", quickbooks), **_named("procore", procore), **ratios},
        peers={"python-quickbooks": python_quickbooks, "pyprocore": pyprocore},
        setting={"calls": CALLS, "records_per_call": "up to 100", "token": "given", "limits": "none"},
    )


def _quickbooks() -> tuple[Measures, Measures]:
    with simulator("quickbooks") as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        limits = ("requests_per_second", "requests_per_minute", "concurrent_requests")
        client.post("/_admin/settings", json={"limits": dict.fromkeys(limits, 10_000_000)}).raise_for_status()
        client.post("/_admin/seed", json={**_SEED, "realm": REALM}).raise_for_status()
        client.post("/_admin/apps", json={"client_id": "a", "client_secret": "s"}).raise_for_status()
        page = client.get("/connect/oauth2", params={"client_id": "a", "redirect_uri": "http://b", "state": "s"})
        code = httpx.URL(page.headers["location"]).params["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://b"}
        token = client.post("/oauth2/v1/tokens/bearer", data=form, auth=("a", "s")).json()["access_token"]
        ours = _ours("quickbooks", url, token, REALM)
        return ours, _run("python_quickbooks", url, token, REALM, str(CALLS), OAUTHLIB_INSECURE_TRANSPORT="1")


def _procore() -> tuple[Measures, Measures]:
    with simulator("procore") as url, httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        app = {"client_id": "a", "client_secret": "s"}
        open_wide = {"hourly_limit": 10_000_000, "spike_limit": 10_000_000, "header_enforced": False}
        client.post("/_admin/settings", json=open_wide).raise_for_status()
        client.post("/_admin/apps", json=app).raise_for_status()
        client.post("/_admin/seed", json={**_SEED, "company_id": COMPANY}).raise_for_status()
        client.post(f"/_admin/companies/{COMPANY}/install", json={"client_id": "a"}).raise_for_status()
        token = client.post("/_admin/tokens", json={"client_id": "a"}).raise_for_status().json()["access_token"]
        variables = {
            "PROCORE_CLIENT_ID": "a",
            "PROCORE_CLIENT_SECRET": "s",
            "PROCORE_LOGIN_URL": url,
            "PROCORE_API_BASE": url,
            "PROCORE_COMPANY_ID": str(COMPANY),
            "PROCORE_AUTH_MODE": "client_credentials",
            "PROCORE_TOKEN_STORE_BACKEND": "memory",
        }
        ours = _ours("procore", url, token, str(COMPANY))
        return ours, _run("pyprocore_client", str(COMPANY), str(CALLS), **variables)


def _ours(vendor: str, url: str, token: str, account: str) -> Measures:
    alone = _run("ours", vendor, url, token, account, str(CALLS), "1")
    together = _run("ours", vendor, url, token, account, str(CALLS), "8")
    return {**alone, "calls_per_second_eight_at_once": together["calls_per_second"]}


def _run(module: str, *arguments: str, **variables: str) -> Measures:
    """In a directory that is thrown away: one of the libraries writes log files where it runs."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.clients.{module}", *arguments]
    with tempfile.TemporaryDirectory() as where:
        known = environment(POWERTOOLS_LOG_LEVEL="ERROR", **variables)
        done = subprocess.run(command, cwd=where, env=known, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    figures: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _named(vendor: str, figures: Measures) -> dict[str, float | int | str]:
    return {f"{vendor}_{name}": value for name, value in figures.items()}


def _ratio(ours: Measures, others: Measures, name: str) -> float:
    return round(float(ours[name]) / float(others[name]), 2)
