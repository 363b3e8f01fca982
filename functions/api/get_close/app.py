"""GET /v1/closes/{close_id}: the report that was signed, to look at or as a file."""

from typing import Annotated, Final, Literal

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.declarations import Query
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond, respond_file
from fieldledger.http.routes.closing import GET_CLOSE
from fieldledger.http.views.closing import CloseReportView
from fieldledger.services.closing.report_files import ReportKind, report_file
from fieldledger.settings import AccessSettings, PostingsSettings, load
from fieldledger.wiring.closing import month_closes

MEDIA: Final = {ReportKind.CSV: "text/csv; charset=utf-8", ReportKind.HTML: "text/html; charset=utf-8"}


class GetCloseSettings(AccessSettings, PostingsSettings):
    """What this function needs."""


settings = load(GetCloseSettings)
closes = month_closes(settings)
app = create_app(settings)


@serve(app, GET_CLOSE, CloseReportView, files=("text/csv", "text/html"))
async def get_close(
    request: Request,
    caller: Caller,
    close_id: RecordId,
    wanted: Annotated[Literal["json", "csv", "html"], Query(alias="format")] = "json",
) -> Response:
    """The report with its figures as they were then."""
    found = await closes.get(caller.company_id, close_id)
    if wanted == "json" or found.failed:
        return respond(request, found.map(CloseReportView.of))
    close, kind = found.unwrap(), ReportKind(wanted)
    name = f"close-{close.span.first_day}-{close.span.last_day}.{kind.value}"
    return respond_file(request, report_file(close, kind), name, MEDIA[kind])


lambda_handler = handler_of(app)
