"""The wish that a sync begins."""

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.sync.asking import SyncWish


class SyncBody(Body):
    """A run of ``resource``, or one record of it: then ``scope_id`` is the project (or contract) it belongs to."""

    resource: SyncResource
    mode: SyncMode = SyncMode.INCREMENTAL
    record_id: RecordId | None = None
    scope_id: RecordId | None = None
    parent_id: RecordId | None = None

    def wish(self, caller: Principal) -> SyncWish:
        """What the caller wants."""
        return SyncWish(caller.company_id, caller.user_id, **self.model_dump())
