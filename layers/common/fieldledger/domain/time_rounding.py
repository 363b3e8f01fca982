"""From source hours to exported minutes, so that a card's total survives rounding (time-and-identity.md C2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from fieldledger.domain.time_card import Allocation, TimeEntry

type _Key = tuple[str, str | None, str | None]
_ONE = Decimal(1)


def round_together[K](
    exact: Mapping[K, Decimal], unit: Decimal, before: Decimal = Decimal(0), given: Decimal = Decimal(0)
) -> dict[K, Decimal]:
    """Round each value to ``unit`` so that their sum is the rounded sum of the exact values.

    ``before`` is what belongs to the same sum and was rounded to ``given`` earlier: with it the whole sum holds.
    The residue goes to the largest value; of many tiny ones to the largest, one unit each, so that none turns negative.
    """
    rounded = {key: _rounded(value, unit) for key, value in exact.items()}
    whole = _rounded(sum(exact.values(), before), unit) - given
    residue = int((whole - sum(rounded.values(), Decimal(0))) / unit)
    for key in sorted(exact, key=lambda key: exact[key], reverse=True)[: abs(residue)]:
        rounded[key] = max(Decimal(0), rounded[key] + (unit if residue > 0 else -unit))
    return rounded


def _rounded(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).quantize(_ONE, rounding=ROUND_HALF_UP) * unit


def allocate(entries: Sequence[TimeEntry]) -> tuple[Allocation, ...]:
    """Merge entries of the same kind and round each to the minute.

    The sum of the rounded rows equals the rounded sum of the card (``round_together``). Rows that come to no time at
    all are left out. The order is that of first appearance.
    """
    exact: dict[_Key, Decimal] = defaultdict(Decimal)
    for entry in entries:
        exact[entry.pay_type, entry.cost_code, entry.classification] += entry.hours * 60
    rounded = round_together(exact, _ONE)
    return tuple(
        Allocation(pay_type=pay_type, cost_code=cost_code, classification=classification, minutes=int(minutes))
        for (pay_type, cost_code, classification), minutes in rounded.items()
        if minutes > 0
    )
