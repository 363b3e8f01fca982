"""The name lists of the made-up contractor: customers and jobs, people, suppliers, items, accounts, classes."""

from dataclasses import asdict, dataclass, field

from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.operations import Operations
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body
from simulators.seeds.model import Address, Contractor, Job, Supplier, Worker

PAY_TYPE_ITEMS = {"RT": "Labor", "OT": "Labor - Overtime", "DT": "Labor - Double Time"}
"""The service item that stands for each pay type: time activities know no overtime."""

_INCOME = "1"
_COSTS = "2"


@dataclass(slots=True)
class SeededIds:
    """Ids by the keys that people use: numbers of customers, jobs and suppliers, `Worker.key`, pay types and codes."""

    customers: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    employees: dict[str, str] = field(default_factory=dict)
    vendors: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    bills: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> Body:
        return {"ids": asdict(self), "counts": {name: len(ids) for name, ids in asdict(self).items()}}


def seed_master_data(realm: Realm, quiet: Operations, made: Contractor) -> SeededIds:
    """Create everything that time and bills refer to."""
    lists = _Lists(realm, quiet)
    ids = SeededIds()
    for kind in made.cost_types:
        account: Body = {"Name": f"Job Costs - {kind.name}", "AccountType": "Cost of Goods Sold"}
        ids.accounts[kind.code] = lists.add("Account", account)
    for division in sorted({code.division for code in made.cost_codes}):
        ids.classes[division] = lists.add("Class", {"Name": f"Division {division}"})
    _add_items(lists, made, ids)
    for customer in made.customers:
        about: Body = {"CompanyName": customer.name, "BillAddr": _address(customer.address), **_email(customer.email)}
        ids.customers[customer.number] = lists.add_named("Customer", customer.name, about)
    for job in made.jobs:
        ids.jobs[job.number] = lists.add_named("Customer", f"{job.number} {job.name}", _job(job, ids), job.active)
    for worker in made.workers:
        name = f"{worker.first_name} {worker.last_name}"
        ids.employees[worker.key] = lists.add_named("Employee", name, _worker(worker), worker.active)
    for supplier in made.suppliers:
        ids.vendors[supplier.number] = lists.add_named("Vendor", supplier.name, _supplier(supplier), supplier.active)
    return ids


def _add_items(lists: "_Lists", made: Contractor, ids: SeededIds) -> None:
    for pay_type, name in PAY_TYPE_ITEMS.items():
        ids.items[pay_type] = lists.add("Item", _service(name))
    for code in made.cost_codes:
        about: Body = {**_service(f"{code.code} {code.description}"), "Sku": code.code}
        ids.items[code.code] = lists.add("Item", about)


def _service(name: str) -> Body:
    income: Body = {"value": _INCOME}
    costs: Body = {"value": _COSTS}
    return {"Name": name, "Type": "Service", "IncomeAccountRef": income, "ExpenseAccountRef": costs}


def _job(job: Job, ids: SeededIds) -> Body:
    return {
        "Job": True,
        "ParentRef": {"value": ids.customers[job.customer_number]},
        "BillWithParent": True,
        "ShipAddr": _address(job.address),
    }


def _worker(worker: Worker) -> Body:
    body: Body = {"GivenName": worker.first_name, "FamilyName": worker.last_name, "CostRate": worker.hourly_cost}
    if worker.number is not None:
        body["EmployeeNumber"] = worker.number
    return {**body, **_email(worker.email)}


def _supplier(supplier: Supplier) -> Body:
    body: Body = {"CompanyName": supplier.name, "AcctNum": supplier.number, "Vendor1099": supplier.is_1099}
    return {**body, "BillAddr": _address(supplier.address), **_email(supplier.email)}


def _email(email: str | None) -> Body:
    return {} if email is None else {"PrimaryEmailAddr": {"Address": email}}


def _address(place: Address) -> Body:
    return {
        "Line1": place.street,
        "City": place.city,
        "CountrySubDivisionCode": place.state,
        "PostalCode": place.zip_code,
        "Country": "US",
    }


class _Lists:
    """Adds name-list objects; whoever is not active is made so afterwards, as a person would do it."""

    def __init__(self, realm: Realm, quiet: Operations) -> None:
        self._realm = realm
        self._quiet = quiet

    def add(self, entity: str, body: Body) -> str:
        return str(self._quiet.create(self._realm, SPECS[entity], body)["Id"])

    def add_named(self, entity: str, name: str, body: Body, active: bool = True) -> str:  # noqa: FBT001, FBT002
        """Add a person or company under the first free of `name`, `name 2`, ...: names are unique over three lists."""
        spec, chosen, turn = SPECS[entity], name, 1
        while self._realm.names.holder(spec, chosen) is not None:
            turn += 1
            chosen = f"{name} {turn}"
        record_id = self.add(entity, {**body, "DisplayName": chosen})
        if not active:
            sent: Body = {"Id": record_id, "SyncToken": "0", "sparse": True, "Active": False}
            self._quiet.update(self._realm, spec, sent)
        return record_id
