"""A company with a hook at the simulated Procore: what is delivered goes through the real door and the real worker."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from fieldledger.clients.webhook_keys import hook_bearer
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.hook_state import HookState
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.hook_states import DocumentHookStates
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.result import Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.webhooks.intake import ProcoreIntake
from fieldledger.services.webhooks.procore_hooks import HookOptions, HookReport, ProcoreHooks
from fieldledger.services.webhooks.vendor_events import EventTally
from fieldledger.wiring.webhooks import events_over, hooks_over
from simulators.procore.accounts import DEFAULT_APP
from tests.builders import COMPANY, a_connection
from tests.builders.webhooks import WEBHOOK_KEY
from tests.fakes.event_queue import MemoryEventQueue
from tests.integration.clients.procore.portal import ACCOUNT, Portal, a_portal
from tests.integration.flow.doubles import NoDeadline
from tests.unit.services.webhooks.desk import RecordingResync, RecordingSyncs

OUR_URL: Final = "https://api.fieldledger.test"
NAMESPACE: Final = "fieldledger-test"
HOOKS: Final = f"/rest/v2.0/companies/{ACCOUNT}/webhooks/hooks"


@dataclass
class Door:
    """The door, as an HTTP server answers for it; ``shut`` is an outage of ours."""

    queue: MemoryEventQueue
    shut: bool = False
    keys: Sequence[str] = (WEBHOOK_KEY,)
    statuses: list[int] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What Procore gets to see."""
        status = 503 if self.shut else self._status(request)
        self.statuses.append(status)
        return httpx.Response(status)

    def _status(self, request: httpx.Request) -> int:
        if str(request.url) != f"{OUR_URL}/v1/webhooks/procore":
            return 404
        taking = ProcoreIntake(self.queue).receive(
            request.content, request.headers.get("authorization", ""), self.keys, "request-1"
        )
        done = _finished(taking)
        return 200 if done.success else done.traits.status


def _finished[T](work: Any) -> Result[T]:
    """The result of a coroutine that never waits."""
    try:
        work.send(None)
    except StopIteration as ended:
        result: Result[T] = ended.value
        return result
    raise AssertionError("the door waits for something")


@dataclass
class Office:
    """One company's hooks, and everything behind the door."""

    portal: Portal
    door: Door
    queue: MemoryEventQueue
    resync: RecordingResync = field(default_factory=RecordingResync)
    syncs: RecordingSyncs = field(default_factory=RecordingSyncs)
    per_project: bool = False

    @property
    def hooks(self) -> ProcoreHooks:
        """The upkeep, in a container of its own."""

        async def keys() -> Result[Sequence[str]]:
            return Result.ok(self.door.keys)

        async def application_id() -> Result[str]:
            return Result.ok(DEFAULT_APP.client_id)

        options = HookOptions(OUR_URL, NAMESPACE, self.per_project, keys, application_id)
        return hooks_over(self.portal.store, self.portal.api, self.queue, self.syncs, self.portal.clock, options)

    async def check(self, deadline: Deadline | None = None) -> HookReport:
        """A check that has become due."""
        self.portal.clock.advance(hours=1)
        return (await self.hooks.check(COMPANY, deadline or NoDeadline())).unwrap()

    async def deliver(self) -> None:
        """Procore sends what is due."""
        await self.portal.admin("POST", "/webhooks/flush")

    async def work(self) -> EventTally:
        """The worker takes everything that waits, in one batch."""
        handler = events_over(self.portal.store, self.resync, self.syncs, self.portal.clock)
        self.portal.clock.advance(10)
        events = [event for _, _, listed in self.queue.waiting for event in listed]
        self.queue.waiting.clear()
        handled = await handler.handle(VendorName.PROCORE, str(ACCOUNT), events, NoDeadline())
        assert handled.open == {}
        return handled.tally

    async def hooks_there(self) -> list[dict[str, Any]]:
        """All of the company's hooks at Procore, triggers counted."""
        answered = await self.portal.api.webhooks_v2.hooks(COMPANY)
        return [hook.model_dump() for hook in answered.unwrap().rows.good]

    async def ours(self) -> dict[str, Any]:
        """Our one hook."""
        [hook] = [hook for hook in await self.hooks_there() if hook["namespace"] == NAMESPACE]
        return hook

    async def state(self) -> HookState:
        """What we know of our hooks."""
        found = (await DocumentHookStates(self.portal.store).find(COMPANY)).unwrap()
        assert found is not None
        return found

    async def inbox(self, state: ExceptionState = ExceptionState.OPEN) -> list[ExceptionItem]:
        """Items of the exceptions inbox."""
        return list((await DocumentExceptions(self.portal.store).by_state(COMPANY, state, 100, None)).unwrap().items)

    def bearer(self, key: str = WEBHOOK_KEY) -> str:
        """The bearer of this company's hook."""
        return hook_bearer(key, str(ACCOUNT))

    async def known_projects(self) -> list[str]:
        """The ids of the projects."""
        return sorted(str(row["id"]) for row in await self.portal.kept("projects"))

    async def bring_projects(self) -> None:
        """What a run of the sync has brought."""
        for id_ in await self.known_projects():
            record = MirrorRecord(
                company_id=COMPANY,
                resource=SyncResource.PROCORE_PROJECTS,
                record_id=id_,
                facts={},
                content_hash=json.dumps(id_),
                written_at=self.portal.clock.now(),
            )
            (await DocumentMirror(self.portal.store).save(record)).unwrap()


@asynccontextmanager
async def an_office() -> AsyncIterator[Office]:
    """A connected company whose projects are known here; no hook yet."""
    queue = MemoryEventQueue()
    door = Door(queue)
    async with a_portal(door.answer) as portal:
        held = a_connection(vendor=VendorName.PROCORE, account_id=str(ACCOUNT))
        (await DocumentConnections(portal.store).claim_account(held)).unwrap()
        office = Office(portal, door, queue)
        await office.bring_projects()
        yield office
