"""The decision that time cards go to the books."""

from datetime import date

from pydantic import Field

from fieldledger.domain.hashing import derive_id
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId
from fieldledger.http.pay_periods import Days, checked
from fieldledger.http.principal import Principal
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards


class ApprovalBody(Body):
    """What is ready from ``first_day`` to ``last_day``, narrowed to a project or to certain cards.

    ``expected_minutes`` is the total that the person saw: if it differs by now, nothing is approved.
    """

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
