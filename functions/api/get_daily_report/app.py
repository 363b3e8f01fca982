"""GET /v1/daily-reports/{report_id}: one daily report."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.jobsite import GET_DAILY_REPORT
from fieldledger.http.visibility import Visible
from fieldledger.result import Result
from fieldledger.services.queries.daily_reports import DailyReportView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.daily_reports import DailyReportSettings, daily_report_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class GetDailyReportSettings(AccessSettings, DailyReportSettings):
    """What this function needs."""


settings = load(GetDailyReportSettings)
reports = daily_report_queries(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_DAILY_REPORT, DailyReportView)
async def get_daily_report(request: Request, caller: Caller, visible: Visible, report_id: RecordId) -> Response:
    """The report; 404 also for another company's, and for one of a job of somebody else."""
    found = required(await reports.get(caller.company_id, report_id, visible))
    return respond(request, Result.ok(found.answer), freshness=found.freshness)


lambda_handler = handler_of(app)
