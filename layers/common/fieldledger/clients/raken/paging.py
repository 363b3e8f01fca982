"""Pages of Raken's lists (raken.md A3)."""

from dataclasses import dataclass
from typing import Final

from fieldledger.clients.vendor_answer import Json, VendorAnswer
from fieldledger.result import Result

PAGE_SIZE: Final = 1000
_COLLECTION: Final = "collection"
_TOTAL: Final = "totalElements"


@dataclass(frozen=True, slots=True)
class RakenPage:
    """Rows as they came: whoever reads one has to expect anything, also what is no object."""

    collection: tuple[object, ...]
    total: int | None = None

    def ends(self, offset: int, limit: int) -> bool:
        """Short page or total reached: either ends the list, since the total may be missing."""
        received = len(self.collection)
        return received < limit or (self.total is not None and offset + received >= self.total)


def read_page(answer: VendorAnswer) -> Result[RakenPage]:
    """``VENDOR_ANSWER_UNREADABLE`` only where there is no list of rows at all."""
    read = answer.json()
    if read.failed:
        return read.failure()
    envelope = read.unwrap()
    rows = envelope.get(_COLLECTION)
    if not isinstance(rows, list):
        return answer.unreadable("is no page of records", _COLLECTION)
    return Result.ok(RakenPage(tuple(rows), _total(envelope)))


def _total(envelope: Json) -> int | None:
    """Public clients disagree where the total stands; it is tolerated where it is missing."""
    page = envelope.get("page")
    stated = (page.get(_TOTAL) if isinstance(page, dict) else None, envelope.get(_TOTAL))
    return next((total for total in stated if isinstance(total, int) and not isinstance(total, bool)), None)
