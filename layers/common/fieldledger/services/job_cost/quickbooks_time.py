"""Time in QuickBooks on a job, ours and what people entered there, with what it costs."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.facts.quickbooks_documents import TimeActivityFacts
from fieldledger.domain.job_cost import CostEntry
from fieldledger.domain.posting import Posting
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.job_records import JobRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.labor import LaborRates, Worked, labor_entries
from fieldledger.services.job_cost.mirrored import posting_of


@dataclass(frozen=True, slots=True)
class TimeCosts:
    """``markers`` are those of our own hours among them."""

    entries: tuple[CostEntry, ...] = ()
    markers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Prices:
    employees: Mapping[str, Decimal]
    vendors: Mapping[str, Decimal]

    def of(self, time: TimeActivityFacts) -> Decimal | None:
        """The record's own rate, else that of who worked. QuickBooks writes 0 where it has none."""
        worker = self.employees.get(time.employee_id or "")
        return time.cost_rate or worker or self.vendors.get(time.vendor_id or "")


class QuickbooksTime:
    """Reads the time of one job by its keys."""

    def __init__(self, job_time: JobRecords, mirror: Mirror, rates: LaborRates, postings: Postings) -> None:
        self._job_time = job_time
        self._mirror = mirror
        self._rates = rates
        self._postings = postings

    async def of_job(self, company_id: str, customer_id: str | None, book: CodeBook) -> Result[TimeCosts]:
        """Nothing for a job that is not linked to a customer."""
        if customer_id is None:
            return Result.ok(TimeCosts())
        read = await self._time(company_id, customer_id)
        if read.failed:
            return read.failure()
        time = read.unwrap()
        markers = frozenset(each.marker for each in time if each.marker)
        prices, ours = await asyncio.gather(
            self._prices(company_id, time),
            self._postings.get_many(company_id, [posting_of(marker) for marker in sorted(markers)]),
        )
        if prices.failed or ours.failed:
            return prices.failure() if prices.failed else ours.failure()
        codes = _codes(ours.unwrap())
        worked = (
            Worked(book.written(codes.get(each.marker or ""), labor=True), each.minutes, prices.unwrap().of(each))
            for each in time
        )
        return Result.ok(TimeCosts(tuple(labor_entries(SyncResource.QUICKBOOKS_TIME_ACTIVITIES, worked)), markers))

    async def _time(self, company_id: str, customer_id: str) -> Result[list[TimeActivityFacts]]:
        noted = await self._job_time.of(company_id, customer_id)
        if noted.failed:
            return noted.failure()
        keys = [(None, record_id) for record_id in noted.unwrap()]
        found = await self._mirror.get_many(company_id, SyncResource.QUICKBOOKS_TIME_ACTIVITIES, keys)
        living = found.map(lambda records: [each.read(TimeActivityFacts) for each in records if not each.deleted])
        return living.map(lambda time: [each for each in time if each.customer_id == customer_id])

    async def _prices(self, company_id: str, time: Sequence[TimeActivityFacts]) -> Result[_Prices]:
        unpriced = [each for each in time if not each.cost_rate]
        employees, vendors = await asyncio.gather(
            self._rates.of_rows(company_id, CounterpartKind.EMPLOYEE, _ids(each.employee_id for each in unpriced)),
            self._rates.of_rows(company_id, CounterpartKind.VENDOR, _ids(each.vendor_id for each in unpriced)),
        )
        if employees.failed or vendors.failed:
            return employees.failure() if employees.failed else vendors.failure()
        return Result.ok(_Prices(employees.unwrap(), vendors.unwrap()))


def _codes(ours: Iterable[Posting]) -> dict[str, str | None]:
    """QuickBooks has no cost codes: an hour has the one that it was approved with, and people's hours have none."""
    return {each.marker: each.payload.cost_code for each in ours if isinstance(each.payload, TimeActivityDraft)}


def _ids(found: Iterable[str | None]) -> list[str]:
    return [each for each in found if each is not None]
