"""POST /v1/reconciliations/books/comparisons: compare days of the books with what was posted, now."""

from fieldledger.domain.rate_windows import Priority
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.closing import ComparisonBody
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.closing import COMPARE_BOOKS
from fieldledger.http.time_left import TimeLeft
from fieldledger.http.views.books_comparison import ComparisonView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.books_check import CheckSettings, books_check


class CompareBooksSettings(AccessSettings, CheckSettings):
    """What this function needs."""


settings = load(CompareBooksSettings)
checking = books_check(settings, Priority.INTERACTIVE)
app = create_app(settings)


@serve(app, COMPARE_BOOKS, ComparisonView)
async def compare_books(request: Request, caller: Caller, left: TimeLeft, body: ComparisonBody) -> Response:
    """What differs becomes an item of the inbox; ``since`` of the answer goes on where time ran out."""
    checked = await checking.on_demand(caller.company_id, body.span, left, body.since)
    return respond(request, checked.map(ComparisonView.of))


lambda_handler = handler_of(app)
