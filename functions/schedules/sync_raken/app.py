"""On schedule: bring every connected company's projects, members and time cards from Raken."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.result import Remedy
from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.services.deadline import PAGE_SECONDS
from fieldledger.settings import loaded
from fieldledger.wiring.sync import SyncSettings, connections, raken_sync

settings = loaded(SyncSettings)
sync = raken_sync(settings)
connected = connections(settings)


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, object]:
    """Sync company after company; one that fails does not hold up the others and is counted."""
    return run(_sync_all(Deadline.of(context)))


async def _sync_all(deadline: Deadline) -> dict[str, object]:
    companies = await connected.companies_with(VendorName.RAKEN)
    total, not_synced = SyncCounts(), {}
    for company_id in companies.unwrap():
        if not deadline.allows(PAGE_SECONDS):  # the next run takes the rest: every run begins at the checkpoints
            not_synced[company_id] = "no time left"
            continue
        done = await sync.run(company_id, deadline)
        if done.failed:
            not_synced[company_id] = str(done.error_code)
            metrics.count("ReconnectRequired" if done.traits.remedy is Remedy.RECONNECT else "SyncFailed")
        else:
            total = total.plus(done.unwrap())
    return {"companies": len(companies.unwrap()), "not_synced": not_synced, **total.model_dump()}
