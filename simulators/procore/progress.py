"""How far a contract has been billed: the arithmetic of the forms G702 and G703 (procore.md 6)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from simulators.procore.company import Company
from simulators.procore.resource import Draft
from simulators.procore.shapes import amount
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, decimal_of, int_of, money, objects_in, percent

WORK: Final = "work_completed_this_period"
MATERIALS: Final = "materials_presently_stored"
RETAINED: Final = "work_completed_retainage_retained_this_period"
RELEASED: Final = "work_completed_retainage_released_this_period"
MATERIALS_RETAINED: Final = "materials_stored_retainage_currently_retained"
CLAIMED: Final = "subcontractor_claimed_amount"
CHANGE_LINES: Final = "potential_change_order_line_items"
"""Lines of change orders: they are billed beside the contract's own once their package is approved."""
_AMOUNTS: Final = (WORK, MATERIALS, RETAINED, RELEASED, MATERIALS_RETAINED, CLAIMED)
_REMARKS: Final = ("status", "comment", "taxes")


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a contract in one bill; ``item`` holds what the bill says of it."""

    line: Row
    item: Json
    worked_before: Decimal
    retained_before: Decimal
    is_change: bool = False

    @property
    def scheduled(self) -> Decimal:
        return amount(self.line, "amount")

    @property
    def completed(self) -> Decimal:
        return self.worked_before + self.of(WORK) + self.of(MATERIALS)

    @property
    def retained(self) -> Decimal:
        """Retainage held on work, to date."""
        return self.retained_before + self.of(RETAINED) - self.of(RELEASED)

    def of(self, name: str) -> Decimal:
        return decimal_of(self.item.get(name)) or ZERO


def progress(company: Company, lines: str, bills: Sequence[Row]) -> list[Progress]:
    """The lines of the last of ``bills``, which are all bills of a contract up to it, the oldest first."""
    if not bills:
        return []
    own, changed = company.collection(lines).rows, company.collection(CHANGE_LINES).rows
    kept = {**changed, **own}
    found = [(int_of(item.get("line_item_id")), item) for item in objects_in(bills[-1].body.get("items"))]
    return [
        Progress(kept[line_id], item, *_before(bills[:-1], line_id), is_change=line_id not in own)
        for line_id, item in found
        if line_id is not None and line_id in kept
    ]


def _before(bills: Iterable[Row], line_id: int) -> tuple[Decimal, Decimal]:
    worked = retained = ZERO
    for bill in bills:
        for item in objects_in(bill.body.get("items")):
            if int_of(item.get("line_item_id")) == line_id:
                worked += decimal_of(item.get(WORK)) or ZERO
                retained += (decimal_of(item.get(RETAINED)) or ZERO) - (decimal_of(item.get(RELEASED)) or ZERO)
    return worked, retained


def earned(lines: Iterable[Progress]) -> Decimal:
    """What may be claimed to date: work and materials, less what is retained of both."""
    return sum((line.completed - line.retained - line.of(MATERIALS_RETAINED) for line in lines), ZERO)


def summary(now: Sequence[Progress], before: Sequence[Progress], changes: Decimal) -> Json:
    """The G702; ``changes`` are the approved change orders."""
    original = sum((line.scheduled for line in now if not line.is_change), ZERO)
    completed = sum((line.completed for line in now), ZERO)
    retained = sum((line.retained for line in now), ZERO)
    materials = sum((line.of(MATERIALS) for line in now), ZERO)
    on_materials = sum((line.of(MATERIALS_RETAINED) for line in now), ZERO)
    certified = earned(before)
    return {
        "original_contract_sum": money(original),
        "net_change_by_change_orders": money(changes),
        "contract_sum_to_date": money(original + changes),
        "total_completed_and_stored_to_date": money(completed),
        "completed_work_retainage_percent": percent(retained, completed - materials),
        "completed_work_retainage_amount": money(retained),
        "stored_materials_retainage_percent": percent(on_materials, materials),
        "stored_materials_retainage_amount": money(on_materials),
        "total_retainage": money(retained + on_materials),
        "total_earned_less_retainage": money(earned(now)),
        "less_previous_certificates_for_payment": money(certified),
        "current_payment_due": money(earned(now) - certified),
        "balance_to_finish_including_retainage": money(original + changes - earned(now)),
        "tax_applicable_to_this_payment": "0.00",
    }


def sheet_line(line: Progress) -> Json:
    """What the lines of both kinds of bills share."""
    gross = line.of(WORK) + line.of(MATERIALS)
    return {
        "scheduled_value": money(line.scheduled),
        "work_completed_from_previous_application": money(line.worked_before),
        WORK: money(line.of(WORK)),
        MATERIALS: money(line.of(MATERIALS)),
        "total_completed_and_stored_to_date": money(line.completed),
        "total_completed_and_stored_to_date_percent": percent(line.completed, line.scheduled),
        "work_completed_retainage_from_previous_application": money(line.retained_before),
        RETAINED: money(line.of(RETAINED)),
        "work_completed_retainage_percent_this_period": percent(line.of(RETAINED), line.of(WORK)),
        RELEASED: money(line.of(RELEASED)),
        MATERIALS_RETAINED: money(line.of(MATERIALS_RETAINED)),
        "gross_amount": money(gross),
        "net_amount": money(gross - line.of(RETAINED) + line.of(RELEASED) - line.of(MATERIALS_RETAINED)),
    }


def merge_items(draft: Draft, lines: str, retainage_percent: Decimal) -> None:
    """Bring what a write says of single lines over what the bill already says; a new bill has every line."""
    if draft.row is not None and "items" not in draft.fields:
        return
    known = {item.get("line_item_id"): item for item in objects_in(draft.row.body.get("items") if draft.row else None)}
    given = objects_in(draft.fields.get("items"))
    if draft.row is None:
        known = {line.id: {"line_item_id": line.id} for line in _lines(draft, lines)}
    draft.fields["items"] = [_merged(item, given, retainage_percent) for item in known.values()]


def _lines(draft: Draft, lines: str) -> Iterator[Row]:
    """The contract's own, then those of its approved change orders."""
    company, contract_id = draft.company, draft.holder_id
    if contract_id is None:
        return
    yield from company.collection(lines).living(contract_id)
    for package in company.collection("change_order_packages").living(contract_id):
        behind = int_of(package.body.get("potential_id"))
        if package.body.get("status") == "approved" and behind is not None:
            yield from company.collection(CHANGE_LINES).living(behind)


def _merged(item: Json, given: Sequence[Json], retainage_percent: Decimal) -> Json:
    for change in given:
        if _names(change, item):
            item = {**item, **_changes(change, retainage_percent)}
    return item


def _names(change: Json, item: Json) -> bool:
    """A line is named by its own id or by that of the contract's line."""
    by_id = change.get("id") is not None and int_of(change["id"]) == item.get("id")
    return by_id or int_of(change.get("line_item_id")) == item["line_item_id"]


def _changes(change: Json, retainage_percent: Decimal) -> Json:
    """Work without a word on retainage is retained at the contract's rate."""
    changes: Json = {name: money(decimal_of(change[name]) or ZERO) for name in _AMOUNTS if change.get(name) is not None}
    changes |= {name: change[name] for name in _REMARKS if name in change}
    if WORK in changes and RETAINED not in changes:
        worked = decimal_of(changes[WORK]) or ZERO
        changes[RETAINED] = money(worked * retainage_percent / 100)
    return changes
