"""One process with the product's client: ``python -m benchmarks.rate_budget.ours <start> <end> <priority>``.

Times are seconds since the epoch. Bulk work wants call after call, two at a time; a person wants one every ten seconds.
When the budget names a time to come back, the work comes back then, as a message of SQS would.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.kit.books import COMPANY
from benchmarks.rate_budget.tally import Tally, sleep_until
from fieldledger.clients.quickbooks.client import QuickbooksClient
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import Document, TableName
from fieldledger.repositories.dynamo import DynamoDocumentStore
from fieldledger.result import ErrorCode, Result
from fieldledger.settings import QuickbooksSettings, load
from fieldledger.wiring.quickbooks import quickbooks_client

_TASKS = 2
_PERSON_WANTS_EVERY_SECONDS = 10.0


class CountingStore(DynamoDocumentStore):
    """Counts what costs: every write, whether it won or lost, and every read."""

    def __init__(self, names: dict[TableName, str], tally: Tally) -> None:
        super().__init__(names)
        self._tally = tally

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """Counted."""
        self._tally.reads += 1
        return await super().get(table, pk, sk)

    async def put(self, document: Document) -> Result[Document]:
        """Counted."""
        self._tally.writes += 1
        return await super().put(document)


async def _bulk(client: QuickbooksClient, tally: Tally, end: float) -> None:
    while time.time() < end:
        await _call(client, tally, end)


async def _person(client: QuickbooksClient, tally: Tally, end: float) -> None:
    while time.time() < end:
        wanted_at = time.time()
        await _call(client, tally, end)
        tally.waits.append(time.time() - wanted_at)
        await asyncio.sleep(max(0.0, wanted_at + _PERSON_WANTS_EVERY_SECONDS - time.time()))


async def _call(client: QuickbooksClient, tally: Tally, end: float) -> None:
    answered = await client.name_row(COMPANY, "Employee", "1")
    if answered.success:
        tally.calls += 1
        return
    tally.refused += answered.error_code == ErrorCode.VENDOR_THROTTLED
    tally.postponed += answered.error_code == ErrorCode.BUDGET_EXHAUSTED
    if answered.retry_at is None:
        tally.failed += 1
        return
    wait = (answered.retry_at - datetime.now(UTC)).total_seconds()
    await asyncio.sleep(max(0.0, min(wait, end - time.time())))


async def _run(end: float, priority: Priority, tally: Tally) -> None:
    settings = load(QuickbooksSettings)
    client = quickbooks_client(settings, CountingStore({TableName.CONTROL: settings.control_table}, tally), priority)
    if priority is Priority.INTERACTIVE:
        await _person(client, tally, end)
        return
    await asyncio.gather(*(_bulk(client, tally, end) for _ in range(_TASKS)))


def main(arguments: Sequence[str]) -> None:
    """Wait for the start, work until the end, print the tally."""
    start, end, priority = float(arguments[0]), float(arguments[1]), Priority(arguments[2])
    tally = Tally()
    sleep_until(start)
    asyncio.run(_run(end, priority, tally))
    tally.print()


if __name__ == "__main__":
    main(sys.argv[1:])
