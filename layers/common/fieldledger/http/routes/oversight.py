"""What a controller looks at: reconciliations, exports, the audit trail."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_RECONCILIATIONS: Final = Route("list_reconciliations", "GET", "/v1/reconciliations", Scope.RECONCILIATIONS_READ)
LIST_EXPORTS: Final = Route("list_exports", "GET", "/v1/exports", Scope.EXPORTS_READ)
DOWNLOAD_EXPORT: Final = Route(
    "download_export", "GET", "/v1/exports/{export_id}/download", Scope.EXPORTS_READ, (ErrorCode.VERSION_CONFLICT,)
)
LIST_AUDIT: Final = Route("list_audit", "GET", "/v1/audit", Scope.AUDIT_READ)

OVERSIGHT_ROUTES: Final[tuple[Route, ...]] = (LIST_RECONCILIATIONS, LIST_EXPORTS, DOWNLOAD_EXPORT, LIST_AUDIT)
