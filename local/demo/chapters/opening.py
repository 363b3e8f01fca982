"""Before the month: the vendors' accounts, the company and its settings, who may do what."""

import asyncio
from typing import Final

from local.demo.api import Json, as_object
from local.demo.bookkeeper import BILLING, RETAINAGE_PAYABLE, RETAINAGE_RECEIVABLE
from local.demo.connecting import set_up_company
from local.demo.contractor import COMPANY_NAME, ITEMS
from local.demo.jobs import ACCOUNTS, FOUR_EYES_ABOVE
from local.demo.people import ADA
from local.demo.sheets import money
from local.demo.stage import Stage

DOCUMENTS: Final[Json] = {
    "cost_codes": {code: {"account": account} for code, account in ACCOUNTS.items()},
    "retainage_payable_account": RETAINAGE_PAYABLE,
    "billing_item": BILLING,
    "retainage_item": RETAINAGE_RECEIVABLE,
    "create_vendors": True,
}


def tell(stage: Stage) -> None:
    """Seed the vendors, set the company up, and let its administrator say how money is posted."""
    made, tale = stage.contractor, stage.tale
    tale.chapter("The contractor")
    tale.say(
        f"{COMPANY_NAME}: {len(made.projects)} jobs, {len(made.members)} workers, {made.entries} time entries from "
        f"{made.first_day} to {made.last_day}; time in Raken, contracts in Procore, the books in QuickBooks."
    )
    with tale.step("seeding Raken, Procore and QuickBooks"):
        stage.vendors.seed(made)
        stage.bookkeeper.open_accounts()
        stage.site.open(stage.state)
    with tale.step("setting up the company and connecting Raken and QuickBooks"):
        asyncio.run(set_up_company(stage.state, stage.http, made.first_day))
    with tale.step(f"{ADA.name}, administrator, says how bills and invoices are posted"):
        _say_how_money_is_posted(stage)
    tale.say(
        f"Pay types {', '.join(f'{code} as {item}' for code, item in ITEMS.items())}; "
        f"retainage on {RETAINAGE_PAYABLE} and {RETAINAGE_RECEIVABLE}; "
        f"above {money(FOUR_EYES_ABOVE)} an invoice needs two people."
    )


def _say_how_money_is_posted(stage: Stage) -> None:
    api = stage.people.administrator
    known = api.one("/v1/company")
    settings = as_object(known["settings"]) | {
        "documents": DOCUMENTS,
        "approvals": {"four_eyes_above": FOUR_EYES_ABOVE},
    }
    api.put("/v1/company", {"version": known["version"], "reason": "first set-up", "settings": settings})
