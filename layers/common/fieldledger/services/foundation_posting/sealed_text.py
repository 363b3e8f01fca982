"""A record for FOUNDATION as it is written down before it is sent."""

from fieldledger.clients.foundation.models.writes import ApInvoiceWrite, TimeCardWrite
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.services.foundation_posting.mapping import BooksWrite


def read_write(kind: FoundationKind, body: str) -> BooksWrite:
    """A write as it was sealed."""
    if kind is FoundationKind.TIME_CARD:
        return TimeCardWrite.model_validate_json(body)
    return ApInvoiceWrite.model_validate_json(body)


def sealed_text(write: BooksWrite) -> str:
    """A write as text; ``read_write`` turns it back."""
    return write.model_dump_json(exclude_unset=True)
