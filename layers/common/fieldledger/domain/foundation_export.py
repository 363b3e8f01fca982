"""An import file for FOUNDATION and what became of it (docs/vendors/foundation.md B7)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.hashing import derive_id

MOST_ITEMS: Final = 400
MOST_BYTES: Final = 180_000
"""Postings in one file, and the size of their bodies: the export has to fit an item of DynamoDB, which is 400 KB."""


class ExportState(StrEnum):
    """``gathering -> sealed -> written -> recorded``; ``empty`` if nothing could be gathered.

    From ``sealed`` on the content is fixed; from ``written`` on the files lie in the bucket.
    """

    GATHERING = "gathering"
    SEALED = "sealed"
    WRITTEN = "written"
    RECORDED = "recorded"
    EMPTY = "empty"


OPEN_EXPORTS: Final = frozenset({ExportState.GATHERING, ExportState.SEALED, ExportState.WRITTEN})


class ExportedText(CanonicalModel):
    """A text that stands in the file otherwise than it was given, to be seen in the manifest."""

    row: int
    field: str
    before: str
    after: str


class ExportItem(CanonicalModel):
    """One posting of an export.

    ``body`` is the record as JSON while the export gathers. ``approved`` is what a person approved: minutes, or money;
    ``amount`` is the money of a per diem, which has no minutes.
    ``row`` (from 1, the header not counted) and ``rows`` say where it stands in the file; rows of hours that FOUNDATION
    could not tell apart are one row of several postings.
    """

    posting_id: str
    generation: int
    approval_id: str
    approved_by: str
    content_hash: str
    natural_key: str
    approved: Decimal
    amount: Decimal = Decimal(0)
    body: str = ""
    row: int = 0
    rows: int = 0


class ControlTotals(CanonicalModel):
    """What a person compares before and after the import. ``unit`` says what is added up.

    ``approved`` is in minutes for time, in the same money for invoices; ``rounding`` is what the file holds more than
    was approved: hundredths of an hour cannot hold every minute. ``per_diems`` is the money of rows without hours.
    """

    postings: int
    rows: int
    unit: str
    quantity: Decimal
    approved: Decimal
    rounding: Decimal
    per_diems: Decimal = Decimal(0)
    sha256: str
    bytes: int


class ExportCopy(CanonicalModel):
    """A copy that somebody asked for after the export was made."""

    number: int
    user_id: str
    at: Utc


class FoundationExport(CanonicalModel):
    """One import file and everything that is in it; ``content`` is the file, in ASCII, from ``sealed`` on.

    ``left_out`` are postings that were to be in it and that somebody was faster with.
    ``user_id`` is who asked for it: a person, or the system when what was approved had come to rest.
    """

    company_id: str
    export_id: str
    kind: FoundationKind
    user_id: str
    state: ExportState = ExportState.GATHERING
    created_at: Utc
    items: Annotated[tuple[ExportItem, ...], Field(max_length=MOST_ITEMS)]
    left_out: tuple[str, ...] = ()
    content: str = ""
    changes: tuple[ExportedText, ...] = ()
    controls: ControlTotals | None = None
    copies: tuple[ExportCopy, ...] = ()
    version: int = 0

    @property
    def file_key(self) -> str:
        """Where the file lies in the bucket."""
        return f"{self._stem}.csv"

    @property
    def manifest_key(self) -> str:
        """Where its manifest lies."""
        return f"{self._stem}.manifest.json"

    @property
    def _stem(self) -> str:
        made = self.created_at
        return f"{self.company_id}/{self.kind}/{made:%Y}/{made:%m}/{made:%Y%m%dT%H%M%S}-{self.export_id[:12]}"


def export_id(kind: FoundationKind, items: tuple[ExportItem, ...]) -> str:
    """The same postings in the same generations give the same export."""
    return derive_id(kind, *sorted(f"{item.posting_id}:{item.generation}" for item in items), length=32)
