"""GET /v1/postings/{posting_id}: one posting with its history."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.postings import GET_POSTING
from fieldledger.http.views.postings import PostingView
from fieldledger.settings import AccessSettings, PostingsSettings, load
from fieldledger.wiring.queries import posting_queries


class GetPostingSettings(AccessSettings, PostingsSettings):
    """What this function needs."""


settings = load(GetPostingSettings)
postings = posting_queries(settings)
app = create_app(settings)


@serve(app, GET_POSTING, PostingView)
async def get_posting(request: Request, caller: Caller, posting_id: RecordId) -> Response:
    """The posting; 404 also for another company's."""
    return respond(request, (await postings.get(caller.company_id, posting_id)).map(PostingView.of))


lambda_handler = handler_of(app)
