"""Whether the items that rows of cost codes name can stand on a bill, as far as the lists of QuickBooks tell."""

from collections.abc import Mapping, Sequence

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.mapping_table import Change, MappingKind
from fieldledger.domain.posting import Target
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.matching import match_named


class BoughtItems:
    """Looks items up in the list as it was last read. A list that was never read refuses nothing: the posting does."""

    def __init__(self, crosswalk: Crosswalk) -> None:
        self._crosswalk = crosswalk

    async def check(
        self, company_id: str, target: Target, kind: MappingKind, changes: Mapping[str, Change]
    ) -> Result[None]:
        """``VALIDATION_FAILED`` names the rows whose item is not one active item that can be bought. Rows that stay as
        they are do not count: what was switched off since keeps nobody from changing another row.
        """
        named = {code: row["item"] for code, (_, row) in changes.items() if row is not None and "item" in row}
        if (target, kind) != ("quickbooks", MappingKind.COST_CODE) or not named:
            return Result.ok(None)
        listed = await self._crosswalk.counterparts(company_id, CounterpartKind.ITEM)
        if listed.failed:
            return listed.failure()
        rows = listed.unwrap()
        found = {code: _fault(name, rows) for code, name in named.items()} if rows else {}
        faults = "; ".join(f"row {code}: {fault}" for code, fault in found.items() if fault is not None)
        if not faults:
            return Result.ok(None)
        return Result.fail(f"the table cannot be so: {faults}", ErrorCode.VALIDATION_FAILED, {"faults": faults})


def _fault(name: str, rows: Sequence[Counterpart]) -> str | None:
    match = match_named(CounterpartKind.ITEM, name, rows, ErrorCode.BOOKS_MAPPING_MISSING)
    if match.failed:
        off = any(row.display_name.casefold() == name.casefold() and not row.active for row in rows)
        return f"item {name} is switched off in QuickBooks" if off else match.error
    return f"item {name} cannot be bought: it has no expense account" if match.unwrap().purchased is False else None
