"""Receivables: payment applications become invoices, and what the owner pays comes back."""

from decimal import Decimal

from local.demo.approving import OWNER_INVOICES, approve, ids, invoices, whole
from local.demo.chapters.payables import posting_ids
from local.demo.jobs import CLINIC, OWNERS
from local.demo.people import CARLA, DANA
from local.demo.report import documents_sheet
from local.demo.sheets import money
from local.demo.stage import Stage
from local.demo.syncing import BOOKS, sync
from local.errors import LocalStackError


def tell(stage: Stage) -> None:
    """All of them are above the limit, so two people approve; the owner of one pays."""
    tale, api = stage.tale, stage.people.accountant
    tale.chapter("Receivables: what the owners are billed")
    ready = invoices(api, OWNER_INVOICES, stage.days, "ready")
    with tale.step(f"{DANA.name} approves {len(ready)} payment applications, {CARLA.name} agrees"):
        approve(api, OWNER_INVOICES, ready)
        waiting = invoices(api, OWNER_INVOICES, stage.days, "awaiting_second")
        second = approve(stage.people.controller, OWNER_INVOICES, waiting)
    if len(ids(second, "approved")) != len(waiting):
        raise LocalStackError(f"the second approval left something out: {second}")
    stage.wait_until_posted("SQS carries the invoices, the writer sends them")
    _the_owner_pays(stage)
    with tale.step("a sync of the books brings the payment"):
        sync(api, BOOKS)
    tale.show(documents_sheet("Invoices to owners", invoices(api, OWNER_INVOICES, stage.days)))


def _the_owner_pays(stage: Stage) -> None:
    """A part of it: the rest is due next month."""
    api = stage.people.accountant
    number = f"{OWNERS[CLINIC]} pays a part of the invoice of {CLINIC}"
    [invoice] = [
        each
        for each in whole(api, OWNER_INVOICES, invoices(api, OWNER_INVOICES, stage.days))
        if each["project"] is not None and str(each["number"]).startswith(CLINIC)
    ]
    paid = (Decimal(str(invoice["total"])) / 2).quantize(Decimal("0.01"))
    with stage.tale.step(f"{number}: {money(paid)} of {money(invoice['total'])}"):
        document = stage.bookkeeper.document("Invoice", posting_ids(invoice))
        stage.bookkeeper.receive(document, paid, stage.last_day)
