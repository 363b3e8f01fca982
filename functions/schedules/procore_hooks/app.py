"""On schedule: keep our hook at each connected company's Procore alive, and make good what it could not deliver."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.connection import VendorName
from fieldledger.result import Remedy
from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.services.webhooks.procore_hooks import CHECK_SECONDS
from fieldledger.settings import loaded
from fieldledger.wiring.webhooks import HooksSettings, connections, procore_hooks

settings = loaded(HooksSettings)
hooks = procore_hooks(settings)
connected = connections(settings)


@background
def lambda_handler(_event: dict[str, object], context: LambdaContext) -> dict[str, object]:
    """Check company after company; one that fails does not hold up the others and is counted."""
    return run(_check_all(Deadline.of(context)))


async def _check_all(deadline: Deadline) -> dict[str, object]:
    companies = (await connected.companies_with(VendorName.PROCORE)).unwrap()
    checked, not_checked = 0, {}
    for company_id in companies:
        if not deadline.allows(CHECK_SECONDS):  # the next run takes the rest: those of this run are not due again
            not_checked[company_id] = "no time left"
            continue
        done = await hooks.check(company_id, deadline)
        if done.failed:
            not_checked[company_id] = str(done.error_code)
            metrics.count("ReconnectRequired" if done.traits.remedy is Remedy.RECONNECT else "HooksNotChecked")
            continue
        report = done.unwrap()
        checked += report.checked
        metrics.count("HooksRepaired", report.repaired)
        metrics.count("HookTriggersRefused", report.refused)
        metrics.count("DeliveriesLost", report.lost)
    return {"companies": len(companies), "checked": checked, "not_checked": not_checked}
