"""What every company call passes before the books: token, company, throttles; and the shape of its answer."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from simulators.kit.faults import Fault
from simulators.quickbooks.faults_catalogue import (
    ApiFault,
    throttle_json,
    throttle_xml,
    unauthorized,
    wrong_company,
)
from simulators.quickbooks.oauth import AccessToken
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, dumps, envelope_time

JSON_TYPE = "application/json;charset=UTF-8"
_DEFAULT_OFFSET = -480

Work = Callable[[Realm], Awaitable[Body]]


class Gateway:
    """Lets a call through to its work, or answers for it."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def serve(self, request: Request, realm_id: str, work: Work, *, is_batch: bool = False) -> Response:
        """Check the call, do the work, wrap what it returns in the envelope."""
        token = self._world.oauth.access(bearer(request))
        if token is None:
            return self.unauthorized_answer(bearer(request))
        realm = self._world.realms.get(realm_id)
        if realm is None or token.realm_id != realm_id:
            body = wrong_company(self._world.clock.now())
            return Response(body, status_code=403, media_type=JSON_TYPE)
        return await self._counted(realm, token, work, is_batch=is_batch)

    async def _counted(self, realm: Realm, token: AccessToken, work: Work, *, is_batch: bool) -> Response:
        stats = self._world.stats.of(realm.realm_id)
        stats.requests += 1
        stats.batches += is_batch
        with self._world.throttle.in_flight(realm.realm_id, token.client_id) as free:
            reason = "concurrent_requests"
            if free:
                refusal = self._world.throttle.refusal(realm.realm_id, token.client_id, is_batch=is_batch)
                if refusal is None:
                    return await self._worked(realm, work)
                reason = refusal
        stats.refused[reason] += 1
        return self.throttled_answer()

    async def _worked(self, realm: Realm, work: Work) -> Response:
        started = envelope_time(self._world.clock.now(), realm.utc_offset_minutes)
        status = 200
        try:
            body = await work(realm)
        except ApiFault as fault:
            body, status = {"Fault": fault.as_json()}, fault.status
            self._world.stats.of(realm.realm_id).faults[fault.entries[0].code] += 1
        return Response(dumps({**body, "time": started}), status_code=status, media_type=JSON_TYPE)

    def unauthorized_answer(self, token: str) -> Response:
        body = unauthorized(token, self._world.clock.now())
        return Response(body, status_code=401, media_type=JSON_TYPE)

    def throttled_answer(self) -> Response:
        """Answer 429 as the settings say: XML by default, with Retry-After only if one is set."""
        settings = self._world.settings.current
        time = envelope_time(self._world.clock.now(), _DEFAULT_OFFSET)
        is_xml = settings.throttle_format == "xml"
        body = throttle_xml(time) if is_xml else throttle_json(time)
        answer = Response(body, status_code=429, media_type="application/xml" if is_xml else JSON_TYPE)
        if settings.throttle_retry_after is not None:
            answer.headers["retry-after"] = str(settings.throttle_retry_after)
        return answer

    def ordered_unauthorized(self, _fault: Fault) -> Response:
        return self.unauthorized_answer("AB0ordered")

    def ordered_throttle(self, _fault: Fault) -> Response:
        return self.throttled_answer()


def bearer(request: Request) -> str:
    """Read the bearer token; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
