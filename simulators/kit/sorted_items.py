"""A sorted list to which much is added before it is read."""

from bisect import bisect_left, insort
from typing import Final

_FEW: Final = 100
"""So many additions find their places one by one; for more, one sort is cheaper."""


class SortedItems[T: tuple[str, ...]]:
    """Tuples of texts. Many additions cost one sort, at the next read: half a million keys stay quick."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._added: list[T] = []

    def add(self, item: T) -> None:
        self._added.append(item)

    def remove(self, item: T) -> None:
        """The item must have been added."""
        items = self.in_order()
        del items[bisect_left(items, item)]

    def in_order(self) -> list[T]:
        """The list itself: not to be changed by whoever reads it."""
        if len(self._added) <= _FEW:
            for item in self._added:
                insort(self._items, item)
        else:
            self._items += self._added
            self._items.sort()
        self._added.clear()
        return self._items
