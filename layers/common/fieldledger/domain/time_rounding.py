"""From source hours to exported minutes, so that a card's total survives rounding (time-and-identity.md C2)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from fieldledger.domain.time_card import Allocation, TimeEntry

type _Key = tuple[str, str | None, str | None]
_ONE = Decimal(1)


def _whole(minutes: Decimal) -> int:
    return int(minutes.quantize(_ONE, rounding=ROUND_HALF_UP))


def allocate(entries: Sequence[TimeEntry]) -> tuple[Allocation, ...]:
    """Merge entries of the same kind and round each to the minute.

    The sum of the rounded rows equals the rounded sum of the card: the residue goes to the largest row (many
    tiny rows: to the largest rows, a minute each, so that none turns negative). Rows that come to no time at all are
    left out. The order is that of first appearance.
    """
    exact: dict[_Key, Decimal] = defaultdict(Decimal)
    for entry in entries:
        exact[entry.pay_type, entry.cost_code, entry.classification] += entry.hours * 60
    rounded = {key: _whole(minutes) for key, minutes in exact.items()}
    residue = _whole(sum(exact.values(), Decimal(0))) - sum(rounded.values())
    for key in sorted(exact, key=lambda key: exact[key], reverse=True)[: abs(residue)]:
        rounded[key] += 1 if residue > 0 else -1
    return tuple(
        Allocation(pay_type=pay_type, cost_code=cost_code, classification=classification, minutes=minutes)
        for (pay_type, cost_code, classification), minutes in rounded.items()
        if minutes > 0
    )
