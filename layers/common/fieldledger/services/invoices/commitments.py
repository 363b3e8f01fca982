"""What a subcontractor's invoice is billed on: a contract that stands and is worth something."""

from decimal import Decimal
from typing import Final

from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.invoice import Hold
from fieldledger.error_codes import ErrorCode

_NOTHING: Final = Decimal(0)


def unfit(contract: CommitmentFacts | None) -> Hold | None:
    """Why nothing is paid on a contract as it is; None: it may be billed, or was not read yet."""
    if contract is None:
        return None
    if contract.ended:
        text = f"its contract {_name(contract)} is {(contract.status or '').lower()} in Procore: nothing is owed on it"
        return Hold(code=ErrorCode.BOOKS_WOULD_REFUSE.value, message=text)
    if contract.revised_amount is not None and contract.revised_amount < _NOTHING:
        text = (
            f"its contract {_name(contract)} comes to {contract.revised_amount:,.2f} with its change orders, and a "
            "contract cannot be worth less than nothing: look at the change orders in Procore"
        )
        return Hold(code=ErrorCode.INVOICE_UNBALANCED.value, message=text)
    return None


def _name(contract: CommitmentFacts) -> str:
    return contract.number or contract.title or "without a number"
