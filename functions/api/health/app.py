"""GET /v1/health: whether the API and its store answer; for monitors and the deployment's smoke test."""

from fieldledger.domain.base import CanonicalModel
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.system import HEALTH
from fieldledger.repositories.documents import TableName
from fieldledger.settings import ControlSettings, load
from fieldledger.wiring.store import document_store


class Health(CanonicalModel):
    """Nothing here says anything about any customer."""

    status: str
    stage: str


settings = load(ControlSettings)
store = document_store(settings)
app = create_app(settings)


@serve(app, HEALTH, Health)
async def health(request: Request) -> Response:
    """Looks for a document that never exists: the cheapest question that the store can answer."""
    answered = await store.get(TableName.CONTROL, "HEALTH", "HEALTH")
    return respond(request, answered.map(lambda _: Health(status="ok", stage=settings.stage)))


lambda_handler = handler_of(app)
