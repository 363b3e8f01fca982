"""The vendor's own refusals, as faults of these names (procore.md 1 and 2).

unauthorized   401 for one call
throttle       429; ``code`` is ``hour`` or ``spike`` (the usual one), and the headers tell of that limit
forbidden      403 as of a tool or project that is closed to the app
load_shedding  503 with Retry-After: 30, or what the fault's headers say
wrong_json     a success whose body breaks off
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi.responses import Response

from simulators.kit.disturbance import Answer
from simulators.kit.faults import Fault
from simulators.procore import errors
from simulators.procore.gate import ordered_throttle
from simulators.procore.limits import LimitName
from simulators.procore.state import World

_SHED_SECONDS: Final = "30"


def fault_answers(world: World) -> Mapping[str, Answer]:
    """One answer for each kind."""

    def refused(error: errors.ApiError) -> Response:
        return error.response("", world.settings.error_shape)

    def unauthorized(fault: Fault) -> Response:
        return _with(refused(errors.unauthorized()), fault)

    def throttle(fault: Fault) -> Response:
        error, standing = ordered_throttle(world, LimitName(fault.code or LimitName.SPIKE))
        answer = refused(error)
        answer.headers.update(standing.headers())
        return _with(answer, fault)

    def forbidden(fault: Fault) -> Response:
        message = fault.body or "You do not have sufficient access to perform this action."
        return _with(refused(errors.forbidden(message)), fault)

    def load_shedding(fault: Fault) -> Response:
        answer = refused(errors.ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "Service Unavailable"))
        answer.headers["Retry-After"] = _SHED_SECONDS
        return _with(answer, fault)

    return {
        "unauthorized": unauthorized,
        "throttle": throttle,
        "forbidden": forbidden,
        "load_shedding": load_shedding,
        "wrong_json": _wrong_json,
    }


def _with(answer: Response, fault: Fault) -> Response:
    answer.headers.update(fault.headers)
    return answer


def _wrong_json(fault: Fault) -> Response:
    return Response(fault.body or '[{"id":5629499530', media_type="application/json")
