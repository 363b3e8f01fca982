"""Audit entries as callers see them."""

from typing import Self

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.base import CanonicalModel, Utc


class AuditView(CanonicalModel):
    """Who did what to which record; ``before`` and ``after`` hold the fields that changed, as text."""

    entry_id: str
    at: Utc
    user_id: str
    action: str
    entity_id: str
    before: dict[str, str]
    after: dict[str, str]

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        """The view of ``entry``."""
        return cls(**entry.model_dump(exclude={"company_id"}))
