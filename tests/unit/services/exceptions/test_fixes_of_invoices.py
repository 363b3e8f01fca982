"""What a person can do about a held invoice: mend it at its source; closing its item by itself mends nothing."""

import pytest

from fieldledger.domain.invoice import HOLDS
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.fixes import fitting
from tests.builders import an_exception


@pytest.mark.parametrize("side", ["vendor_invoice", "owner_invoice"])
@pytest.mark.parametrize("code", HOLDS)
def test_a_held_invoice_can_only_be_taken_note_of(side: str, code: ErrorCode) -> None:
    item = an_exception().model_copy(update={"code": code, "subject": f"{side}:procore-requisition-1"})

    assert fitting(item) == ("acknowledge",)


def test_what_the_books_would_refuse_of_a_posting_can_be_tried_again() -> None:
    item = an_exception().model_copy(update={"code": ErrorCode.BOOKS_WOULD_REFUSE, "subject": "posting:1"})

    assert "retry" in fitting(item)
