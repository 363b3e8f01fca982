"""Seeds vendors, people, codes and projects."""

from typing import Final

from simulators.procore.seed_writer import SeedWriter, at_hour
from simulators.procore.wire import Json
from simulators.seeds.model import Address, Contractor, CostCode, Job

MORNING: Final = 6
CODE_LIST: Final = "list"
TIME_TYPES: Final = (("RT", "Regular Time"), ("OT", "Overtime"), ("DT", "Double Time"))


def seed_company(writer: SeedWriter, made: Contractor) -> None:
    """What belongs to no project. Owners are vendors too: Procore does not tell them apart."""
    at = at_hour(made.first_day, MORNING)
    for supplier in made.suppliers:
        fields = _firm(supplier.number, supplier.name, supplier.email, supplier.address)
        writer.add("vendors", supplier.number, {**fields, "is_active": supplier.active}, at)
    for customer in made.customers:
        fields = _firm(customer.number, customer.name, customer.email, customer.address)
        writer.add("vendors", customer.number, fields, at)
    for kind in made.cost_types:
        fields = {"name": kind.name, "code": kind.code, "base_type": kind.base_type}
        writer.add("line_item_types", kind.code, fields, at)
    for code, name in TIME_TYPES:
        writer.add("timecard_time_types", code, {"time_type": name, "abbreviated_time_type": code, "global": True}, at)
    _people(writer, made)
    _standard_codes(writer, made)


def _firm(number: str, name: str, email: str, address: Address) -> Json:
    place = _place(address)
    return {"name": name, "abbreviated_name": number, "email_address": email, "is_active": True, **place}


def _place(address: Address) -> Json:
    return {
        "address": address.street,
        "city": address.city,
        "state_code": address.state,
        "zip": address.zip_code,
        "country_code": "US",
    }


def _people(writer: SeedWriter, made: Contractor) -> None:
    for worker in made.workers:
        fields: Json = {
            "first_name": worker.first_name,
            "last_name": worker.last_name,
            "email_address": worker.email,
            "employee_id": worker.number,
            "job_title": worker.classification,
            "is_employee": True,
            "is_active": worker.active,
        }
        writer.add("users", worker.key, fields, at_hour(made.first_day, MORNING))


def _standard_codes(writer: SeedWriter, made: Contractor) -> None:
    """One list of the company: divisions, and the codes under them."""
    at = at_hour(made.first_day, MORNING)
    of_list = writer.add("standard_cost_code_lists", CODE_LIST, {"name": "Standard", "is_erp_list": False}, at).id
    for code in made.cost_codes:
        parent = _division(writer, "standard_cost_codes", code, {"standard_cost_code_list_id": of_list}, made)
        fields = {**_code(code, parent), "standard_cost_code_list_id": of_list}
        writer.add("standard_cost_codes", code.code, fields, at)


def _division(
    writer: SeedWriter, resource: str, code: CostCode, more: Json, made: Contractor, project_id: int | None = None
) -> int:
    key = f"{project_id or ''} division {code.division}"
    if (resource, key) not in writer.ids:
        fields: Json = {"code": code.division, "full_code": code.division, "name": f"Division {code.division}", **more}
        writer.add(resource, key, fields, at_hour(made.first_day, MORNING), project_id=project_id)
    return writer.id_of(resource, key)


def _code(code: CostCode, parent: int) -> Json:
    """A code's own part is without its division."""
    own = code.code.removeprefix(f"{code.division}-")
    return {"code": own, "full_code": code.code, "name": code.description, "parent_id": parent}


def seed_projects(writer: SeedWriter, made: Contractor) -> None:
    """Jobs with their codes and budgets."""
    for job in made.jobs:
        at = at_hour(made.first_day, MORNING)
        project_id = writer.add("projects", job.number, _project(job), at).id
        for code in made.cost_codes:
            parent = _division(writer, "cost_codes", code, {}, made, project_id)
            fields: Json = {
                **_code(code, parent),
                "standard_cost_code_id": writer.id_of("standard_cost_codes", code.code),
            }
            writer.add("cost_codes", f"{project_id} {code.code}", fields, at, project_id=project_id)
        for line in made.budget(job.number):
            wbs = writer.wbs(project_id, line.cost_code, line.cost_type, at)
            budget: Json = {"wbs_code_id": wbs, "original_budget_amount": f"{line.amount:.2f}"}
            writer.add("budget_line_items", "", budget, at, project_id=project_id)


def _project(job: Job) -> Json:
    return {
        "name": job.name,
        "project_number": job.number,
        "accounting_project_number": job.number,
        "time_zone": job.time_zone,
        "start_date": job.starts_on.isoformat(),
        "completion_date": None if job.ends_on is None else job.ends_on.isoformat(),
        "total_value": f"{job.contract_amount:.2f}",
        "active": job.active,
        **_place(job.address),
    }
