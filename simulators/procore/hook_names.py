"""The names under which records can be subscribed to, and by which actions (procore.md 5)."""

from dataclasses import dataclass
from typing import Final

from simulators.procore.events import EventType

_ALL: Final = tuple(EventType)
_NO_DELETE: Final = (EventType.CREATE, EventType.UPDATE)


@dataclass(frozen=True, slots=True)
class HookName:
    """A resource of webhooks; ``of_company`` ones are of no project."""

    name: str
    tool: str
    of_company: bool = False
    actions: tuple[EventType, ...] = _ALL


HOOK_NAMES: Final = {
    entry.name: entry
    for entry in (
        HookName("Projects", "Portfolio", of_company=True, actions=_NO_DELETE),
        HookName("Company Vendors", "Directory", of_company=True),
        HookName("Company Users", "Directory", of_company=True),
        HookName("Standard Cost Codes", "Admin", of_company=True),
        HookName("Line Item Types", "Admin", of_company=True),
        HookName("Cost Codes", "Admin"),
        HookName("Sub Jobs", "Admin"),
        HookName("Budget Line Items", "Budget"),
        HookName("Budget Changes", "Budget"),
        HookName("Work Order Contracts", "Commitments"),
        HookName("Work Order Contract Line Items", "Commitments"),
        HookName("Purchase Order Contracts", "Commitments"),
        HookName("Purchase Order Contract Line Items", "Commitments"),
        HookName("Change Order Packages", "Change Orders"),
        HookName("Potential Change Orders", "Change Orders"),
        HookName("Potential Change Order Line Items", "Change Orders"),
        HookName("Prime Contracts", "Prime Contracts"),
        HookName("Prime Contract Line Items", "Prime Contracts"),
        HookName("Payment Applications", "Prime Contracts"),
        HookName("Contract Payments", "Commitments"),
        HookName("Direct Costs", "Direct Costs"),
        HookName("Direct Cost Line Items", "Direct Costs"),
        HookName("Timecard Entries", "Timesheets"),
        HookName("Daily Logs", "Daily Log"),
        HookName("Manpower Logs", "Daily Log"),
        HookName("Notes Logs", "Daily Log"),
        HookName("Equipment Logs", "Daily Log"),
        HookName("Quantity Logs", "Daily Log"),
        HookName("Work Logs", "Daily Log"),
    )
}
"""There is none for requisitions, billing periods or commitment change orders: those are polled."""
