"""The append-only audit trail."""

from typing import Protocol

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import iso
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName


class AuditTrail(Protocol):
    """Audit entries are only ever written together with the change that they describe."""

    def write(self, entry: AuditEntry) -> Put:
        """The write that appends ``entry``."""
        ...


class DocumentAuditTrail:
    """Sort key ``AUDIT#<time>#<id>`` in the audit table."""

    def __init__(self, store: DocumentStore) -> None:
        self._entries = Aggregate(store, TableName.AUDIT, AuditEntry, "AUDIT")

    def write(self, entry: AuditEntry) -> Put:
        """The write that appends ``entry``: version 0, so an existing entry is never replaced."""
        return self._entries.write(entry, entry.company_id, f"{iso(entry.at)}#{entry.entry_id}")
