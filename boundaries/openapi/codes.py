"""Which errors a route can answer: some follow from what it takes and what it uses, the others it declares itself."""

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Final

from pydantic import BaseModel

from fieldledger.error_codes import ErrorCode, traits
from fieldledger.http.routes.route import Route

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
_SIGNED_IN: Final = (ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN)
_KEYED: Final = (
    ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
    ErrorCode.IDEMPOTENCY_KEY_REUSED,
    ErrorCode.IDEMPOTENCY_IN_PROGRESS,
)
_BODY: Final = (ErrorCode.PAYLOAD_TOO_LARGE, ErrorCode.UNSUPPORTED_MEDIA_TYPE)
_VENDOR: Final = (
    ErrorCode.NOT_CONNECTED,
    ErrorCode.RECONNECT_REQUIRED,
    ErrorCode.TOKEN_REFRESH_BUSY,
    ErrorCode.BUDGET_EXHAUSTED,
    ErrorCode.VENDOR_THROTTLED,
    ErrorCode.VENDOR_QUOTA_EXHAUSTED,
    ErrorCode.VENDOR_CIRCUIT_OPEN,
    ErrorCode.VENDOR_UNAVAILABLE,
    ErrorCode.VENDOR_TIMEOUT,
    ErrorCode.VENDOR_UNAUTHORIZED,
    ErrorCode.VENDOR_FORBIDDEN,
    ErrorCode.VENDOR_NOT_FOUND,
    ErrorCode.VENDOR_REJECTED,
    ErrorCode.VENDOR_ANSWER_UNREADABLE,
    # A connection's token may be renewed by several at once, also for a read.
    ErrorCode.VERSION_CONFLICT,
)

type Operation = Mapping[str, object]


def codes_of(route: Route, operation: Operation, module: ModuleType) -> tuple[ErrorCode, ...]:
    """Every code that the route can answer, in the catalogue's order."""
    found = {ErrorCode.INTERNAL, *route.codes}
    # Functions without a framework judge everything themselves and declare what they answer.
    if hasattr(module, "app"):
        found |= _of_parameters(_parameters(operation)) | _of_settings(module, changes=route.method != "GET")
        found.update(() if route.scope is None else _SIGNED_IN)
        found.update((*_BODY, ErrorCode.VALIDATION_FAILED) if "requestBody" in operation else ())
    return tuple(code for code in ErrorCode if code in found)


def by_status(codes: Iterable[ErrorCode]) -> dict[int, list[ErrorCode]]:
    """The codes of each status, both in order."""
    found: dict[int, list[ErrorCode]] = {}
    for code in codes:
        found.setdefault(traits(code).status, []).append(code)
    return dict(sorted(found.items()))


def _parameters(operation: Operation) -> set[tuple[str, str]]:
    listed = operation.get("parameters", [])
    return {(each["in"], each["name"]) for each in listed} if isinstance(listed, list) else set()


def _of_parameters(parameters: set[tuple[str, str]]) -> set[ErrorCode]:
    found = {ErrorCode.VALIDATION_FAILED} if parameters else set()
    if any(place == "path" for place, _ in parameters):
        found.add(ErrorCode.NOT_FOUND)
    if ("query", "cursor") in parameters:
        found.add(ErrorCode.CURSOR_INVALID)
    if ("header", IDEMPOTENCY_HEADER) in parameters:
        found.update(_KEYED)
    return found


def _of_settings(module: ModuleType, *, changes: bool) -> set[ErrorCode]:
    """What a function is told of, it uses: a table or secret that does not answer, a vendor that does not."""
    settings = getattr(module, "settings", None)
    names = type(settings).model_fields if isinstance(settings, BaseModel) else {}
    found: set[ErrorCode] = set()
    if any(name.endswith("_table") for name in names):
        found.add(ErrorCode.STORE_UNAVAILABLE)
        found.update({ErrorCode.VERSION_CONFLICT} if changes else ())
    if any(name.endswith("_queue_url") for name in names):
        found.add(ErrorCode.QUEUE_UNAVAILABLE)
    if any(name.endswith("_api_url") and name != "public_api_url" for name in names):
        found.update(_VENDOR)
    return found
