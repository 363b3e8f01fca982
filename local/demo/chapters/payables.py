"""Payables: what subcontractors bill, who approves it, the bills in QuickBooks, and a check that comes back."""

from datetime import timedelta
from decimal import Decimal

from local.demo.api import Json, as_object
from local.demo.approving import VENDOR_INVOICES, approve, ids, invoices, number_of, refusals, whole
from local.demo.jobs import ACME_CLINIC, CLINIC, PROCORE_COMPANY
from local.demo.people import ADA, CARLA, DANA, PETE
from local.demo.report import documents_sheet, exceptions_sheet, payables_sheet
from local.demo.sheets import money
from local.demo.stage import Stage
from local.demo.syncing import BOOKS, CONTRACTS, DIRECTORY, INVOICES, sync, sync_together
from local.errors import LocalStackError


def tell(stage: Stage) -> None:
    """Review, approve by two people where the amount asks for it, post; one invoice is held with its sentence."""
    tale = stage.tale
    tale.chapter("Payables: what subcontractors bill")
    with tale.step(f"{ADA.name} connects Procore"):
        stage.people.administrator.post("/v1/connections/procore/app", {"account_id": str(PROCORE_COMPANY)})
    with tale.step("subcontractors bill the month in Procore, its people approve"):
        stage.site.bill_the_month()
    with tale.step("a sync brings jobs, contracts and invoices from Procore, and the lists of QuickBooks"):
        sync(stage.people.accountant, DIRECTORY)
        sync_together(stage.people.accountant, (*CONTRACTS, *BOOKS))
        sync_together(stage.people.accountant, INVOICES)
    _give_the_clinic_to_its_manager(stage)
    _review(stage)
    _approve(stage)
    stage.wait_until_posted("SQS carries the bills, the writer sends them")
    tale.show(exceptions_sheet(stage.people.accountant.pages("/v1/exceptions")))


def pay_a_bill(stage: Stage) -> None:
    """A check in QuickBooks comes back as the invoice's payment."""
    tale, api = stage.tale, stage.people.accountant
    tale.chapter("A check comes back")
    [seen] = [each for each in invoices(api, VENDOR_INVOICES, stage.days) if each["number"] == ACME_CLINIC.number]
    [invoice] = whole(api, VENDOR_INVOICES, [seen])
    paid = Decimal(str(invoice["total"]))
    with tale.step(f"the bookkeeper pays {money(paid)} to {as_object(invoice['supplier'])['name']} in QuickBooks"):
        bill = stage.bookkeeper.document("Bill", posting_ids(invoice))
        stage.bookkeeper.pay_bill(bill, paid, stage.last_day - timedelta(days=1))
    with tale.step("a sync of the books brings the payment"):
        sync(api, BOOKS)
    tale.show(documents_sheet("Payment status of vendor invoices", invoices(api, VENDOR_INVOICES, stage.days)))


def posting_ids(invoice: Json) -> list[str]:
    """The postings of an invoice that was read by itself."""
    listed = invoice["posting_ids"]
    return [str(each) for each in listed] if isinstance(listed, list) else []


def _give_the_clinic_to_its_manager(stage: Stage) -> None:
    """Procore's and Raken's job of one number are one job, which the project manager sees from now on."""
    projects = [each for each in stage.people.administrator.pages("/v1/projects") if each["number"] == CLINIC]
    if len(projects) != 1:
        raise LocalStackError(f"job {CLINIC} is {len(projects)} jobs here")
    me = stage.people.project_manager.one("/v1/me")
    body: Json = {"project_ids": [projects[0]["project_id"]], "version": 0}
    stage.people.administrator.put(f"/v1/team/{me['user_id']}", body)


def _review(stage: Stage) -> None:
    tale, path = stage.tale, VENDOR_INVOICES
    every = invoices(stage.people.accountant, path, stage.days)
    tale.show(payables_sheet("What subcontractors billed", every))
    own = invoices(stage.people.project_manager, path, stage.days)
    if any(number_of(each["project"]) != CLINIC for each in own):
        raise LocalStackError(f"{PETE.name} sees invoices of jobs that are not his")
    tale.say(f"{PETE.name}, project manager of {CLINIC}, sees {len(own)} of these {len(every)}.")
    for each in every:
        if each["hold"] is not None:
            tale.say(f"{each['number']} is held: {as_object(each['hold'])['message']}.")


def _approve(stage: Stage) -> None:
    """Dana approves what is ready; what is above the limit waits for Carla."""
    tale, path = stage.tale, VENDOR_INVOICES
    ready = invoices(stage.people.accountant, path, stage.days, "ready")
    with tale.step(f"{DANA.name} approves {len(ready)} invoices"):
        done = approve(stage.people.accountant, path, ready)
    tale.say(f"{len(ids(done, 'approved'))} approved, {len(ids(done, 'awaiting_second'))} of more than the limit wait.")
    waiting = invoices(stage.people.accountant, path, stage.days, "awaiting_second")
    again = refusals(approve(stage.people.accountant, path, waiting))
    if list(again) != ["FOUR_EYES_REQUIRED"]:
        raise LocalStackError(f"one person approved twice: {again}")
    tale.say(f"{DANA.name} tries once more: {again['FOUR_EYES_REQUIRED']}.")
    with tale.step(f"{CARLA.name}, controller, approves as the second person"):
        second = approve(stage.people.controller, path, waiting)
    tale.say(f"{len(ids(second, 'approved'))} approved, {money(second['total'])}.")
