"""The decision that an approval of time cards is taken back."""

from typing import Self

from pydantic import Field, model_validator

from fieldledger.domain.hashing import derive_id
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import PlainText, RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.unapprovals import UnapproveTimeCards


class UnapprovalBody(Body):
    """Certain cards, or all that one approval approved."""

    time_card_ids: tuple[RecordId, ...] | None = Field(default=None, min_length=1, max_length=1000)
    approval_id: RecordId | None = None
    reason: PlainText
    dry_run: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.time_card_ids is None) == (self.approval_id is None):
            raise ValueError("name either time_card_ids or approval_id")
        return self

    def decision(self, caller: Principal, key: str) -> UnapproveTimeCards:
        """The caller's decision. ``key`` names it: a repeated call goes on with it and begins no other."""
        return UnapproveTimeCards(
            company_id=caller.company_id,
            user_id=caller.user_id,
            unapproval_id=derive_id(caller.company_id, "unapproval", key),
            **self.model_dump(),
        )
