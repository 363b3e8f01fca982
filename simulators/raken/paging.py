"""``limit`` and ``offset`` and the envelope around every list (raken.md A3)."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulators.raken.errors import bad_request
from simulators.raken.record_store import Listing
from simulators.raken.resources import JsonObject
from simulators.raken.settings import RakenSettings, TotalSpelling


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; ``offset`` counts items, not pages."""

    offset: int
    limit: int

    @staticmethod
    def from_query(query: Mapping[str, str], settings: RakenSettings) -> "Page":
        limit = _whole_number(query, "limit", settings.default_page_size)
        if not 1 <= limit <= settings.largest_page_size:
            raise bad_request(f"limit must be between 1 and {settings.largest_page_size}")
        return Page(_whole_number(query, "offset", 0), limit)

    def envelope(self, items: Listing, spelling: TotalSpelling) -> JsonObject:
        """The total stands where ``spelling`` says."""
        total: JsonObject = {"totalElements": len(items)}
        in_page = total if spelling is TotalSpelling.IN_PAGE else {}
        at_top = total if spelling is TotalSpelling.AT_TOP else {}
        about: JsonObject = {"offset": self.offset, "limit": self.limit, **in_page}
        return {"page": about, "collection": list(items[self.offset : self.offset + self.limit]), **at_top}


def _whole_number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise bad_request(f"{name} must be a whole number, 0 or more")
    return int(text)
