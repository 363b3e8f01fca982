"""A company whose time goes to FOUNDATION: `python -m tests.e2e.foundation_company STATE_DIR ROUTE DAY...`.

A process of its own, since an operator's services read the environment and keep their AWS clients. Sets the company up,
connects it, chooses the way in, and puts one approved card for each day into its records.
"""

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Final

import httpx

from fieldledger.domain.company import BooksTargets
from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRoute
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.wiring.foundation_setup import SetupSettings, foundation_setup
from fieldledger.wiring.store import document_store
from local.demo.connecting import operator_values
from local.operator import OPERATOR, Operator, required
from local.state import StackState, read_state
from tests.builders import a_company, a_project, a_time_card, an_employee, an_entry

FOUNDATION_COMPANY: Final = "co_foundation"
ACCOUNT: Final = "1"


def main(state_dir: Path, route: FoundationRoute, days: list[date]) -> None:
    state = read_state(state_dir)
    assert state is not None, f"no stack in {state_dir}"
    with httpx.Client(base_url=f"{state.urls['foundation']}/_admin", timeout=60, trust_env=False) as http:
        if not any(each["company_id"] == ACCOUNT for each in http.get("/companies").json()):
            _open_books(http)
    asyncio.run(_set_up(state, route, days))


def _open_books(http: httpx.Client) -> None:
    http.post("/companies", json={"company_id": ACCOUNT}).raise_for_status()
    rows = {
        "employees": {"employeeId": "107", "firstName": "Rosa", "lastName": "Delgado", "status": "A"},
        "jobs": {"jobId": "2214", "description": "Riverside Clinic", "status": "A"},
        "costcodes": {"costCodeId": "03-300", "description": "Slabs", "status": "A"},
        "earncodes": {"earnCodeId": "RT", "description": "Regular Time"},
    }
    for resource, row in rows.items():
        http.post(f"/companies/{ACCOUNT}/{resource}", json=[row]).raise_for_status()


async def _set_up(state: StackState, route: FoundationRoute, days: list[date]) -> None:
    values = operator_values(state) | {"AUDIT_TABLE": state.resources["AuditTable"]}
    operator = Operator(values)
    company = a_company(company_id=FOUNDATION_COMPANY).model_copy(update={"books": BooksTargets(time=("foundation",))})
    required(await operator.set_up(company))
    required(await operator.connect_app(FOUNDATION_COMPANY, VendorName.FOUNDATION, ACCOUNT))
    settings = SetupSettings.model_validate({name.lower(): value for name, value in values.items()})
    mappings = FoundationMappings(company_id=FOUNDATION_COMPANY, time_cards=route, earn_codes={"Regular": "RT"})
    required(await foundation_setup(settings).save(mappings, OPERATOR))
    store = document_store(settings)
    known = required(await DocumentEmployees(store).get_many(FOUNDATION_COMPANY, ["employee-1"]))
    if not known:
        required(await DocumentEmployees(store).save(an_employee(company_id=FOUNDATION_COMPANY, number="107")))
        required(await DocumentProjects(store).save(a_project(company_id=FOUNDATION_COMPANY, number="2214")))
    for day in days:
        card = a_time_card(
            company_id=FOUNDATION_COMPANY, time_card_id=f"card-{day}", work_date=day, entries=[an_entry("8")]
        )
        required(await DocumentTimeCards(store).save(card))


if __name__ == "__main__":
    main(Path(sys.argv[1]), FoundationRoute(sys.argv[2]), [date.fromisoformat(each) for each in sys.argv[3:]])
