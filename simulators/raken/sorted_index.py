"""Records found by a text key in sorted order."""

from bisect import bisect_left, bisect_right
from sys import intern
from typing import Final

from simulators.kit.sorted_items import SortedItems

type Entry = tuple[str, str]

_LAST: Final = "\U0010ffff"


class SortedIndex:
    """Pairs of key and uuid; few keys are many records', so each is kept once."""

    def __init__(self) -> None:
        self._entries: SortedItems[Entry] = SortedItems()

    def add(self, key: str, uuid: str) -> None:
        self._entries.add((intern(key), uuid))

    def remove(self, key: str, uuid: str) -> None:
        """The pair must have been added."""
        self._entries.remove((key, uuid))

    def between(self, first: str, last: str) -> list[Entry]:
        """Pairs whose key is between ``first`` and ``last``, both included, by key and then uuid."""
        entries = self._entries.in_order()
        return entries[bisect_left(entries, (first, "")) : bisect_right(entries, (last, _LAST))]
