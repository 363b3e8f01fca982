"""A change order of a subcontract: committed cost moves at once, and the next invoice bills a part of it."""

from decimal import Decimal

from local.demo.api import Json
from local.demo.approving import VENDOR_INVOICES, approve, invoices
from local.demo.job_costs import amount, job_cost, rows
from local.demo.jobs import AFTER_THE_CHANGE, CHANGE, CHANGED_CONTRACT, CLINIC
from local.demo.people import DANA, PETE
from local.demo.report import payables_sheet
from local.demo.sheets import money
from local.demo.stage import Stage
from local.demo.syncing import sync
from local.errors import LocalStackError


def tell(stage: Stage) -> None:
    """Procore's people approve the change; the project manager sees what it commits."""
    tale, api = stage.tale, stage.people.accountant
    tale.chapter("A change order")
    cost = job_cost(stage.people.project_manager)
    stage.job_costs["while bills wait for a person"] = cost
    before = _committed(cost)
    with tale.step(f"{CHANGE.description}: {money(CHANGE.amount)} on {CHANGED_CONTRACT}, approved in Procore"):
        stage.site.order_a_change()
        stage.site.bill(AFTER_THE_CHANGE)
    with tale.step("a sync brings the change order and the invoice that bills a part of it"):
        sync(api, ("procore/commitments", "procore/change_orders", "procore/requisitions"))
    after = _committed(job_cost(stage.people.project_manager))
    tale.say(
        f"{PETE.name} looks at {CHANGE.cost_code} of {CLINIC}: committed was {money(before)}, now it is {money(after)}."
    )
    if after - before != CHANGE.amount:
        raise LocalStackError(f"the change order of {CHANGE.amount} moved committed cost by {after - before}")
    [invoice] = [
        each for each in invoices(api, VENDOR_INVOICES, stage.days) if each["number"] == AFTER_THE_CHANGE.number
    ]
    tale.show(payables_sheet("The invoice that bills it", [invoice]))
    with tale.step(f"{DANA.name} approves it"):
        approve(api, VENDOR_INVOICES, [invoice])
    stage.wait_until_posted("the bill follows")


def _committed(cost: Json) -> Decimal:
    """What is committed on the cost code of the change."""
    return amount(next(row for row in rows(cost) if row["cost_code"] == CHANGE.cost_code), "committed")
