"""Keeps our hook at a company's Procore alive, and closes the gap after an outage (procore.md 5)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.resources.preflight import Preflight
from fieldledger.clients.procore.resources.webhooks import COMPANY, Scope
from fieldledger.clients.procore.resources.webhooks_v2 import WebhooksV2
from fieldledger.clients.vendor_event_queue import VendorEventQueue
from fieldledger.clients.webhook_keys import hook_bearer
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, GrantKind, VendorName
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.hook_state import HookState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.hook_states import HookStates
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.resync import RequestSync
from fieldledger.services.webhooks.hook_upkeep import HookUpkeep, Upkeep
from fieldledger.services.webhooks.hook_wish import DEAF, WEBHOOK_PATH, Drift, HookWish, TriggerKey
from fieldledger.services.webhooks.lost_deliveries import LOOK_BACK, Lost, LostDeliveries
from fieldledger.services.webhooks.subjects import PROCORE_SUBJECTS, subject_of

EVERY: Final = timedelta(hours=1)
CHECK_SECONDS: Final = 30.0
"""No hook is begun with less time left."""
REQUESTED_BY: Final = "webhook_repair"
SUBJECT: Final = "webhooks:procore"
_PROJECTS_AT_ONCE: Final = 100
_MOST_LOST: Final = 2000
"""Ids of deliveries begin with their time, so the newest are kept."""
_EVERYTHING: Final = frozenset(subject.resource for subject in PROCORE_SUBJECTS.values())


@dataclass(frozen=True, slots=True)
class HookOptions:
    """``keys`` reads the signing keys, the current one first; ``application_id`` our app's id at Procore."""

    url: str
    namespace: str
    per_project: bool
    keys: Callable[[], Awaitable[Result[Sequence[str]]]]
    application_id: Callable[[], Awaitable[Result[str]]]


@dataclass(frozen=True, slots=True)
class HookReport:
    """One check of one company. ``lost`` counts deliveries that were not known to be lost before."""

    checked: bool = True
    hooks: int = 0
    repaired: int = 0
    triggers: int = 0
    refused: int = 0
    lost: int = 0
    caught_up: int = 0


@dataclass(slots=True)
class _Check:
    """A check under way."""

    company_id: str
    state: HookState
    wish: HookWish
    report: HookReport
    lost: Lost
    concerned: set[SyncResource]


class ProcoreHooks:
    """One hook for a company, and one for each of its projects where a company's hook does not carry them."""

    def __init__(
        self,
        preflight: Preflight,
        webhooks: WebhooksV2,
        connections: Connections,
        states: HookStates,
        mirror: Mirror,
        queue: VendorEventQueue,
        syncs: RequestSync,
        inbox: Inbox,
        clock: Clock,
        options: HookOptions,
    ) -> None:
        self._preflight = preflight
        self._upkeep = HookUpkeep(webhooks)
        self._deliveries = LostDeliveries(webhooks)
        self._connections = connections
        self._states = states
        self._mirror = mirror
        self._queue = queue
        self._syncs = syncs
        self._inbox = inbox
        self._clock = clock
        self._options = options

    async def check(self, company_id: str, deadline: Deadline) -> Result[HookReport]:
        """Check the hooks if the last check is an hour old. A missing permission goes to the inbox and is a failure."""
        known = await self._states.find(company_id)
        if known.failed:
            return known.failure()
        state = known.unwrap() or HookState(company_id=company_id)
        if state.checked_at is not None and self._clock.now() < state.checked_at + EVERY:
            return Result.ok(HookReport(checked=False))
        checked = await self._check(state, deadline)
        if checked.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE:
            await self._inbox.raise_(company_id, _lacks_permission(checked))
            await self._save(state)  # asking more often gives no permission, and Procore counts refused calls
        if checked.failed:
            logger.warning(LogEvent.HOOK_NOT_CHECKED, extra={"company_id": company_id, "code": checked.error_code})
            return checked
        mended = await self._inbox.resolve(
            company_id, [exception_id(company_id, ErrorCode.VENDOR_SETUP_INCOMPLETE, SUBJECT)]
        )
        logger.info(LogEvent.HOOK_CHECKED, extra={"company_id": company_id, "hooks": checked.unwrap().hooks})
        return mended.and_then(lambda _: checked)

    async def _check(self, state: HookState, deadline: Deadline) -> Result[HookReport]:
        begun = await self._begun(state)
        if begun.failed:
            return begun.failure()
        check = begun.unwrap()
        kept = await self._company(check)
        if kept.success and self._options.per_project:
            kept = await self._projects(check, deadline)
        # What was found so far is made good even if the rest could not be looked at.
        closed = await self._close_gap(check)
        if kept.failed or closed.failed:
            return (kept if kept.failed else closed).failure()
        lost = tuple(sorted({*state.lost, *check.lost.ids})[-_MOST_LOST:])
        saved = await self._save(check.state.model_copy(update={"lost": lost}))
        return saved.map(lambda _: check.report)

    async def _save(self, state: HookState) -> Result[HookState]:
        return await self._states.save(state.model_copy(update={"checked_at": self._clock.now()}))

    async def _begun(self, state: HookState) -> Result[_Check]:
        company_id = state.company_id
        connection = await self._connections.get(company_id, VendorName.PROCORE)
        if connection.failed:
            return connection.failure()
        keys, application = await self._options.keys(), await self._options.application_id()
        if keys.failed or application.failed:
            return (keys if keys.failed else application).failure()
        user = await self._service_user(connection.unwrap(), state)
        if user.failed:
            return user.failure()
        bearer = hook_bearer(keys.unwrap()[0], connection.unwrap().account_id)
        wish = HookWish(self._options.namespace, f"{self._options.url}{WEBHOOK_PATH}", bearer)
        ours = {"user_id": user.unwrap(), "application_id": application.unwrap()}
        return Result.ok(_Check(company_id, state.model_copy(update=ours), wish, HookReport(), Lost(), set()))

    async def _service_user(self, connection: Connection, state: HookState) -> Result[str | None]:
        """Whose changes are echoes: our service account's, never a person's who signed in."""
        if connection.grant is not GrantKind.CLIENT_CREDENTIALS:
            return Result.ok(None)
        if state.user_id is not None:
            return Result.ok(state.user_id)
        return (await self._preflight.me(connection.company_id, addressed=True)).map(lambda me: me.id)

    async def _company(self, check: _Check) -> Result[None]:
        scopes = [COMPANY]
        if not self._options.per_project:
            some = await self._mirror.after(check.company_id, SyncResource.PROCORE_PROJECTS, None, _PROJECTS_AT_ONCE)
            if some.failed:
                return some.failure()
            scopes += [Scope(record.record_id) for _, record in some.unwrap() if not record.deleted][:1]
        offered = await self._upkeep.offered(check.company_id, scopes)
        if offered.failed:
            return offered.failure()
        return await self._hook(check, COMPANY, offered.unwrap())

    async def _projects(self, check: _Check, deadline: Deadline) -> Result[None]:
        """Projects in the order of the mirror; a check that runs out of time goes on there an hour later."""
        offered: list[TriggerKey] | None = None
        while True:
            page = await self._mirror.after(
                check.company_id, SyncResource.PROCORE_PROJECTS, check.state.place, _PROJECTS_AT_ONCE
            )
            if page.failed:
                return page.failure()
            for place, record in page.unwrap():
                if not deadline.allows(CHECK_SECONDS):
                    return Result.ok(None)
                if not record.deleted:
                    scope = Scope(record.record_id)
                    if offered is None:
                        listed = await self._upkeep.offered(check.company_id, [scope])
                        if listed.failed:
                            return listed.failure()
                        offered = listed.unwrap()
                    kept = await self._hook(check, scope, offered)
                    if kept.failed:
                        return kept
                check.state = check.state.model_copy(update={"place": place})
            if len(page.unwrap()) < _PROJECTS_AT_ONCE:
                check.state = check.state.model_copy(update={"place": None})
                return Result.ok(None)

    async def _hook(self, check: _Check, scope: Scope, wanted: Sequence[TriggerKey]) -> Result[None]:
        kept = await self._upkeep.keep(check.company_id, scope, check.wish, wanted)
        if kept.failed:
            return kept.failure()
        upkeep, name = kept.unwrap(), scope.project_id or ""
        was_known = name in check.state.hooks
        check.report = _counted(check.report, upkeep, was_known=was_known)
        if DEAF & set(upkeep.drifts) and (was_known or Drift.MISSING not in upkeep.drifts):
            check.concerned |= _EVERYTHING
        check.state = check.state.model_copy(update={"hooks": {**check.state.hooks, name: upkeep.hook_id}})
        start, known = self._clock.now() - LOOK_BACK, frozenset(check.state.lost)
        lost = await self._deliveries.since(check.company_id, upkeep.hook_id, scope, start, known)
        check.lost = check.lost.plus(lost.unwrap_or(Lost()))
        return lost.map(lambda _: None)

    async def _close_gap(self, check: _Check) -> Result[None]:
        """Re-read the records that lost deliveries named, and run the resources that they are of."""
        lost = check.lost
        events = [event for event in lost.events if subject_of(event) is not None]
        check.concerned |= {subject.resource for event in events if (subject := subject_of(event)) is not None}
        if lost.more or lost.unnamed:
            check.concerned |= _EVERYTHING
        fresh = len(lost.events) + lost.unnamed
        if fresh:
            logger.warning(LogEvent.DELIVERIES_LOST, extra={"company_id": check.company_id, "deliveries": fresh})
        if events:
            queued = await self._queue.send(VendorName.PROCORE, {events[0].account_id: events}, "")
            if queued.failed:
                return queued.failure()
        for resource in sorted(check.concerned):
            asked = await self._syncs.request(check.company_id, resource, SyncMode.INCREMENTAL, REQUESTED_BY)
            if asked.failed and asked.error_code != ErrorCode.NOT_FOUND:  # nothing reads it by itself
                return asked.failure()
        check.report = replace(check.report, lost=fresh, caught_up=len(check.concerned))
        return Result.ok(None)


def _counted(report: HookReport, upkeep: Upkeep, *, was_known: bool) -> HookReport:
    """The first hook of a company is no repair."""
    mended = [drift for drift in upkeep.drifts if was_known or drift is not Drift.MISSING]
    added = upkeep.triggers if was_known else 0
    return replace(
        report,
        hooks=report.hooks + 1,
        repaired=report.repaired + bool(mended or added),
        triggers=report.triggers + upkeep.triggers,
        refused=report.refused + upkeep.refused,
    )


def _lacks_permission(failed: Result[HookReport]) -> Problem:
    text = (
        f"Procore does not let Fieldledger keep its webhook: {failed.error}. Give the app's service account the "
        "permission Webhooks API (Standard). Until then changes arrive with the scheduled syncs only."
    )
    return Problem(ErrorCode.VENDOR_SETUP_INCOMPLETE, SUBJECT, text, {"vendor": VendorName.PROCORE.value})
