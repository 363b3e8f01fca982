"""Events of vendors, and the bodies that tell of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import RelatedRecord, VendorEvent
from tests.fakes.clock import MONDAY_MORNING

PROCORE_ACCOUNT: Final = "1357908642"
PROJECT: Final = "2468013579"
WEBHOOK_KEY: Final = "k" * 64
OLDER_WEBHOOK_KEY: Final = "o" * 64


def a_vendor_event(
    *,
    vendor: VendorName = VendorName.PROCORE,
    account_id: str = PROCORE_ACCOUNT,
    entity: str = "direct costs",
    entity_id: str = "1234",
    operation: str = "updated",
    event_id: str = "event-1",
    occurred_at: datetime = MONDAY_MORNING,
    scope_id: str | None = PROJECT,
    related: tuple[tuple[str, str], ...] = (),
    author_id: str | None = "987654321",
    application_id: str | None = None,
) -> VendorEvent:
    """Somebody changed a direct cost; ``related`` holds entities and ids."""
    return VendorEvent(
        vendor=vendor,
        account_id=account_id,
        entity=entity,
        entity_id=entity_id,
        operation=operation,
        event_id=event_id,
        occurred_at=occurred_at,
        scope_id=scope_id,
        related=tuple(RelatedRecord(entity=name, entity_id=id_) for name, id_ in related),
        author_id=author_id,
        application_id=application_id,
    )


def a_procore_body(version: str = "v3.0", **changes: Any) -> dict[str, Any]:
    """Procore's payload in one of its versions; ``changes`` replace fields, None included."""
    if version == "v4.0":
        short: Mapping[str, Any] = {
            "id": "01JMYXMZRBVKK0PC6XS8SA4QRE",
            "timestamp": "2026-03-02T12:59:58.246562Z",
            "reason": "update",
            "company_id": PROCORE_ACCOUNT,
            "project_id": PROJECT,
            "user_id": "5447",
            "resource_type": "Direct Cost Line Items",
            "resource_id": "379913",
        }
        return {**short, **changes}
    full: Mapping[str, Any] = {
        "id": 123456789,
        "ulid": "01KJQ8XZ5T3V7M2N9R4C6W8YAB",
        "timestamp": "2026-03-02T12:59:58.246562Z",
        "metadata": {"source_user_id": 987654321, "source_application_id": None},
        "user_id": 987654321,
        "company_id": int(PROCORE_ACCOUNT),
        "project_id": int(PROJECT),
        "api_version": version,
        "event_type": "update",
        "resource_name": "Direct Cost Line Items",
        "resource_id": 379913,
    }
    related = {"related_resources": [{"id": 1234, "name": "Direct Costs"}]} if version == "v3.0" else {}
    return {**full, **related, **changes}
