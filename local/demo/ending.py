"""The end of the month: approved against the books, to the minute and the cent, and the pages to look at."""

from pathlib import Path

from local.demo.approving import OWNER_INVOICES, VENDOR_INVOICES, invoices, whole
from local.demo.bookkeeper import RETAINAGE_PAYABLE, RETAINAGE_RECEIVABLE
from local.demo.chapters import time_cards
from local.demo.contractor import COMPANY_NAME
from local.demo.money import MoneyComparison, compare_documents, compare_payments
from local.demo.page import write_page
from local.demo.pictures import budget_picture, postings_picture
from local.demo.report import differences, hours_sheet, money_sheet
from local.demo.stage import Stage
from local.demo.timeline import timeline_of


def compare_all(stage: Stage) -> list[str]:
    """What differs, is missing, or is there twice, each in a sentence."""
    tale = stage.tale
    tale.chapter("Approved against the books")
    with tale.step("comparing hours, bills, invoices and payments with QuickBooks"):
        worked = time_cards.compared(stage)
        bills = _documents(stage, VENDOR_INVOICES, "Bill", "BillPayment", RETAINAGE_PAYABLE)
        billed = _documents(stage, OWNER_INVOICES, "Invoice", "Payment", RETAINAGE_RECEIVABLE)
    tale.show(hours_sheet("Hours", worked))
    for title, (documents, payments) in (("Bills", bills), ("Invoices to owners", billed)):
        tale.show(money_sheet(title, documents))
        tale.show(money_sheet(f"Payments of {title[0].lower()}{title[1:]}", payments, "known here"))
    return differences(worked, (*bills, *billed))


def write_pages(stage: Stage, folder: Path, problems: list[str]) -> None:
    """Two pictures and the page with both."""
    folder.mkdir(parents=True, exist_ok=True)
    api = stage.people.accountant
    pictures = {
        "Budget against actual": folder / "budget_vs_actual.png",
        "Postings over time": folder / "postings_over_time.png",
    }
    with stage.tale.step("drawing the pictures and writing the page"):
        budget, postings = pictures.values()
        budget_picture(stage.job_costs, budget)
        postings_picture(timeline_of(api.pages("/v1/postings", {"limit": "100"})), postings)
        title = f"{COMPANY_NAME}, {stage.first_day} to {stage.last_day}"
        write_page(folder / "index.html", title, stage.tale.chapters, pictures, problems)
    stage.tale.progress.note(f"To look at: {folder / 'index.html'}")


def _documents(
    stage: Stage, path: str, document: str, payment: str, retainage: str
) -> tuple[MoneyComparison, MoneyComparison]:
    """The documents, and the payments of them."""
    api, books = stage.people.accountant, stage.vendors
    approved = whole(api, path, invoices(api, path, stage.days, "approved"))
    rows = books.living(document)
    return (
        compare_documents(approved, rows, frozenset({retainage})),
        compare_payments(approved, rows, books.living(payment), document),
    )
