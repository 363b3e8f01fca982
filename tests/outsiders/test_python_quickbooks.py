"""python-quickbooks and intuit-oauth, unmodified, do their ordinary jobs against the QuickBooks simulator."""

import json
from pathlib import Path

from simulators.seeds.generate import contractor
from simulators.seeds.model import Size
from tests.support.simulator_process import run_job, running_simulator

REALM = "9341453000000001"
APP = {"client_id": "outsider", "client_secret": "outsider-secret"}


def test_an_ordinary_day_of_python_quickbooks(tmp_path: Path) -> None:
    with running_simulator("quickbooks") as simulator:
        simulator.post("/_admin/apps", json=APP).raise_for_status()
        simulator.post("/_admin/seed", json={"size": "contractor", "realm": REALM}).raise_for_status()
        limits = {"requests_per_second": 1000, "concurrent_requests": 1000}  # the library knows no limits
        simulator.post("/_admin/settings", json={"limits": limits}).raise_for_status()
        accounts = simulator.get(f"/_admin/realms/{REALM}/entities/Account").raise_for_status().json()
        expense = next(row["Id"] for row in accounts if row["AccountType"] in {"Expense", "Cost of Goods Sold"})
        variables = {
            "SIMULATOR_URL": str(simulator.base_url).rstrip("/"),
            "DISCOVERY_URL": f"{simulator.base_url}/.well-known/openid_configuration".replace("//.", "/."),
            "REALM": REALM,
            "CLIENT_ID": APP["client_id"],
            "CLIENT_SECRET": APP["client_secret"],
            "EXPENSE_ACCOUNT": expense,
            "OAUTHLIB_INSECURE_TRANSPORT": "1",
        }
        said = json.loads(run_job("quickbooks_job", tmp_path, **variables).splitlines()[-1])
    made = contractor(Size.CONTRACTOR)
    assert len(said["customers"]) == len(set(said["customers"])) == said["customer_count"]
    assert said["customer_count"] == len(made.customers) + sum(job.active for job in made.jobs)
    assert said["found"] is True
    assert said["updated_token"] == "1"
    assert (said["bill_total"], said["deleted"], said["voided_total"]) == (125.5, "Deleted", 0)
    assert said["batch_created"] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (said["batch_updated"], said["batch_deleted"]) == (True, 3)
    assert "Outsider Supply" in said["changed_vendors"]
    assert said["unknown"] == 610
