"""Records found by a text key in sorted order."""

from bisect import bisect_left, bisect_right, insort
from sys import intern
from typing import Final

type Entry = tuple[str, str]

_LAST: Final = "\U0010ffff"
_FEW: Final = 100
"""So many additions find their places one by one; for more, one sort is cheaper."""


class SortedIndex:
    """Pairs of key and uuid. Many additions cost one sort, at the next read; half a million keys stay small."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._added: list[Entry] = []

    def add(self, key: str, uuid: str) -> None:
        self._added.append((intern(key), uuid))

    def remove(self, key: str, uuid: str) -> None:
        """The pair must have been added."""
        entries = self._in_order()
        del entries[bisect_left(entries, (key, uuid))]

    def between(self, first: str, last: str) -> list[Entry]:
        """Pairs whose key is between ``first`` and ``last``, both included, by key and then uuid."""
        entries = self._in_order()
        return entries[bisect_left(entries, (first, "")) : bisect_right(entries, (last, _LAST))]

    def _in_order(self) -> list[Entry]:
        if len(self._added) <= _FEW:
            for entry in self._added:
                insort(self._entries, entry)
        else:
            self._entries += self._added
            self._entries.sort()
        self._added.clear()
        return self._entries
