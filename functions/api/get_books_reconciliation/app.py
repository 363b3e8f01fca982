"""GET /v1/reconciliations/books: approved and posted against what the books hold now, job by job."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.books_spans import AskedSpan
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.closing import GET_BOOKS_RECONCILIATION
from fieldledger.http.views.closing import BooksReconciliationView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.closing import ReconciliationSettings, books_reconciliations


class GetBooksReconciliationSettings(AccessSettings, ReconciliationSettings):
    """What this function needs."""


settings = load(GetBooksReconciliationSettings)
reconciliations = books_reconciliations(settings)
app = create_app(settings)


@serve(app, GET_BOOKS_RECONCILIATION, BooksReconciliationView)
async def get_books_reconciliation(
    request: Request, caller: Caller, span: AskedSpan, project_id: RecordId | None = None
) -> Response:
    """All jobs, or one."""
    found = await reconciliations.of(caller.company_id, span, project_id)
    return respond(request, found.map(BooksReconciliationView.of))


lambda_handler = handler_of(app)
