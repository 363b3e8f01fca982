"""The month's end: what is open is told and cleared, the books are compared, the controller signs."""

from typing import Final

from local.demo.api import ApiRefusalError, Json, as_object, objects
from local.demo.approving import VENDOR_INVOICES, approve, ids, invoices
from local.demo.chapters import time_cards
from local.demo.jobs import WRONG_BILL
from local.demo.people import CARLA, DANA
from local.demo.report import close_sheet, obstacles_sheet, reconciliation_sheet
from local.demo.sheets import counted, hours
from local.demo.stage import Stage
from local.demo.syncing import BOOKS, sync
from local.errors import LocalStackError

_COMPARISONS: Final = "/v1/reconciliations/books/comparisons"
_MOST_CALLS: Final = 20


def tell(stage: Stage) -> bool:
    """Whether the reconciliation agrees."""
    tale = stage.tale
    tale.chapter("The month's end")
    _is_refused(stage)
    _clear_the_list(stage)
    with tale.step(f"{DANA.name} has the books compared with what was posted"):
        _compare(stage)
    found = stage.people.accountant.one("/v1/reconciliations/books", stage.days)
    tale.show(reconciliation_sheet(found))
    _sign(stage)
    return bool(found["agrees"])


def _is_refused(stage: Stage) -> None:
    """What is open is told before anything is signed."""
    try:
        stage.people.controller.post("/v1/closes", stage.span | {"lock": True})
    except ApiRefusalError as refusal:
        if refusal.code != "MONTH_NOT_READY":
            raise
        stage.tale.say(f"{CARLA.name} wants to sign {stage.first_day} to {stage.last_day}, and may not yet:")
        stage.tale.show(obstacles_sheet(objects(as_object(refusal.details)["obstacles"])))
        return
    raise LocalStackError("a month with open items was signed")


def _clear_the_list(stage: Stage) -> None:
    """The wrong invoice is corrected where it was written; the foreman approves the card that was left."""
    tale, api = stage.tale, stage.people.accountant
    with tale.step("the subcontractor corrects the sum, the foreman approves the card that was left in Raken"):
        stage.site.correct_the_total()
        stage.vendors.approve_card(stage.contractor, stage.contractor.unapproved_card)
    with tale.step("a sync brings both"):
        sync(api, ("procore/requisitions", "raken/time_cards"))
    [invoice] = invoices(api, VENDOR_INVOICES, stage.days, "ready")
    if invoice["number"] != WRONG_BILL.number:
        raise LocalStackError(f"another invoice is ready: {invoice['number']}")
    with tale.step(f"{DANA.name} approves {invoice['number']}"):
        done = approve(api, VENDOR_INVOICES, [invoice])
    if not ids(done, "approved"):
        raise LocalStackError(f"the corrected invoice was not approved: {done}")
    time_cards.approve(stage, *stage.contractor.periods[0])
    stage.wait_until_posted("both follow")
    with tale.step("a sync of the books brings them"):
        sync(api, BOOKS)


def _compare(stage: Stage) -> None:
    """Each call goes on where the last one ended."""
    body = stage.span
    for _ in range(_MOST_CALLS):
        done = stage.people.accountant.post(_COMPARISONS, body)
        if done["complete"]:
            return
        body = stage.span | {"since": done["since"]}
    raise LocalStackError(f"the books are not compared after {_MOST_CALLS} calls")


def _sign(stage: Stage) -> None:
    tale, api = stage.tale, stage.people.controller
    with tale.step(f"{CARLA.name} signs the month and locks it"):
        signed = api.post("/v1/closes", stage.span | {"lock": True})
        report = api.one(f"/v1/closes/{signed['close_id']}")
    if not report["intact"]:
        raise LocalStackError(f"the signed report is not what was signed: {signed['close_id']}")
    tale.show(close_sheet(report))
    tale.say(f"Signed by {CARLA.name}, time locked through {stage.last_day}, SHA-256 {report['sha256']}.")
    tale.say(_adjusted(report))


def _adjusted(close: Json) -> str:
    listed = objects(close["adjustments"])
    changes = ", ".join(f"{hours(each['before'])} to {hours(each['after'])} h" for each in listed)
    return f"{counted(len(listed), 'adjustment')} of what was posted before: {changes}."
