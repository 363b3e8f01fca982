"""What every company call passes before the books: token, company, throttles, meter; and the form of its answer."""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from fastapi import Request, Response

from simulators.quickbooks.answers import JSON_TYPE, Answers
from simulators.quickbooks.faults_catalogue import ApiFault
from simulators.quickbooks.gateway_bodies import wrong_company
from simulators.quickbooks.oauth import AccessToken
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, envelope_time

Work = Callable[[Realm], Awaitable[Body]]
SANDBOX_PATH = "/sandbox"


class CallKind(StrEnum):
    """Reads are metered, writes are not (section 2.3); a batch also has limits of its own."""

    READ = "read"
    WRITE = "write"
    BATCH = "batch"


class Gateway:
    """Lets a call through to its work, or answers for it."""

    def __init__(self, world: World, answers: Answers) -> None:
        self._world = world
        self._answers = answers

    async def serve(self, request: Request, realm_id: str, work: Work, kind: CallKind = CallKind.READ) -> Response:
        """Check the call, do the work, wrap what it returns in the envelope."""
        token = self._world.oauth.access(bearer(request))
        if token is None:
            return self._answers.unauthorized(bearer(request))
        realm = self._world.realms.get(realm_id)
        if realm is None or token.realm_id != realm_id or not _is_right_environment(request, realm):
            return Response(wrong_company(self._world.clock.now()), status_code=403, media_type=JSON_TYPE)
        return await self._counted(request, realm, token, work, kind)

    async def _counted(
        self, request: Request, realm: Realm, token: AccessToken, work: Work, kind: CallKind
    ) -> Response:
        is_batch = kind is CallKind.BATCH
        stats = self._world.stats.of(realm.realm_id)
        stats.requests += 1
        stats.batches += is_batch
        with self._world.throttle.in_flight(realm.realm_id, token.client_id) as free:
            reason: str | None = "concurrent_requests"
            if free:
                reason = self._refusal(realm, token, kind)
            if reason is None:
                return await self._worked(request, realm, work, kind)
        stats.refused[reason] += 1
        return self._answers.throttled()

    def _refusal(self, realm: Realm, token: AccessToken, kind: CallKind) -> str | None:
        if kind is CallKind.READ and self._world.metering.is_used_up(realm):
            return "monthly_reads"
        return self._world.throttle.refusal(realm.realm_id, token.client_id, is_batch=kind is CallKind.BATCH)

    async def _worked(self, request: Request, realm: Realm, work: Work, kind: CallKind) -> Response:
        started = envelope_time(self._world.clock.now(), realm.prefs.utc_offset_minutes)
        status = 200
        try:
            body = await work(realm)
        except ApiFault as fault:
            body, status = {"Fault": fault.as_json(realm.prefs.language)}, fault.status
            self._world.stats.of(realm.realm_id).faults[fault.entries[0].code] += 1
        else:
            if kind is CallKind.READ:
                self._world.metering.count(realm)
        return self._answers.enveloped(request, {**body, "time": started}, status)


def bearer(request: Request) -> str:
    """Read the bearer token; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_right_environment(request: Request, realm: Realm) -> bool:
    """Compare the company's environment with the address; the sandbox has its own host and, here, a path as well."""
    host = request.headers.get("host", "")
    is_sandbox = host.startswith("sandbox") or request.url.path.startswith(f"{SANDBOX_PATH}/")
    return realm.prefs.environment in (None, "sandbox" if is_sandbox else "production")
