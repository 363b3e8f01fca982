"""Pages and their headers: ``Link``, ``Total`` and ``Per-Page`` (procore.md 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from simulators.procore import errors
from simulators.procore.settings import OverLimit, ProcoreSettings
from simulators.procore.wire import int_of

V2_DEFAULT: Final = 10
V2_LARGEST: Final = 100
_FIRST_WITH_PREVIOUS: Final = 3


@dataclass(frozen=True, slots=True)
class Paging:
    """The sizes of one list's pages; None is the setting for v1."""

    default: int | None = None
    largest: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``clamped`` tells that a larger one was asked for."""

    number: int
    size: int
    clamped: bool

    def headers(self, url: str, total: int) -> dict[str, str]:
        """Links carry no other parameters than the page's: callers have to add their filters again."""
        last = max(1, ceil(total / self.size))
        links = ", ".join(
            f'<{url}?page={page}&per_page={self.size}>; rel="{rel}"' for rel, page in self._links(last).items()
        )
        headers = {"Total": str(total), "Per-Page": str(self.size)}
        return headers | ({"Link": links} if links else {})

    def _links(self, last: int) -> dict[str, int]:
        """The second page has no ``prev``, the last page has neither ``next`` nor ``last``."""
        links = {}
        if self.number > 1:
            links["first"] = 1
        if self.number >= _FIRST_WITH_PREVIOUS:
            links["prev"] = self.number - 1
        if self.number < last:
            links |= {"next": self.number + 1, "last": last}
        return links


def page_of(query: Mapping[str, str], paging: Paging, settings: ProcoreSettings) -> Page:
    """Read ``page`` and ``per_page``; what happens above the largest is a setting."""
    largest = min(paging.largest or settings.largest_per_page, settings.largest_per_page)
    size = _positive(query, "per_page", min(paging.default or settings.default_per_page, largest))
    if size > largest and settings.over_limit is OverLimit.REFUSE:
        raise errors.bad_request(f"per_page must not be greater than {largest}", "per_page")
    return Page(_positive(query, "page", 1), min(size, largest), clamped=size > largest)


def _positive(query: Mapping[str, str], name: str, default: int) -> int:
    if name not in query:
        return default
    number = int_of(query[name])
    if number is None or number < 1:
        raise errors.bad_request(f"{name} must be a positive number", name)
    return number
