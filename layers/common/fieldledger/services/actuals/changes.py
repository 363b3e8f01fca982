"""What has to be written of a job's costs: the difference between what the books want and what we wrote. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.actuals import Actual, PushedActual
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.services.actuals.wanted import WantedCost


@dataclass(frozen=True, slots=True)
class Changes:
    """``write`` has to be sent; ``removed`` was deleted by somebody in Procore and stays out."""

    write: Sequence[PushedActual]
    removed: Sequence[PushedActual]
    unchanged: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side's knowledge of a project: ``before`` is what we wrote, by key, ``read`` what Procore was seen to have.

    ``again``: a person asks for what was deleted there as well.
    """

    company_id: str
    project_id: str
    before: Mapping[str, PushedActual]
    read: Mapping[str, MirrorRecord]
    again: bool = False


def changes_of(costs: Sequence[WantedCost], side: Side) -> Changes:
    """A cost that the books have no more is emptied: Procore's sync takes nothing away."""
    found = [*(_wanted(cost, side) for cost in costs), *_gone({cost.spent.key for cost in costs}, side)]
    removed = [each for each in found if each.removed]
    write = [each for each in found if not each.removed and not _is_there(each, side)]
    return Changes(write, removed, len(found) - len(removed) - len(write))


def _wanted(cost: WantedCost, side: Side) -> PushedActual:
    """What was deleted there comes back under a new origin id, if a person asks or if it was empty when it went."""
    before = side.before.get(cost.spent.key)
    if before is None:
        actual = cost.actual(side.company_id, side.project_id, 1)
        return PushedActual(company_id=side.company_id, project_id=side.project_id, key=cost.spent.key, wanted=actual)
    if not _is_removed(before, side):
        return _toward(before, cost.actual(side.company_id, side.project_id, before.generation).over(before.wanted))
    if not side.again and any(line.amount for line in before.wanted.lines):
        return before.model_copy(update={"removed": True})
    generation = before.generation + 1
    fresh = {"generation": generation, "direct_cost_id": None, "removed": False}
    return _toward(before.model_copy(update=fresh), cost.actual(side.company_id, side.project_id, generation))


def _gone(keys: set[str], side: Side) -> Iterator[PushedActual]:
    for key, before in side.before.items():
        if key not in keys and not _is_removed(before, side):
            yield _toward(before, before.wanted.emptied())


def _toward(before: PushedActual, wanted: Actual) -> PushedActual:
    return before.model_copy(update={"wanted": wanted, "confirmed": before.confirmed and before.wanted == wanted})


def _is_removed(before: PushedActual, side: Side) -> bool:
    record = _seen(before, side)
    return before.removed or (record is not None and record.deleted)


def _is_there(pushed: PushedActual, side: Side) -> bool:
    """Confirmed, and not seen otherwise since: a late request of ours may have undone a later one."""
    record = _seen(pushed, side)
    return pushed.confirmed and (record is None or record.amount == pushed.wanted.amount)


def _seen(pushed: PushedActual, side: Side) -> MirrorRecord | None:
    """What was read of it after it was written."""
    record = side.read.get(pushed.direct_cost_id or "")
    written = pushed.written_at
    return None if record is None or written is None or record.written_at <= written else record
