"""QuickBooks' name lists: customers and jobs, vendors, employees, items, accounts, classes (quickbooks.md 7.1)."""

from fieldledger.domain.facts.amounts import Exact
from fieldledger.domain.mirror import Facts


class NameFacts(Facts):
    """What postings refer to; see ``domain/crosswalk.py``. Names are never deleted, but switched off or merged away."""

    display_name: str
    number: str | None = None
    email: str | None = None
    cost_rate: Exact | None = None
    account_type: str | None = None
    account_sub_type: str | None = None
    purchased: bool | None = None
    active: bool = True
    sync_token: str = "0"
