"""Records found by a text key in sorted order."""

from bisect import bisect_left, bisect_right
from sys import intern
from typing import Final

type Entry = tuple[str, str]

_LAST: Final = "\U0010ffff"


class SortedIndex:
    """Pairs of key and uuid. Many additions cost one sort, at the next read; half a million keys stay small."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._sorted = True

    def add(self, key: str, uuid: str) -> None:
        entry = (intern(key), uuid)
        self._sorted = self._sorted and (not self._entries or self._entries[-1] <= entry)
        self._entries.append(entry)

    def remove(self, key: str, uuid: str) -> None:
        """The pair must have been added."""
        entries = self._in_order()
        del entries[bisect_left(entries, (key, uuid))]

    def between(self, first: str, last: str) -> list[Entry]:
        """Pairs whose key is between ``first`` and ``last``, both included, by key and then uuid."""
        entries = self._in_order()
        return entries[bisect_left(entries, (first, "")) : bisect_right(entries, (last, _LAST))]

    def _in_order(self) -> list[Entry]:
        if not self._sorted:
            self._entries.sort()
            self._sorted = True
        return self._entries
