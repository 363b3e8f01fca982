"""The jobs of one of the company's people."""

from pydantic import Field

from fieldledger.domain.member import MOST_PROJECTS
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.team import SetMember


class MemberBody(Body):
    """All jobs that the person has from now on; ``version`` is the one that was shown, 0 for somebody new."""

    project_ids: tuple[RecordId, ...] = Field(max_length=MOST_PROJECTS)
    version: int = Field(ge=0)

    def wanted(self, caller: Principal, member_id: str) -> SetMember:
        """What the caller wants."""
        return SetMember(caller.company_id, caller.user_id, member_id, self.project_ids, self.version)
