"""Which books a draft goes to, and whether it goes at all."""

import pytest

from fieldledger.domain.company import BooksTargets, Company
from fieldledger.domain.directions import Directions
from fieldledger.domain.drafts import Draft, VendorDraft
from fieldledger.domain.posting import Operation, Target
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.result import ErrorCode
from fieldledger.services.posting.requesting import Intended, PostingOrder
from fieldledger.services.posting.targets import goes, targets_of
from fieldledger.wiring.approvals import requests_over
from tests.builders import ACCOUNTANT, COMPANY, a_company, a_posting_source, a_time_activity
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

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
    ("draft", "flow"),
    [(a_time_activity(), "time"), (a_vendor_invoice().draft(), "bills"), (an_owner_invoice().draft(), "invoices")],
)
def test_each_flow_is_switched_by_itself(draft: Draft, flow: str) -> None:
    def company(*, on: bool) -> Company:
        others = {name: not on for name in ("time", "bills", "invoices") if name != flow}
        ways = {name: "to_books" if goes_there else "off" for name, goes_there in {**others, flow: on}.items()}
        return a_company().model_copy(update={"directions": Directions.model_validate(ways)})

    assert (goes(company(on=True), draft), goes(company(on=False), draft)) == (True, False)
    assert goes(company(on=False), VendorDraft(supplier_id="graybar", display_name="Graybar"))


async def test_an_order_of_a_flow_that_is_off_is_refused_and_a_change_of_what_is_there_follows() -> None:
    store = InMemoryDocumentStore()
    off = a_company().model_copy(update={"directions": Directions(bills="off")})
    (await DocumentCompanies(store).save(off)).unwrap()
    requests = requests_over(store, RecordingQueue(), FakeClock())
    source = a_posting_source()
    bill = Intended(source, a_vendor_invoice().draft())
    refused = await requests.request(PostingOrder(COMPANY, "approval-1", ACCOUNTANT, (bill,)))
    assert refused.error_code == ErrorCode.FLOW_OFF
    change = Intended(source, a_vendor_invoice().draft(), Operation.UPDATE, "posting-1")
    followed = await requests.request(PostingOrder(COMPANY, "approval-1", ACCOUNTANT, (change,)))
    assert followed.error_code != ErrorCode.FLOW_OFF


@pytest.mark.parametrize(
    "wrong", [{"time": []}, {"time": ["foundation", "foundation"]}, {"time": ["sage"]}, {"bills": "both"}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="BooksTargets"):
        BooksTargets.model_validate(wrong)
