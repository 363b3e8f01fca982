"""What the company says of one of its people beyond the claims of the token."""

from typing import Annotated, Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel

MOST_PROJECTS: Final = 500


class Member(CanonicalModel):
    """``project_ids``: the jobs of a project manager."""

    company_id: str
    user_id: str
    project_ids: Annotated[tuple[str, ...], Field(max_length=MOST_PROJECTS)] = ()
    version: int = 0
