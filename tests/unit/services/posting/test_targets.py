"""Which books a draft goes to."""

import pytest

from fieldledger.domain.company import BooksTargets
from fieldledger.domain.drafts import Draft, VendorDraft
from fieldledger.domain.posting import Target
from fieldledger.services.posting.targets import targets_of
from tests.builders import a_company, a_time_activity
from tests.builders.documents import a_vendor_invoice, an_owner_invoice

BOOKS = BooksTargets(time=("quickbooks", "foundation"), bills="foundation")


@pytest.mark.parametrize(
    ("draft", "targets"),
    [
        (a_time_activity(), ("quickbooks", "foundation")),
        (a_vendor_invoice().draft(), ("foundation",)),
        (an_owner_invoice().draft(), ("quickbooks",)),
        (VendorDraft(supplier_id="graybar", display_name="Graybar"), ("quickbooks",)),
    ],
)
def test_time_and_bills_go_where_the_company_says(draft: Draft, targets: tuple[Target, ...]) -> None:
    assert targets_of(a_company().model_copy(update={"books": BOOKS}), draft) == targets


def test_a_company_that_says_nothing_posts_to_quickbooks() -> None:
    assert targets_of(a_company(), a_time_activity()) == ("quickbooks",)
    assert targets_of(a_company(), a_vendor_invoice().draft()) == ("quickbooks",)


@pytest.mark.parametrize(
    "wrong", [{"time": []}, {"time": ["foundation", "foundation"]}, {"time": ["sage"]}, {"bills": "both"}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="BooksTargets"):
        BooksTargets.model_validate(wrong)
