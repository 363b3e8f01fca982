"""What every company has from its first day: accounts, terms, tax codes."""

from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.operations import Operations
from simulators.quickbooks.store import Realm

# Ids 1 to 9.
_ACCOUNTS = (
    ("Services Income", "Income"),
    ("Cost of Goods Sold", "Cost of Goods Sold"),
    ("Accounts Payable", "Accounts Payable"),
    ("Accounts Receivable", "Accounts Receivable"),
    ("Checking", "Bank"),
    ("Undeposited Funds", "Other Current Asset"),
    ("Company Card", "Credit Card"),
    ("Opening Balance Equity", "Equity"),
    ("Office Expenses", "Expense"),
)
# Ids 1 to 4.
_TERMS = (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60))
_TAX_CODES = (("TAX", True), ("NON", False))


def fill(realm: Realm, quiet: Operations) -> None:
    """Put the first records into a new company; `quiet` tells nobody."""
    for name, kind in _ACCOUNTS:
        quiet.create(realm, SPECS["Account"], {"Name": name, "AccountType": kind})
    for name, days in _TERMS:
        quiet.create(realm, SPECS["Term"], {"Name": name, "DueDays": days})
    for name, taxable in _TAX_CODES:
        # US companies know these two codes by their names (section 8, item 12).
        quiet.save(realm, SPECS["TaxCode"], {"Id": name, "Name": name, "Taxable": taxable}, None, "created")
