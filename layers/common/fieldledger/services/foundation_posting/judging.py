"""Whether a record in the books is the one whose sending was not answered: a pure decision (foundation.md B6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fieldledger.services.foundation_posting.books import Held


@dataclass(frozen=True, slots=True)
class Ours:
    """This record is what was sent."""

    held: Held


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing in the books can be it."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Only a person can tell; ``candidates`` are what they have to look at."""

    why: str
    candidates: tuple[Held, ...]


type Finding = Ours | Absent | Doubtful


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is known: the ``baseline`` from before the first send, records ``taken`` by other postings of ours,
    records that another open seal ``explains``, and whether the books have a field for our id (``carries_our_id``).
    """

    baseline: Collection[str] = ()
    taken: Collection[str] = ()
    explained: Collection[str] = ()
    carries_our_id: bool = False


def judge(found: Sequence[Held], known: Circumstances) -> Finding:
    """Our own mark decides; without one only a single record that is new and equal in content may be ours."""
    fresh = [held for held in found if held.vendor_id not in known.baseline and held.vendor_id not in known.taken]
    marked = [held for held in fresh if held.marked]
    if marked:
        return _only(marked, "several records carry our id")
    if known.carries_our_id:
        return Absent()
    equal = [held for held in fresh if not held.differences]
    if equal:
        return _only(equal, "several records appeared that are equal to what was sent")
    others = tuple(held for held in fresh if held.vendor_id not in known.explained)
    if others:
        return Doubtful("a record appeared that may be what was sent, changed since, or somebody's own", others)
    return Absent()


def _only(candidates: Sequence[Held], why: str) -> Finding:
    return Ours(candidates[0]) if len(candidates) == 1 else Doubtful(why, tuple(candidates))
