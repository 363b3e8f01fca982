"""pyprocore, unmodified, does its ordinary jobs against the Procore simulator."""

import json
from pathlib import Path

from simulators.seeds.generate import contractor
from simulators.seeds.model import Size
from tests.support.simulator_process import run_job, running_simulator

COMPANY = 5_358_233
APP = {"client_id": "outsider", "client_secret": "outsider-secret"}


def test_an_ordinary_day_of_pyprocore(tmp_path: Path) -> None:
    with running_simulator("procore") as simulator:
        simulator.post("/_admin/apps", json=APP).raise_for_status()
        simulator.post("/_admin/seed", json={"size": "contractor", "company_id": COMPANY}).raise_for_status()
        install = {"client_id": APP["client_id"]}
        simulator.post(f"/_admin/companies/{COMPANY}/install", json=install).raise_for_status()
        # The library sends the company header with some calls only, and knows no limits.
        settings = {"spike_limit": 1000, "header_enforced": False, "header_needed_by_service_accounts": False}
        simulator.post("/_admin/settings", json=settings).raise_for_status()
        url = str(simulator.base_url).rstrip("/")
        variables = {
            "PROCORE_CLIENT_ID": APP["client_id"],
            "PROCORE_CLIENT_SECRET": APP["client_secret"],
            "PROCORE_LOGIN_URL": url,
            "PROCORE_API_BASE": url,
            "PROCORE_COMPANY_ID": str(COMPANY),
            "PROCORE_AUTH_MODE": "client_credentials",
            "PROCORE_TOKEN_STORE_BACKEND": "memory",
        }
        said = json.loads(run_job("procore_job", tmp_path, **variables).splitlines()[-1])
    made = contractor(Size.CONTRACTOR)
    assert said["companies"] == [COMPANY]
    active = sum(job.active for job in made.jobs)
    assert (said["projects"], said["vendors"]) == (active, len(made.suppliers) + len(made.customers))
    assert said["project"] is True
    assert said["direct_costs"] == sum(cost.job_number == said["number"] for cost in made.direct_costs)
    assert said["billing_periods"] > 0
    assert said["unknown"] == "ResourceNotFoundError"
