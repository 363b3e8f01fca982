"""What the company says of one of its people beyond the claims of the token."""

from typing import Annotated

from pydantic import Field

from fieldledger.domain.base import CanonicalModel


class Member(CanonicalModel):
    """``project_ids``: the jobs of a project manager."""

    company_id: str
    user_id: str
    project_ids: Annotated[tuple[str, ...], Field(max_length=500)] = ()
    version: int = 0
