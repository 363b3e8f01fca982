"""Every hour: let the schedule take care of what each connected company has, and measure how things stand."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.connection import VendorName
from fieldledger.result import UnwrapError
from fieldledger.runtime import standing_metrics
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.lambda_entry import background
from fieldledger.settings import loaded
from fieldledger.wiring.rate_budgets import RateBudgetSettings
from fieldledger.wiring.standing import standing_measures
from fieldledger.wiring.starting_syncs import connections, enrolment

settings = loaded(RateBudgetSettings)
enrolling = enrolment(settings)
connected = connections(settings)
measures = standing_measures(settings)


@background
def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, int]:
    """Connecting enrols at once; this mends what a death in between left out."""
    enrolled = run(_enrol_all())
    standing_metrics.measure(run(measures.measure()).unwrap())
    return enrolled


async def _enrol_all() -> dict[str, int]:
    added = 0
    for vendor in VendorName:
        companies = await connected.companies_with(vendor)
        for company_id in companies.unwrap():
            done = await enrolling.enrol(company_id, vendor)
            if done.failed:
                raise UnwrapError(f"{done.error_code}: {done.error}")
            added += done.unwrap()
    return {"enrolled": added}
