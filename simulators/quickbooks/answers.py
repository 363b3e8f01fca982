"""The forms that answers take, the refusals of the gateway and the faults ordered by tests included."""

from collections.abc import Mapping

from fastapi import Request, Response

from simulators.kit.disturbance import Answer
from simulators.kit.faults import Fault
from simulators.quickbooks.faults_catalogue import ApiFault, ordered
from simulators.quickbooks.gateway_bodies import service_unauthorized, throttle_json, throttle_xml, unauthorized
from simulators.quickbooks.state import World
from simulators.quickbooks.values import Body, dumps, envelope_time
from simulators.quickbooks.xml_answers import to_xml

JSON_TYPE = "application/json;charset=UTF-8"
XML_TYPE = "application/xml"
_DEFAULT_OFFSET = -480
_BROKEN = b'{"BatchItemResponse":[{"bId":"0","TimeActivity":{"Id":"1","SyncTok'


class Answers:
    """Writes answers as the settings and the request's Accept header ask."""

    def __init__(self, world: World) -> None:
        self._world = world

    def enveloped(self, request: Request, body: Body, status: int) -> Response:
        """Write a body as JSON, or as XML where JSON is not accepted."""
        if self._wants_xml(request):
            return Response(to_xml(body), status_code=status, media_type=XML_TYPE)
        return Response(dumps(body), status_code=status, media_type=JSON_TYPE)

    def _wants_xml(self, request: Request) -> bool:
        accept = request.headers.get("accept", "").lower()
        if "json" in accept:
            return False
        return "*/*" not in accept or self._world.settings.current.any_accept == "xml"

    def unauthorized(self, token: str) -> Response:
        body = unauthorized(token, self._world.clock.now())
        return Response(body, status_code=401, media_type=JSON_TYPE)

    def throttled(self) -> Response:
        """Answer 429 as the settings say: XML by default, with Retry-After only if one is set."""
        settings = self._world.settings.current
        is_xml = settings.throttle_format == "xml"
        body = throttle_xml(self._time()) if is_xml else throttle_json(self._time())
        answer = Response(body, status_code=429, media_type=XML_TYPE if is_xml else JSON_TYPE)
        if settings.throttle_retry_after is not None:
            answer.headers["retry-after"] = str(settings.throttle_retry_after)
        return answer

    def for_orders(self) -> Mapping[str, Answer]:
        """Name the kinds of fault that a test can order here.

        unauthorized      401 with the lower-case body
        unauthorized_xml  401 of the older layer, code 100
        throttle          429
        fault             the fault of `code`, under `status` (default 400; 200 hides it in a success)
        broken_json       200 with a body that ends in the middle
        """
        return {
            "unauthorized": lambda _fault: self.unauthorized("AB0ordered"),
            "unauthorized_xml": lambda _fault: Response(
                service_unauthorized(self._time()), status_code=401, media_type=XML_TYPE
            ),
            "throttle": lambda _fault: self.throttled(),
            "fault": self._ordered_fault,
            "broken_json": lambda _fault: Response(_BROKEN, status_code=200, media_type=JSON_TYPE),
        }

    def _ordered_fault(self, fault: Fault) -> Response:
        refused = ApiFault(ordered(fault.code or "6000"))
        body: Body = {"Fault": refused.as_json(), "time": self._time()}
        return Response(dumps(body), status_code=fault.status or 400, media_type=JSON_TYPE)

    def _time(self) -> str:
        return envelope_time(self._world.clock.now(), _DEFAULT_OFFSET)
