"""What a controller looks at: reconciliations, exports, the audit trail."""

from typing import Final

from fieldledger.http.routes.route import Route

OVERSIGHT_ROUTES: Final[tuple[Route, ...]] = ()
