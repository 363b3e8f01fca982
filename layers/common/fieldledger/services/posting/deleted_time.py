"""Time that was deleted in the books leaves our copy at once: no list of changes would tell (quickbooks.md 4.2)."""

from datetime import datetime
from typing import Final

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM

_TIME: Final = SyncResource.QUICKBOOKS_TIME_ACTIVITIES


class DeletedTime:
    """Works on the mirror."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    async def note(self, company_id: str, record_id: str, now: datetime) -> Result[None]:
        """What was never read needs nothing; whoever writes the record at the same moment has read it just now."""
        found = await self._mirror.get_many(company_id, _TIME, [(None, record_id)])
        if found.failed:
            return found.failure()
        for record in found.unwrap():
            if record.deleted:
                continue
            saved = await self._mirror.save(record.model_copy(update={"deleted_at": now, "written_at": now}))
            if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.failure()
            if saved.success:
                log_mutation(LogEvent.RECORD_SAVED, SYSTEM, record_id, kind=_TIME)
        return Result.ok(None)
