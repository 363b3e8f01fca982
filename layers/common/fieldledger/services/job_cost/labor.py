"""What hours cost: by the rate of the record, else by that of the worker in QuickBooks.

A rate is the cost of any hour, overtime included, as QuickBooks itself reckons. Where nobody says one, hours stay
without cost and are counted as such.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.job_cost import CostEntry, CostKind, CostPlace
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.repositories.identities import Identities
from fieldledger.result import Result
from fieldledger.services.job_cost.mirrored import cents

_HOUR: Final = Decimal(60)


@dataclass(frozen=True, slots=True)
class Worked:
    """Minutes on a place, negative for what is taken away; ``rate`` is the cost of an hour, None if unknown."""

    place: CostPlace
    minutes: int
    rate: Decimal | None = None


def labor_entries(source: str, worked: Iterable[Worked]) -> Iterator[CostEntry]:
    """One entry for each place: minutes of one rate are added up before they are priced."""
    places: defaultdict[CostPlace, Counter[Decimal | None]] = defaultdict(Counter)
    for each in worked:
        places[each.place][each.rate] += each.minutes
    for place, minutes in places.items():
        cost = sum((cents(part * rate / _HOUR) for rate, part in minutes.items() if rate is not None), Decimal("0.00"))
        yield CostEntry(source, place, cost, CostKind.LABOR, _hours(minutes.total()), _hours(minutes[None]))


class LaborRates:
    """Costs of an hour as QuickBooks' name lists have them now: a changed rate changes what earlier hours cost."""

    def __init__(self, identities: Identities, names: CounterpartRows) -> None:
        self._identities = identities
        self._names = names

    async def of_workers(self, company_id: str, employee_ids: Iterable[str]) -> Result[Mapping[str, Decimal]]:
        """By our ids; a worker who is not linked to QuickBooks, or has no rate there, is missing."""
        wanted = list(dict.fromkeys(employee_ids))
        found = await self._identities.of(company_id, IdentityKind.EMPLOYEE, wanted)
        if found.failed:
            return found.failure()
        links = {key: each.link(VendorName.QUICKBOOKS) for key, each in found.unwrap().items()}
        names = {key: link.vendor_id for key, link in links.items() if link is not None}
        rates = await self.of_rows(company_id, CounterpartKind.EMPLOYEE, names.values())
        return rates.map(lambda known: {key: known[name] for key, name in names.items() if name in known})

    async def of_rows(
        self, company_id: str, kind: CounterpartKind, vendor_ids: Iterable[str]
    ) -> Result[Mapping[str, Decimal]]:
        """By QuickBooks' ids, of employees or vendors."""
        rows = await self._names.rows(company_id, kind, list(dict.fromkeys(vendor_ids)))
        return rows.map(lambda found: {row.vendor_id: row.cost_rate for row in found if row.cost_rate})


def _hours(minutes: int) -> Decimal:
    return cents(minutes / _HOUR)
