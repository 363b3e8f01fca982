"""What is known of one job beyond its master data: costs and daily reports."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import WHILE_A_VENDOR_IS_ASKED, Route
from fieldledger.http.scopes import Scope

GET_JOB_COST: Final = Route(
    "get_job_cost", "GET", "/v1/projects/{project_id}/job-cost", Scope.COSTS_READ, (ErrorCode.COMPANY_NOT_CONFIGURED,)
)
PUSH_ACTUALS: Final = Route(
    "push_actuals",
    "POST",
    "/v1/projects/{project_id}/actuals",
    Scope.SYNCS_START,
    codes=(
        ErrorCode.COMPANY_NOT_CONFIGURED,
        ErrorCode.FLOW_OFF,
        ErrorCode.JOB_UNMATCHED,
        *WHILE_A_VENDOR_IS_ASKED,
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
        ErrorCode.VENDOR_NOT_FOUND,
        ErrorCode.VENDOR_REJECTED,
    ),
)
LIST_DAILY_REPORTS: Final = Route(
    "list_daily_reports",
    "GET",
    "/v1/projects/{project_id}/daily-reports",
    Scope.REPORTS_READ,
    (ErrorCode.COMPANY_NOT_CONFIGURED,),
)
GET_DAILY_REPORT: Final = Route("get_daily_report", "GET", "/v1/daily-reports/{report_id}", Scope.REPORTS_READ)

JOBSITE_ROUTES: Final[tuple[Route, ...]] = (GET_JOB_COST, PUSH_ACTUALS, LIST_DAILY_REPORTS, GET_DAILY_REPORT)
