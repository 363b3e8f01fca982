"""Making audit entries."""

from datetime import datetime

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.hashing import derive_id

SYSTEM = "system"


def audit_entry(
    company_id: str,
    user_id: str,
    action: str,
    entity_id: str,
    at: datetime,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> AuditEntry:
    """The same change recorded twice is the same entry, so a repeated transaction cannot double the trail."""
    entry_id = derive_id(company_id, user_id, action, entity_id, repr(sorted((after or {}).items())))
    return AuditEntry(
        company_id=company_id,
        entry_id=entry_id,
        at=at,
        user_id=user_id,
        action=action,
        entity_id=entity_id,
        before=before or {},
        after=after or {},
    )
