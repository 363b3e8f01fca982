"""What people approved in Procore is pending from then on, and counted once on its way through the books."""

from decimal import Decimal

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.directions import Directions
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.quickbooks_documents import BillFacts
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.posting import PostingState
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.services.queries.job_cost import ProjectCost
from tests.builders import a_company, a_link, a_posting, an_identity
from tests.builders.documents import a_cost_line, a_vendor_invoice
from tests.unit.services.job_cost.site import JOB, Site, a_bill_draft, a_bill_line, a_line
from tests.unit.services.job_cost.test_job_cost import amounts

DIRECT = DirectCostFacts(kind="invoice", status="approved", amount=Decimal(80), lines=(a_line("80", code="03-300"),))


@pytest.fixture
def site() -> Site:
    return Site()


def an_invoice(status: InvoiceStatus = InvoiceStatus.READY, amount: str = "80", **changes: object) -> VendorInvoice:
    line = a_cost_line(amount, cost_code="03-300", project_id=JOB)
    invoice = a_vendor_invoice(status=status, lines=[line], retainage="8", project_id=JOB)
    return invoice.model_copy(update=changes)


def figures(found: ProjectCost) -> tuple[dict[str, str], dict[str, str]]:
    return amounts(found.cost.totals.actual), amounts(found.cost.totals.pending)


@pytest.mark.parametrize(
    ("status", "pending"),
    [
        (InvoiceStatus.UNAPPROVED, {}),
        (InvoiceStatus.HELD, {"fieldledger/approved": "80.00"}),
        (InvoiceStatus.READY, {"fieldledger/approved": "80.00"}),
        (InvoiceStatus.AWAITING_SECOND, {"fieldledger/approved": "80.00"}),
        (InvoiceStatus.APPROVED, {}),
        (InvoiceStatus.DELETED, {}),
    ],
)
async def test_a_requisition_is_pending_from_its_approval_in_procore(
    site: Site, status: InvoiceStatus, pending: dict[str, str]
) -> None:
    await site.open()
    await site.requisition("r1", an_invoice(status))
    assert figures(await site.cost()) == ({}, pending)


async def test_a_direct_cost_is_one_cost_from_procore_to_the_books(site: Site) -> None:
    await site.open()
    await site.direct_cost("d1", DIRECT, an_invoice())
    ready = await site.cost()
    posting = a_posting(posting="p1", payload=a_bill_draft(("80", "03-300")))
    approved = an_invoice(InvoiceStatus.APPROVED, posting_ids=("p1",), version=1)
    await site.post(posting)
    await site.direct_cost("d2", DIRECT, approved.model_copy(update={"version": 0}))
    await site.requisition("r1", an_invoice(InvoiceStatus.DELETED))
    two = await site.cost()
    await site.bill("400", BillFacts(marker=posting.marker, lines=(a_bill_line("80"),)))
    posted = await site.cost()

    assert figures(ready) == ({}, {"fieldledger/approved": "80.00"})
    assert figures(two) == ({}, {"fieldledger/approved": "80.00", "fieldledger/postings": "80.00"})
    assert figures(posted) == ({"quickbooks/bills": "80.00"}, {"fieldledger/approved": "80.00"})
    assert [(each.source, str(each.amount), each.counted_from) for each in ready.cost.left_out] == [
        ("procore/direct_costs", "80.00", "fieldledger/postings")
    ]


async def test_a_direct_cost_whose_posting_somebody_gave_up_is_procores_again(site: Site) -> None:
    await site.open()
    await site.post(a_posting(posting="p1", payload=a_bill_draft(("80", "03-300")), state=PostingState.CANCELLED))
    await site.direct_cost("d1", DIRECT, an_invoice(InvoiceStatus.APPROVED, posting_ids=("p1",)))
    assert figures(await site.cost()) == ({"procore/direct_costs": "80.00"}, {})


async def test_bills_that_do_not_go_to_the_books_are_not_on_their_way(site: Site) -> None:
    await site.open(a_company().model_copy(update={"directions": Directions(bills="off")}))
    await site.direct_cost("d1", DIRECT, an_invoice())
    await site.requisition("r1", an_invoice())
    assert figures(await site.cost()) == ({"procore/direct_costs": "80.00"}, {})


@pytest.mark.parametrize(("vendor", "pending"), [("46", {}), ("47", {"fieldledger/approved": "80.00"})])
async def test_a_bill_that_somebody_entered_by_hand_is_the_requisitions(
    site: Site, vendor: str, pending: dict[str, str]
) -> None:
    await site.open()
    link = a_link(vendor=VendorName.QUICKBOOKS, vendor_id="46")
    identity = an_identity(kind=IdentityKind.SUPPLIER, canonical_id="graybar", links=[link])
    (await site.store.transact([DocumentIdentities(site.store).write(identity)])).unwrap()
    await site.requisition("r1", an_invoice())
    await site.bill("400", BillFacts(number="inv-20418", vendor_id=vendor, lines=(a_bill_line("80"),)))
    assert figures(await site.cost()) == ({"quickbooks/bills": "80.00"}, pending)
