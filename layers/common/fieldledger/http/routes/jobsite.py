"""What is known of one job beyond its master data: costs and daily reports."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

GET_JOB_COST: Final = Route(
    "get_job_cost", "GET", "/v1/projects/{project_id}/job-cost", Scope.COSTS_READ, (ErrorCode.COMPANY_NOT_CONFIGURED,)
)
LIST_DAILY_REPORTS: Final = Route(
    "list_daily_reports",
    "GET",
    "/v1/projects/{project_id}/daily-reports",
    Scope.REPORTS_READ,
    (ErrorCode.COMPANY_NOT_CONFIGURED,),
)
GET_DAILY_REPORT: Final = Route("get_daily_report", "GET", "/v1/daily-reports/{report_id}", Scope.REPORTS_READ)

JOBSITE_ROUTES: Final[tuple[Route, ...]] = (GET_JOB_COST, LIST_DAILY_REPORTS, GET_DAILY_REPORT)
