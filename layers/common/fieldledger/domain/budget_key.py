"""Whose calls a vendor counts together."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import BudgetState

EVERYBODY: Final = "*"
"""In the place of a company's id."""


@dataclass(frozen=True, slots=True)
class BudgetKey:
    """``account`` is vendor and vendor tenant (``quickbooks:<realmId>``)."""

    company_id: str
    account: str

    def fresh(self) -> BudgetState:
        """The state before the first call."""
        return BudgetState(company_id=self.company_id, account=self.account)


def account_key(vendor: VendorName, company_id: str, account_id: str) -> BudgetKey:
    """The company's own account."""
    return BudgetKey(company_id, f"{vendor}:{account_id}")


def budget_key(vendor: VendorName, company_id: str, account_id: str) -> BudgetKey:
    """The account's own budget; FOUNDATION counts by subscription key, of which a stack has one (foundation.md B2)."""
    if vendor is VendorName.FOUNDATION:
        return BudgetKey(EVERYBODY, f"{vendor}:subscription")
    return account_key(vendor, company_id, account_id)
