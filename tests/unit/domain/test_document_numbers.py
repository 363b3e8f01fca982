"""The number of a bill or an invoice in the books: the accountant's own where there is one, never cut, never twice."""

import pytest
from pydantic import ValidationError

from fieldledger.domain.document_numbers import DocumentNumbers, document_number
from fieldledger.domain.invoice import NumberParts
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.error_codes import ErrorCode
from tests.builders.documents import a_vendor_invoice, an_owner_invoice

RULES = DocumentNumbers()


def _bill(
    own: str | None = None,
    number: str | None = "1",
    job: str | None = "2201",
    commitment: str | None = "SC-1",
    period: str | None = "2026-09",
) -> VendorInvoice:
    parts = NumberParts(own=own, number=number, job=job, commitment=commitment, period=period)
    return a_vendor_invoice().model_copy(update={"numbering": parts})


def test_a_subcontractors_own_number_is_taken_as_it_is() -> None:
    assert document_number(_bill(own="INV-20418"), RULES).text == "INV-20418"


def test_procores_running_number_is_nobodys_own_and_differs_between_jobs() -> None:
    assert document_number(_bill(own="1", job="2201"), RULES).text == "2201-SC-1-1"
    assert document_number(_bill(own="1", job="2202"), RULES).text == "2202-SC-1-1"


def test_a_commitment_that_names_its_job_says_it_once() -> None:
    assert document_number(_bill(job="24-0117", commitment="SC-24-0117-3"), RULES).text == "SC-24-0117-3-1"
    assert document_number(_bill(job="22", commitment="SC-2201-3"), RULES).text == "22-SC-2201-3-1"


def test_a_company_may_prefer_its_pattern_to_the_subcontractors_number() -> None:
    rules = DocumentNumbers(payables="{job}/{period}", payables_own_first=False)

    assert document_number(_bill(own="INV-20418"), rules).text == "2201/2026-09"


def test_an_invoice_to_the_owner_is_called_by_job_and_number() -> None:
    parts = NumberParts(own="7", number="7", job="2201")
    invoice = an_owner_invoice().model_copy(update={"numbering": parts})

    assert document_number(invoice, RULES).text == "2201-7"


def test_an_invoice_from_before_there_were_rules_keeps_its_number() -> None:
    assert document_number(a_vendor_invoice(number="INV-20418"), RULES).text == "INV-20418"


def test_a_number_of_twenty_one_characters_fits_and_a_longer_one_is_held_and_never_cut() -> None:
    assert document_number(_bill(own="9" * 21), RULES).text == "9" * 21

    hold = document_number(_bill(own="INV-2026-000000000-0001"), RULES).hold
    assert hold is not None
    assert hold.code == ErrorCode.DOCUMENT_NUMBER_UNUSABLE
    assert hold.message == (
        "its number in the books would be 'INV-2026-000000000-0001', which has 23 characters, and the books hold 21: "
        "give it a shorter invoice number in Procore, or set a shorter pattern"
    )


@pytest.mark.parametrize(
    ("bill", "why"),
    [
        (_bill(job=None), "the job has no number"),
        (_bill(commitment=None), "its commitment is not known here yet, or has no number"),
        (_bill(number=None), "it has no number of its own in Procore"),
    ],
)
def test_what_a_pattern_lacks_is_said(bill: VendorInvoice, why: str) -> None:
    hold = document_number(bill, RULES).hold

    assert hold is not None
    assert hold.message == f"its number in the books is made as {{job}}-{{commitment}}-{{number}}, but {why}"


@pytest.mark.parametrize(
    "pattern",
    ["{job}", "{vendor}-{number}", "{number!r}", "{number:>9}", "{number", "{}-{number}", " {number}", "{number}é", ""],
)
def test_a_pattern_that_could_not_work_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        DocumentNumbers(payables=pattern)


def test_invoices_to_owners_have_no_commitment_to_be_named_after() -> None:
    with pytest.raises(ValidationError):
        DocumentNumbers(receivables="{commitment}-{number}")
