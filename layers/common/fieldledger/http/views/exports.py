"""Import files for FOUNDATION as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.foundation_export import ControlTotals, ExportCopy, ExportedText, ExportState, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind


class ExportView(CanonicalModel):
    """One import file. ``controls`` is what a person compares before and after the import; null until it is fixed.

    ``changes`` are texts that stand in the file otherwise than they were given, ``copies`` who fetched it and when.
    """

    export_id: str
    kind: FoundationKind
    state: ExportState
    requested_by: str
    created_at: Utc
    postings: int
    left_out: tuple[str, ...]
    changes: tuple[ExportedText, ...]
    controls: ControlTotals | None
    copies: tuple[ExportCopy, ...]

    @classmethod
    def of(cls, export: FoundationExport) -> Self:
        """The view of ``export``."""
        return cls(
            export_id=export.export_id,
            kind=export.kind,
            state=export.state,
            requested_by=export.user_id,
            created_at=export.created_at,
            postings=len(export.items),
            left_out=export.left_out,
            changes=export.changes,
            controls=export.controls,
            copies=export.copies,
        )
