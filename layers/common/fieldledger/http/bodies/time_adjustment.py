"""The decision that the books follow a time card that changed after its approval."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from fieldledger.domain.hashing import derive_id
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.posting.adjusting import AdjustTimeCard


class AdjustmentBody(Body):
    """``content_hash`` is the version of the card that the person saw: a dry run tells it."""

    content_hash: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")] | None = None
    dry_run: bool = False

    @model_validator(mode="after")
    def _seen(self) -> Self:
        if not self.dry_run and self.content_hash is None:
            raise ValueError("send the content_hash that the dry run told, or dry_run")
        return self


class AdjustmentCall(BaseModel):
    """A body with the card of its address: what has to be the same when a key is used again."""

    model_config = ConfigDict(frozen=True)

    time_card_id: RecordId
    body: AdjustmentBody

    def decision(self, caller: Principal, key: str) -> AdjustTimeCard:
        """The caller's decision. ``key`` names it: a repeated call finds its own adjustment."""
        return AdjustTimeCard(
            company_id=caller.company_id,
            user_id=caller.user_id,
            approval_id=derive_id(caller.company_id, "adjustment", key),
            time_card_id=self.time_card_id,
            content_hash=self.body.content_hash,
        )
