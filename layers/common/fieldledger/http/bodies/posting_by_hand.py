"""What a person wants of one posting."""

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import Reason, RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.posting.by_hand import ByHand


class RetryBody(Body):
    """``version`` is that of the posting as the person saw it; without it the posting is taken as it is now."""

    version: int | None = Field(default=None, ge=1)


class CancelBody(RetryBody):
    """Giving up needs a reason, which the posting's history keeps."""

    reason: Reason


class PostingCall(BaseModel):
    """A body with the posting of its address: what has to be the same when a key is used again."""

    model_config = ConfigDict(frozen=True)

    posting_id: RecordId
    body: SerializeAsAny[RetryBody]

    def by(self, caller: Principal) -> ByHand:
        """The caller's wish."""
        return ByHand(caller.company_id, caller.user_id, self.posting_id, self.body.version)
