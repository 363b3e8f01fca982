"""GET /v1/exports/{export_id}/download: an address of an import file, for five minutes."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.oversight import DOWNLOAD_EXPORT
from fieldledger.services.foundation_posting.downloading import ExportDownload
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.oversight import DownloadSettings, export_downloads


class DownloadExportSettings(AccessSettings, DownloadSettings):
    """What this function needs."""


settings = load(DownloadExportSettings)
downloads = export_downloads(settings)
app = create_app(settings)


@serve(app, DOWNLOAD_EXPORT, ExportDownload)
async def download_export(request: Request, caller: Caller, export_id: RecordId) -> Response:
    """The address; who asked for it is in the audit trail. 404 also for another company's export."""
    return respond(request, await downloads.download(caller.company_id, export_id, caller.user_id))


lambda_handler = handler_of(app)
