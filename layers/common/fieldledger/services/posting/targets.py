"""Which books a draft goes to, as the company has set it."""

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import BillDraft, Draft, TimeActivityDraft
from fieldledger.domain.posting import Target


def targets_of(company: Company, draft: Draft) -> tuple[Target, ...]:
    """Time may go to both; parties and invoices to owners are kept in QuickBooks only."""
    match draft:
        case TimeActivityDraft():
            return company.books.time
        case BillDraft():
            return (company.books.bills,)
        case _:
            return ("quickbooks",)
