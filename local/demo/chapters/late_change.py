"""A card that changes after its hours are in the books: they follow when a person says so, and not before."""

from local.demo.api import Json, as_object, objects
from local.demo.people import DANA
from local.demo.report import adjustment_sheet
from local.demo.stage import Stage
from local.demo.syncing import sync
from local.errors import LocalStackError

_HOURS = 0.75


def tell(stage: Stage) -> None:
    """Seen by the sync, told in the inbox, looked at, confirmed, posted."""
    tale, api, card = stage.tale, stage.people.accountant, stage.contractor.card_to_change_late
    tale.chapter("A late change")
    with tale.step("a superintendent adds 45 minutes in Raken to a card that is in the books"):
        stage.vendors.add_hours(stage.contractor, card, _HOURS)
    with tale.step("a sync brings it"):
        sync(api, ("raken/time_cards",))
    [item] = objects(api.get("/v1/exceptions", {"code": "CHANGED_AFTER_APPROVAL"})["data"])
    tale.say(f"The inbox: {item['message']}.")
    time_card_id = _changed_card(stage)
    path = f"/v1/time-cards/{time_card_id}/adjustment"
    seen = api.post(path, {"dry_run": True})
    tale.show(adjustment_sheet(seen))
    with tale.step(f"{DANA.name} confirms the adjustment"):
        done = api.post(path, {"content_hash": seen["content_hash"]})
    if [as_object(each)["step"] for each in objects(done["postings"])] != [
        as_object(each)["step"] for each in objects(seen["postings"])
    ]:
        raise LocalStackError(f"confirmed something else than was shown: {seen} {done}")
    stage.wait_until_posted("the books follow")


def _changed_card(stage: Stage) -> str:
    found: list[Json] = list(stage.people.accountant.pages("/v1/time-cards", stage.days | {"status": "changed"}))
    if len(found) != 1:
        raise LocalStackError(f"{len(found)} cards changed after their approval, not one")
    return str(found[0]["time_card_id"])
