"""The audit trail: who did what to which record, with the record before and after."""

from fieldledger.domain.base import CanonicalModel, Utc


class AuditEntry(CanonicalModel):
    """Append-only. ``before`` and ``after`` hold the fields that changed, as text."""

    company_id: str
    entry_id: str
    at: Utc
    user_id: str
    action: str
    entity_id: str
    before: dict[str, str]
    after: dict[str, str]
