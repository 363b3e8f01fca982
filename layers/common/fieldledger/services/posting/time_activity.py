"""A draft as the TimeActivity that QuickBooks takes (quickbooks.md 7.2, 7.3)."""

import json
from typing import Final

from fieldledger.clients.quickbooks.models import TimeActivity
from fieldledger.domain.posting import Posting
from fieldledger.services.posting.resolution import BooksIds

ENTITY: Final = "TimeActivity"
MAX_DESCRIPTION: Final = 4000


def body(posting: Posting, ids: BooksIds) -> str:
    """The record as JSON text. TxnDate is always sent: its default is the server's date, not the jobsite's."""
    draft = posting.payload
    hours, minutes = divmod(draft.minutes, 60)
    record = {
        "NameOf": "Employee",
        "EmployeeRef": {"value": ids.employee_id},
        "TxnDate": draft.work_date.isoformat(),
        "Hours": hours,
        "Minutes": minutes,
        "CustomerRef": {"value": ids.customer_id},
        "ItemRef": {"value": ids.item_id},
        "BillableStatus": "NotBillable",  # billable time needs an hourly rate (6330), which the jobsite does not know
        "Description": description(posting),
    }
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def description(posting: Posting) -> str:
    """Cost code, classification and pay type for people; the marker last, for finding the posting again."""
    draft = posting.payload
    words = " ".join(word for word in (draft.cost_code, draft.classification, draft.pay_type) if word)
    room = MAX_DESCRIPTION - len(posting.marker) - 1
    return f"{words[:room]} {posting.marker}".strip()


def differences(sent: str, held: TimeActivity) -> dict[str, str]:
    """Where the books hold something else than was sent: QuickBooks may silently re-type a record."""
    wanted = TimeActivity.model_validate({"Id": held.id, **json.loads(sent)})
    pairs = {
        "NameOf": (wanted.name_of, held.name_of),
        "EmployeeRef": (wanted.employee and wanted.employee.value, held.employee and held.employee.value),
        "CustomerRef": (wanted.customer and wanted.customer.value, held.customer and held.customer.value),
        "ItemRef": (wanted.item and wanted.item.value, held.item and held.item.value),
        "TxnDate": (wanted.txn_date, held.txn_date),
        "minutes": (str(wanted.total_minutes), str(held.total_minutes)),
    }
    return {name: f"sent {ours}, holds {theirs}" for name, (ours, theirs) in pairs.items() if ours != theirs}
