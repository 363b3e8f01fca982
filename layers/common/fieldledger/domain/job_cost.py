"""What a job costs, by cost code: pure arithmetic on entries that were read from the vendors and from our postings.

No money is counted twice: of each kind of cost the entries of one system are counted, those of the others are named as
left out. Within a code they are split by cost type where it is known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypedDict

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import Target

POSTINGS: Final = "fieldledger/postings"
"""The source of what was approved here and is not in the books yet; the others have the name of their resource."""
APPROVED: Final = "fieldledger/approved"
"""The source of what was approved where it came from and has no posting yet."""
CALCULATED: Final = "calculated"
"""The source of a forecast that nobody wrote."""
_ZERO: Final = Decimal("0.00")


class CostKind(StrEnum):
    """What decides which books a cost is in."""

    LABOR = "labor"
    PAYABLES = "payables"
    OTHER = "other"


class CostHolder(StrEnum):
    """What may hold the same cost; ``JOURNAL`` are wages that somebody booked in QuickBooks."""

    FOUNDATION = "foundation"
    QUICKBOOKS = "quickbooks"
    JOURNAL = "journal"
    PROCORE = "procore"


class CostPlace(CanonicalModel):
    """Where a cost belongs; ``cost_code`` None: nowhere (yet)."""

    phase: str | None = None
    cost_code: str | None = None
    cost_type: str | None = None


@dataclass(frozen=True, slots=True)
class CostEntry:
    """An amount, in whole cents, on a place, from the source that says so.

    ``unpriced`` are those of the hours that no cost is known of. ``on_its_way``: the cost goes to the books from here,
    so it is counted as pending, or as what the books have of it. ``currency`` None: the company's own.
    """

    source: str
    place: CostPlace
    amount: Decimal
    kind: CostKind = CostKind.OTHER
    hours: Decimal = _ZERO
    unpriced: Decimal = _ZERO
    on_its_way: bool = False
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class BudgetEntry:
    """A budget row. ``to_complete``: what somebody thinks is still to come; ``at_completion``: what all will cost.

    ``currency`` None: the company's own.
    """

    source: str
    place: CostPlace
    original: Decimal
    revised: Decimal
    to_complete: Decimal | None = None
    at_completion: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class JobCostParts:
    """Everything that is known of one job. ``bills``: the books in which bills are kept; ``hours``: those for time.

    ``currency`` is the company's.
    """

    bills: Target = "quickbooks"
    hours: Target = "quickbooks"
    budget: Sequence[BudgetEntry] = ()
    committed: Sequence[CostEntry] = ()
    costs: Mapping[CostHolder, Sequence[CostEntry]] = field(default_factory=dict)
    pending: Sequence[CostEntry] = ()
    currency: str = "USD"

    def in_own_currency(self) -> "JobCostParts":
        """What may be added up."""
        return replace(
            self,
            budget=[each for each in self.budget if self._is_own(each)],
            committed=[each for each in self.committed if self._is_own(each)],
            costs={holder: [each for each in held if self._is_own(each)] for holder, held in self.costs.items()},
            pending=[each for each in self.pending if self._is_own(each)],
        )

    def others(self) -> Iterator["OtherCurrency"]:
        """What may not, by figure, source and currency."""
        actual = [each for entries in self.costs.values() for each in entries]
        told: list[tuple[str, CostEntry | BudgetEntry, Decimal]] = [
            *(("budget", each, each.revised) for each in self.budget),
            *(("committed", each, each.amount) for each in self.committed),
            *(("actual", each, each.amount) for each in actual),
            *(("pending", each, each.amount) for each in self.pending),
        ]
        sums: dict[tuple[str, str, str], Decimal] = {}
        for figure, each, amount in told:
            if not self._is_own(each):
                key = (figure, each.source, each.currency or "")
                sums[key] = sums.get(key, _ZERO) + amount
        for (figure, source, currency), amount in sorted(sums.items()):
            yield OtherCurrency(figure=figure, source=source, currency=currency, amount=amount)

    def _is_own(self, entry: CostEntry | BudgetEntry) -> bool:
        return entry.currency is None or entry.currency == self.currency

    def of(self, holder: CostHolder, kind: CostKind) -> list[CostEntry]:
        """What a system has of one kind, that may be counted from there."""
        return [each for each in self.costs.get(holder, ()) if each.kind is kind and not each.on_its_way]

    def aside(self, kind: CostKind) -> list[CostEntry]:
        """What is counted from nowhere but the books it is on its way to, or was.

        The same hours in FOUNDATION are paid and in QuickBooks are told: those of FOUNDATION count, and what is on its
        way there.
        """
        told = kind is CostKind.LABOR and self.hours == "foundation"
        hours = self.of(CostHolder.QUICKBOOKS, kind) if told else []
        every = (each for entries in self.costs.values() for each in entries)
        return [*hours, *(each for each in every if each.kind is kind and each.on_its_way)]


class SourcedAmount(CanonicalModel):
    """How much of a figure is from where."""

    source: str
    amount: Decimal


class Figure(CanonicalModel):
    """An amount and what it is made of, by source."""

    amount: Decimal = _ZERO
    sources: tuple[SourcedAmount, ...] = ()


class CostFigures(CanonicalModel):
    """``pending``: approved, not in the books yet. Hours are those of labor.

    ``hours_without_cost`` are those among all of them that no cost is known of: the amounts lack it.
    """

    original_budget: Figure = Figure()
    budget: Figure = Figure()
    committed: Figure = Figure()
    actual: Figure = Figure()
    pending: Figure = Figure()
    actual_hours: Decimal = _ZERO
    pending_hours: Decimal = _ZERO
    hours_without_cost: Decimal = _ZERO


class CostTypeRow(CostFigures):
    """The part of a code that is of one cost type; None: of no known one."""

    cost_type: str | None


class CostCodeRow(CostFigures):
    """One cost code; ``forecast`` is what it will have cost at the end. ``cost_code`` None: the unassigned row."""

    phase: str | None
    cost_code: str | None
    forecast: Figure
    types: tuple[CostTypeRow, ...]


class CostTotals(CostFigures):
    """The sums over all rows."""

    forecast: Figure


class LeftOut(CanonicalModel):
    """The same kind of cost in another system: not counted, because ``counted_from`` is."""

    source: str
    kind: CostKind
    amount: Decimal
    hours: Decimal = _ZERO
    counted_from: str


class OtherCurrency(CanonicalModel):
    """What is in another currency than the company's: in no figure, for nothing is converted here.

    ``figure``: ``budget``, ``committed``, ``actual`` or ``pending``, which lacks it.
    """

    figure: str
    source: str
    currency: str
    amount: Decimal


class JobCost(CanonicalModel):
    """Rows in the order of phase and code, the unassigned row last."""

    rows: tuple[CostCodeRow, ...]
    totals: CostTotals
    left_out: tuple[LeftOut, ...]
    other_currencies: tuple[OtherCurrency, ...] = ()


def job_cost(parts: JobCostParts) -> JobCost:
    """The job's costs.

    Which system is asked first: for labor FOUNDATION's payroll, then QuickBooks' hours if time goes there, then wages
    in its journal; for payables the books in which the company keeps its bills, then the other ones; for the rest
    FOUNDATION. Procore's direct costs count where the books have nothing of a kind. Whoever has only hours and no cost
    at all comes last. The whole job decides, not a single code: one cost may stand under different codes in two
    systems. Amounts of another currency than the company's are named and counted nowhere.
    """
    others, parts = tuple(parts.others()), parts.in_own_currency()
    choices = [_chosen(parts, kind) for kind in CostKind]
    actual = [entry for choice in choices for entry in choice.counted]
    counted = _Counted(parts.budget, parts.committed, actual, parts.pending)
    codes = {(place.phase, place.cost_code) for place in counted.places()}
    rows = tuple(_row(counted, phase, code) for phase, code in sorted(codes, key=_order))
    forecast = _figure((each.source, each.amount) for row in rows for each in row.forecast.sources)
    return JobCost(
        rows=rows,
        totals=CostTotals(**_figures(counted), forecast=forecast),
        left_out=tuple(each for choice in choices for each in choice.left_out),
        other_currencies=others,
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """Of one kind of cost: what is counted, and what the other systems have of it."""

    counted: Sequence[CostEntry] = ()
    left_out: Sequence[LeftOut] = ()


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is counted, of the whole job or of a part of it."""

    budget: Sequence[BudgetEntry]
    committed: Sequence[CostEntry]
    actual: Sequence[CostEntry]
    pending: Sequence[CostEntry]

    def places(self) -> Iterable[CostPlace]:
        """Where there is anything at all."""
        yield from (each.place for each in self.budget)
        yield from (each.place for each in (*self.committed, *self.actual, *self.pending))

    def at(self, wanted: Callable[[CostPlace], bool]) -> "_Counted":
        """The part of it on certain places."""
        return _Counted(
            [each for each in self.budget if wanted(each.place)],
            [each for each in self.committed if wanted(each.place)],
            [each for each in self.actual if wanted(each.place)],
            [each for each in self.pending if wanted(each.place)],
        )


def chosen_holder(parts: JobCostParts, kind: CostKind) -> CostHolder | None:
    """The system that one kind of cost is counted from; None where nobody has any."""
    held = [holder for holder in _preferred(kind, parts) if parts.of(holder, kind)]
    priced = [holder for holder in held if any(each.amount for each in parts.of(holder, kind))]
    return next(iter((*priced, *held)), None)


def _chosen(parts: JobCostParts, kind: CostKind) -> _Choice:
    holder = chosen_holder(parts, kind)
    counted = [] if holder is None else parts.of(holder, kind)
    others = [entry for other in _preferred(kind, parts) if other is not holder for entry in parts.of(other, kind)]
    others.extend(parts.aside(kind))
    return _Choice(counted, list(_left_out(kind, others, counted[0].source if counted else POSTINGS)))


def _left_out(kind: CostKind, entries: Sequence[CostEntry], counted_from: str) -> Iterator[LeftOut]:
    for source in dict.fromkeys(each.source for each in entries):
        mine = [each for each in entries if each.source == source]
        amount, hours = (sum(sums, _ZERO) for sums in zip(*((each.amount, each.hours) for each in mine), strict=True))
        yield LeftOut(source=source, kind=kind, amount=amount, hours=hours, counted_from=counted_from)


def _preferred(kind: CostKind, parts: JobCostParts) -> tuple[CostHolder, ...]:
    if kind is CostKind.PAYABLES and parts.bills == "quickbooks":
        return CostHolder.QUICKBOOKS, CostHolder.FOUNDATION, CostHolder.PROCORE
    if kind is CostKind.LABOR and parts.hours == "foundation":
        return CostHolder.FOUNDATION, CostHolder.JOURNAL, CostHolder.PROCORE
    return CostHolder.FOUNDATION, CostHolder.QUICKBOOKS, CostHolder.JOURNAL, CostHolder.PROCORE


def _row(counted: _Counted, phase: str | None, code: str | None) -> CostCodeRow:
    mine = counted.at(lambda place: (place.phase, place.cost_code) == (phase, code))
    types = sorted({place.cost_type for place in mine.places()}, key=lambda name: (name is None, name or ""))
    return CostCodeRow(
        **_figures(mine),
        phase=phase,
        cost_code=code,
        forecast=_forecast(mine),
        types=tuple(_type(mine, each) for each in types),
    )


def _type(counted: _Counted, name: str | None) -> CostTypeRow:
    return CostTypeRow(**_figures(counted.at(lambda place: place.cost_type == name)), cost_type=name)


class _Fields(TypedDict):
    original_budget: Figure
    budget: Figure
    committed: Figure
    actual: Figure
    pending: Figure
    actual_hours: Decimal
    pending_hours: Decimal
    hours_without_cost: Decimal


def _figures(counted: _Counted) -> _Fields:
    """The fields of ``CostFigures``."""
    return {
        "original_budget": _figure((each.source, each.original) for each in counted.budget),
        "budget": _figure((each.source, each.revised) for each in counted.budget),
        "committed": _figure((each.source, each.amount) for each in counted.committed),
        "actual": _figure((each.source, each.amount) for each in counted.actual),
        "pending": _figure((each.source, each.amount) for each in counted.pending),
        "actual_hours": sum((each.hours for each in counted.actual), _ZERO),
        "pending_hours": sum((each.hours for each in counted.pending), _ZERO),
        "hours_without_cost": sum((each.unpriced for each in (*counted.actual, *counted.pending)), _ZERO),
    }


def _figure(amounts: Iterable[tuple[str, Decimal]]) -> Figure:
    """Sources in the order of their names; one that adds nothing is named all the same: it was asked."""
    sums: dict[str, Decimal] = {}
    for source, amount in amounts:
        sums[source] = sums.get(source, _ZERO) + amount
    sources = tuple(SourcedAmount(source=source, amount=sums[source]) for source in sorted(sums))
    return Figure(amount=sum(sums.values(), _ZERO), sources=sources)


def _forecast(mine: _Counted) -> Figure:
    """What a code will have cost at the end.

    By the budget's own forecast if each of its rows has one; else what was spent and what people think is still to
    come; else the most of what was budgeted, what is committed and what was spent: nothing is saved until somebody
    says so.
    """
    completion = [each.at_completion for each in mine.budget if each.at_completion is not None]
    if completion and len(completion) == len(mine.budget):
        return _figure((each.source, each.at_completion or _ZERO) for each in mine.budget)
    spent = [(each.source, each.amount) for each in (*mine.actual, *mine.pending)]
    ahead = [(each.source, each.to_complete) for each in mine.budget if each.to_complete is not None]
    if ahead:
        return _figure([*spent, *ahead])
    most = max(
        sum((each.revised for each in mine.budget), _ZERO),
        sum((each.amount for each in mine.committed), _ZERO),
        sum((amount for _, amount in spent), _ZERO),
    )
    return _figure([(CALCULATED, most)])


def _order(code: tuple[str | None, str | None]) -> tuple[bool, str, str]:
    phase, cost_code = code
    return cost_code is None, phase or "", cost_code or ""
