"""GET /v1/postings/{posting_id}/preview: what the books would be sent, or were."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.postings import PREVIEW_POSTING
from fieldledger.http.views.posting_previews import PostingPreviewView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.previews import PreviewSettings, posting_previews


class PreviewPostingSettings(AccessSettings, PreviewSettings):
    """What this function needs."""


settings = load(PreviewPostingSettings)
previews = posting_previews(settings)
app = create_app(settings)


@serve(app, PREVIEW_POSTING, PostingPreviewView)
async def preview_posting(request: Request, caller: Caller, posting_id: RecordId) -> Response:
    """From our own tables: no vendor is asked and nothing is written. 404 also for another company's."""
    preview = await previews.preview(caller.company_id, posting_id)
    return respond(request, preview.map(PostingPreviewView.of))


lambda_handler = handler_of(app)
