"""What a reconciliation with a vendor adds up."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_change_orders import ChangeOrderFacts, ChangeOrderKind
from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_invoices import InvoiceSummaryFacts, PaymentApplicationFacts, RequisitionFacts
from fieldledger.domain.facts.procore_payments import PaymentFacts, PaymentKind
from fieldledger.domain.facts.procore_prime_contracts import PrimeContractFacts
from fieldledger.domain.facts.quickbooks_documents import BillFacts, InvoiceFacts
from fieldledger.domain.facts.quickbooks_documents import PaymentFacts as BooksPaymentFacts
from fieldledger.domain.facts.raken_lists import ClassificationFacts
from fieldledger.domain.mirror import Facts

SUM = Decimal("1250.75")
DUE = InvoiceSummaryFacts(current_payment_due=SUM, total_retainage=Decimal(9))
JOB_COST = JobCostFacts(job_no="1", posted_on=date(2026, 3, 2), cost=SUM, hours=Decimal(8), rows=1)


@pytest.mark.parametrize(
    "facts",
    [
        DirectCostFacts(amount=SUM),
        RequisitionFacts(summary=DUE),
        PaymentApplicationFacts(summary=DUE),
        PrimeContractFacts(revised_amount=SUM, original_amount=Decimal(9)),
        CommitmentFacts(kind=CommitmentKind.SUBCONTRACT, revised_amount=SUM, original_amount=Decimal(9)),
        ChangeOrderFacts(kind=ChangeOrderKind.PACKAGE, amount=SUM),
        PaymentFacts(kind=PaymentKind.ISSUED, contract_id="1", amount=SUM),
        BudgetRowFacts(view_id="1", original_amount=SUM),
        BillFacts(total=SUM, balance=Decimal(9)),
        InvoiceFacts(total=SUM),
        BooksPaymentFacts(total=SUM),
        JOB_COST,
    ],
    ids=lambda facts: type(facts).__name__,
)
def test_money_is_added_up(facts: Facts) -> None:
    assert facts.census_amount == SUM


@pytest.mark.parametrize(
    "facts", [DirectCostFacts(), RequisitionFacts(), BillFacts(), ClassificationFacts(name="Carpenter")], ids=repr
)
def test_what_names_no_amount_adds_nothing(facts: Facts) -> None:
    assert facts.census_amount == 0
