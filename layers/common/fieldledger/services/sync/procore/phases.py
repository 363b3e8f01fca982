"""Several lists one after the other under one cursor: ``<phase>:<page>``."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.services.sync.procore.reading import joined, parted


@dataclass(frozen=True, slots=True)
class Place:
    """A page of one of the lists; ``done`` rows of it have been read already (see ``completing.py``)."""

    phase: str
    page: int = 1
    done: int = 0

    @staticmethod
    def of(cursor: str | None, phases: Sequence[str]) -> "Place":
        """The place that a cursor names; the first page of the first list without one."""
        if cursor is None:
            return Place(phases[0])
        phase, page, done = parted(cursor)
        return Place(phase, int(page), int(done))

    @property
    def cursor(self) -> str:
        """As text."""
        return joined(self.phase, self.page, self.done)


def following(place: Place, next_page: int | None, phases: Sequence[str]) -> str | None:
    """The cursor after a page: its list's next page, else the next list's first, None at the very end."""
    if next_page is not None:
        return Place(place.phase, next_page).cursor
    behind = phases[phases.index(place.phase) + 1 :]
    return Place(behind[0]).cursor if behind else None
