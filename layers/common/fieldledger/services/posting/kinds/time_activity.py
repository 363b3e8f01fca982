"""A draft as the TimeActivity that QuickBooks takes (quickbooks.md 7.2, 7.3)."""

from collections.abc import Mapping
from typing import Final

from fieldledger.clients.quickbooks.fields import Fields
from fieldledger.clients.quickbooks.models import TimeActivity
from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.kinds.needs import Need, Needs, References, employee, job

MAX_DESCRIPTION: Final = 4000


def needs(company: Company, draft: TimeActivityDraft) -> Needs:
    """Worker, job and the service item of the pay type: ``PAY_TYPE_UNMAPPED`` if the company has none for it."""
    mapping = company.pay_types.get(draft.pay_type)
    subject = f"pay_type:{draft.pay_type}"
    if mapping is None:
        text = f"pay type {draft.pay_type} has no service item"
        return Result.fail(text, ErrorCode.PAY_TYPE_UNMAPPED, {"subject": subject})
    item = Need(CounterpartKind.ITEM, mapping.service_item, subject, ErrorCode.SERVICE_ITEM_UNMATCHED)
    return Result.ok((employee(draft.employee_id), job(draft.project_id), item))


def fields(company: Company, draft: TimeActivityDraft, marker: str, refers: References) -> Fields:
    """TxnDate is always sent: its default is the server's date, not the jobsite's."""
    hours, minutes = divmod(draft.minutes, 60)
    return {
        "NameOf": "Employee",
        "EmployeeRef": refers(CounterpartKind.EMPLOYEE, draft.employee_id),
        "TxnDate": draft.work_date.isoformat(),
        "Hours": hours,
        "Minutes": minutes,
        "CustomerRef": refers(CounterpartKind.CUSTOMER, draft.project_id),
        "ItemRef": refers(CounterpartKind.ITEM, company.pay_types[draft.pay_type].service_item),
        "BillableStatus": "NotBillable",  # billable time needs an hourly rate (6330), which the jobsite does not know
        "Description": description(draft, marker),
    }


def description(draft: TimeActivityDraft, marker: str) -> str:
    """Cost code, classification and pay type for people; the marker last, for finding the posting again."""
    words = " ".join(word for word in (draft.cost_code, draft.classification, draft.pay_type) if word)
    room = MAX_DESCRIPTION - len(marker) - 1
    return f"{words[:room]} {marker}".strip()


def differences(wanted: TimeActivity, held: TimeActivity) -> Mapping[str, str]:
    """Where the books hold something else than was sent: QuickBooks may silently re-type a record."""
    pairs = {
        "NameOf": (wanted.name_of, held.name_of),
        "EmployeeRef": (wanted.employee and wanted.employee.value, held.employee and held.employee.value),
        "CustomerRef": (wanted.customer and wanted.customer.value, held.customer and held.customer.value),
        "ItemRef": (wanted.item and wanted.item.value, held.item and held.item.value),
        "TxnDate": (wanted.txn_date, held.txn_date),
        "minutes": (str(wanted.total_minutes), str(held.total_minutes)),
    }
    return {name: f"sent {ours}, holds {theirs}" for name, (ours, theirs) in pairs.items() if ours != theirs}
