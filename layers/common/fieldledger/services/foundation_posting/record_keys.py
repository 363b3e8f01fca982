"""Under which names we remember which of FOUNDATION's records are ours."""

from typing import Final

from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.posting import BooksRecord, Posting

_ENTITIES: Final = {
    FoundationKind.TIME_CARD: "FoundationTimeCard",
    FoundationKind.AP_INVOICE: "FoundationApInvoice",
}


def foundation_record(posting: Posting, vendor_id: str) -> BooksRecord:
    """Whose record of FOUNDATION it is."""
    is_card = posting.payload.kind in {"time_activity", "per_diem"}
    kind = FoundationKind.TIME_CARD if is_card else FoundationKind.AP_INVOICE
    return BooksRecord(
        company_id=posting.company_id,
        entity=entity_of(kind),
        vendor_id=vendor_id,
        posting_id=posting.posting_id,
    )


def entity_of(kind: FoundationKind) -> str:
    """The name under which we remember which of its records are ours."""
    return _ENTITIES[kind]
