"""What a person may ask of the sync: a run, or one record again."""

from dataclasses import dataclass

from fieldledger.clients.sync_queue import SliceQueue
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncRun
from fieldledger.log import LogEvent, log_mutation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.starting import SyncStarter


@dataclass(frozen=True, slots=True)
class SyncWish:
    """A run, or with a ``record_id`` one record, which is read under ``scope_id`` (its own scope is ``parent_id``)."""

    company_id: str
    user_id: str
    resource: SyncResource
    mode: SyncMode = SyncMode.INCREMENTAL
    record_id: str | None = None
    scope_id: str | None = None
    parent_id: str | None = None


class SyncAnswer(CanonicalModel):
    """``queued``: another run is under way, and this one begins when that one ends. A single record has no run."""

    resource: SyncResource
    run: SyncRun | None = None
    queued: bool = False


class SyncDesk:
    """For people: the vendors' answers come later, through the queue."""

    def __init__(self, starter: SyncStarter, queue: SliceQueue) -> None:
        self._starter = starter
        self._queue = queue

    async def ask(self, wish: SyncWish) -> Result[SyncAnswer]:
        """Codes: those of ``SyncStarter.request``, and ``VALIDATION_FAILED``."""
        if wish.record_id is not None:
            return await self._one(wish, wish.record_id)
        if wish.scope_id is not None:
            text = "a scope goes with a record: runs read all scopes"
            return Result.fail(
                text, ErrorCode.VALIDATION_FAILED, {"fields": [{"field": "body.scope_id", "problem": text}]}
            )
        asked = await self._starter.request(wish.company_id, wish.resource, wish.mode, wish.user_id)
        return asked.map(lambda done: SyncAnswer(resource=wish.resource, run=done.run, queued=done.queued))

    async def _one(self, wish: SyncWish, record_id: str) -> Result[SyncAnswer]:
        connected = await self._starter.connected(wish.company_id, wish.resource.vendor)
        if connected.failed:
            return connected.failure()
        scope = None if wish.scope_id is None else (wish.scope_id, wish.parent_id)
        sent = await self._queue.send_record(wish.company_id, wish.resource, record_id, scope)
        if sent.success:
            log_mutation(LogEvent.SYNC_BEGUN, wish.user_id, record_id, resource=wish.resource.value, mode="single")
        return sent.map(lambda _: SyncAnswer(resource=wish.resource))
