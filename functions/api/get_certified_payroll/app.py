"""GET /v1/projects/{project_id}/certified-payroll: a job's week by worker, class and day, to look at or as a file."""

from typing import Annotated, Final, Literal

from fieldledger.domain.certified_payroll import CertifiedPayroll
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.declarations import Query
from fieldledger.http.parameters import Day, RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import refuse, respond, respond_file
from fieldledger.http.routes.time import GET_CERTIFIED_PAYROLL
from fieldledger.http.visibility import Visible
from fieldledger.services.certified_payroll.files import FileKind
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.certified_payroll import CertifiedPayrollSettings, certified_payroll
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock

MEDIA: Final = {FileKind.CSV: "text/csv; charset=utf-8", FileKind.PDF: "application/pdf"}


class GetCertifiedPayrollSettings(AccessSettings, CertifiedPayrollSettings):
    """What this function needs."""


settings = load(GetCertifiedPayrollSettings)
payrolls = certified_payroll(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_CERTIFIED_PAYROLL, CertifiedPayroll, files=("text/csv", "application/pdf"))
async def get_certified_payroll(
    request: Request,
    caller: Caller,
    visible: Visible,
    project_id: RecordId,
    week_ending: Annotated[Day, Query(description="The last day of one of the company's work weeks.")],
    wanted: Annotated[Literal["json", "csv", "pdf"], Query(alias="format")] = "json",
) -> Response:
    """The week as approved; who took it as a file is in the audit trail. 404 also for another company's job."""
    if wanted == "json":
        return respond(request, await payrolls.weeks.week(caller.company_id, project_id, week_ending, visible))
    kind = FileKind(wanted)
    made = await payrolls.file(caller.company_id, project_id, week_ending, visible, kind, caller.user_id)
    if made.failed:
        return refuse(request, made)
    return respond_file(request, made.unwrap().content, made.unwrap().name, MEDIA[kind])


lambda_handler = handler_of(app)
