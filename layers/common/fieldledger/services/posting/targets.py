"""Which books a draft goes to, and whether it goes at all, as the company has set it."""

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import BillDraft, Draft, InvoiceDraft, TimeActivityDraft
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


def goes(company: Company, draft: Draft) -> bool:
    """Whether the company sends such records to the books; parties go with what needs them."""
    match draft:
        case TimeActivityDraft():
            return company.directions.time == "to_books"
        case BillDraft():
            return company.directions.bills == "to_books"
        case InvoiceDraft():
            return company.directions.invoices == "to_books"
        case _:
            return True
