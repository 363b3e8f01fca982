"""What could not be posted, and the person who mends it: what waited follows by itself."""

from local.demo.api import Json, as_object, objects
from local.demo.bookkeeper import ACME_IN_THE_BOOKS
from local.demo.jobs import ACCOUNT_OF_THE_FORGOTTEN, FORGOTTEN_CODE
from local.demo.people import DANA
from local.demo.report import exceptions_sheet
from local.demo.sheets import counted
from local.demo.stage import Stage
from local.demo.syncing import BOOKS, sync
from local.errors import LocalStackError

_COST_CODES = "/v1/mappings/quickbooks/cost_code"


def tell(stage: Stage) -> None:
    """A vendor that may be there already, a cost code without an account, a worker without a number."""
    tale, api = stage.tale, stage.people.accountant
    tale.chapter("What could not be posted, and who mends it")
    tale.say(f"{counted(len(stage.parked()), 'posting')} waiting for a person.")
    _link(stage, "SUPPLIER_UNMATCHED", stage.bookkeeper.vendor_id(ACME_IN_THE_BOOKS))
    _map_the_forgotten_code(stage)
    with tale.step("the bookkeeper enters the worker whom nobody had entered in QuickBooks"):
        employee = stage.bookkeeper.hire(stage.contractor)
        sync(api, BOOKS)
    stage.wait_until_posted("nobody may guess that it is the same person: the hours still wait")
    _link(stage, "EMPLOYEE_NUMBER_MISSING", employee)
    stage.wait_until_posted("what waited follows by itself")
    left = stage.parked()
    tale.show(exceptions_sheet(api.pages("/v1/exceptions")))
    if left:
        raise LocalStackError(f"{len(left)} postings wait although their causes are mended: {left[0]['error']}")


def _link(stage: Stage, code: str, vendor_id: str) -> None:
    """A person reads the item, sees what the link would do, and makes it."""
    api = stage.people.accountant
    item = _item(stage, code)
    stage.tale.say(str(item["words"]))
    fix: Json = {"fix": {"kind": "link", "vendor_id": vendor_id}}
    with stage.tale.step(f"{DANA.name} says which record of QuickBooks it is"):
        seen = api.post(f"/v1/exceptions/{item['exception_id']}/dry-run", fix)
        done = api.post(f"/v1/exceptions/{item['exception_id']}/resolve", fix)
    if not seen["released"] or not done["released"]:
        raise LocalStackError(f"the link released nothing: {seen} {done}")
    stage.tale.say(f"Released: {counted(int(str(done['released'])), 'posting')}.")


def _map_the_forgotten_code(stage: Stage) -> None:
    """The mapping table gets a row: that the item is about it nobody has to say."""
    api = stage.people.accountant
    stage.tale.say(str(_item(stage, "COST_CODE_UNMAPPED")["words"]))
    table = api.one(_COST_CODES)
    rows = as_object(table["rows"]) | {FORGOTTEN_CODE: {"account": ACCOUNT_OF_THE_FORGOTTEN}}
    body: Json = {"rows": rows, "version": table["version"], "reason": "nobody thought of site facilities"}
    with stage.tale.step(f"{DANA.name} maps {FORGOTTEN_CODE} to {ACCOUNT_OF_THE_FORGOTTEN}"):
        done = api.put(_COST_CODES, body)
    stage.tale.say(f"Released: {counted(int(str(done['released'])), 'posting')}.")


def _item(stage: Stage, code: str) -> Json:
    """The one item of that code, with its words and options."""
    api = stage.people.accountant
    listed = objects(api.get("/v1/exceptions", {"code": code})["data"])
    if len(listed) != 1:
        raise LocalStackError(f"{len(listed)} open items of the code {code}, not one")
    return api.one(f"/v1/exceptions/{listed[0]['exception_id']}")
