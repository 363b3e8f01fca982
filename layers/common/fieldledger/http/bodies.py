"""Bodies of requests, closed to what we do not know: a misspelt field must not be taken as absent."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from fieldledger.domain.hashing import derive_id
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.http.parameters import RecordId
from fieldledger.http.pay_periods import Days, checked
from fieldledger.http.principal import Principal
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.sync.asking import SyncWish


class ApprovalBody(BaseModel):
    """What is ready from ``first_day`` to ``last_day``, narrowed to a project or to certain cards.

    ``expected_minutes`` is the total that the person saw: if it differs by now, nothing is approved.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: date
    last_day: date
    project_id: RecordId | None = None
    time_card_ids: tuple[RecordId, ...] | None = Field(default=None, min_length=1, max_length=1000)
    expected_minutes: int | None = Field(default=None, ge=0)
    dry_run: bool = False

    def decision(self, caller: Principal, key: str) -> Result[ApproveTimeCards]:
        """The caller's decision. ``key`` names the approval: a repeated call goes on with it and begins no other."""
        days = checked(Days(self.first_day, self.last_day), "body.last_day")
        return days.map(
            lambda _: ApproveTimeCards(
                company_id=caller.company_id,
                user_id=caller.user_id,
                approval_id=derive_id(caller.company_id, "approval", key),
                **self.model_dump(),
            )
        )


class SyncBody(BaseModel):
    """A run of ``resource``, or one record of it: then ``scope_id`` is the project (or contract) it belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resource: SyncResource
    mode: SyncMode = SyncMode.INCREMENTAL
    record_id: RecordId | None = None
    scope_id: RecordId | None = None
    parent_id: RecordId | None = None

    def wish(self, caller: Principal) -> SyncWish:
        """What the caller wants."""
        return SyncWish(caller.company_id, caller.user_id, **self.model_dump())
