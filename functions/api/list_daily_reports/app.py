"""GET /v1/projects/{project_id}/daily-reports: what superintendents wrote about a job, by day."""

from functools import partial
from typing import Annotated

from fieldledger.clients.raken.spans import DaySpan
from fieldledger.envelope import Pagination
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.paging import PageRequest
from fieldledger.http.parameters import Day, Order, RecordId
from fieldledger.http.pay_periods import asked_days
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.jobsite import LIST_DAILY_REPORTS
from fieldledger.http.visibility import Visible
from fieldledger.result import Result
from fieldledger.services.queries.daily_reports import DailyReportView
from fieldledger.settings import AccessSettings, CursorSettings, load
from fieldledger.wiring.daily_reports import DailyReportSettings, daily_report_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import company_queries
from fieldledger.wiring.store import clock


class ListDailyReportsSettings(AccessSettings, CursorSettings, DailyReportSettings):
    """What this function needs."""


settings = load(ListDailyReportsSettings)
companies = company_queries(settings)
reports = daily_report_queries(settings)
cursors = cursors_of(settings)
time = clock()
app = create_app(settings, time, members(settings))


@serve(app, LIST_DAILY_REPORTS, list[DailyReportView])
async def list_daily_reports(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    project_id: RecordId,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    order: Order = "desc",
) -> Response:
    """A page of reports, the newest first; without dates, those of the current pay period."""
    days = required(await asked_days(first, last, partial(companies.get, caller.company_id), time.now()))
    chosen = {"project_id": project_id, "from": str(days.first), "to": str(days.last), "order": order}
    query = ListQuery(LIST_DAILY_REPORTS.operation_id, caller.company_id, chosen)
    start = required(await cursors.read(query, paging.cursor))
    span = DaySpan(days.first, days.last)
    newest_first = order == "desc"
    page = required(
        await reports.page(caller.company_id, project_id, span, visible, paging.limit, start, newest_first=newest_first)
    )
    following = required(await cursors.write(query, page.answer.next_start))
    views = page.answer.items
    pagination = Pagination(limit=paging.limit, count=len(views), next_cursor=following)
    return respond(request, Result.ok(views), pagination=pagination, freshness=page.freshness)


lambda_handler = handler_of(app)
