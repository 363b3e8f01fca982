"""The exceptions inbox: what a person has to look at."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import derive_id

MAPPING_VERSION: Final = "mapping_version"
"""Where an item's details keep it."""


class ExceptionState(StrEnum):
    """Open until a person or a later success closes it."""

    OPEN = "open"
    RESOLVED = "resolved"


class ExceptionItem(CanonicalModel):
    """One problem about one thing: repeats of the same problem count on the same item.

    ``subject`` names the thing (``employee:<id>``, ``posting:<id>``); what waits for it carries its id.
    ``request`` is what was sent, without personal data; ``answer`` are the vendor's own words. ``resolution`` and
    ``resolved_by`` (a user id, or ``system``) tell how it was closed last; earlier times are in the audit trail.
    """

    company_id: str
    exception_id: str
    code: str
    subject: str
    message: str
    remedy: str
    turn: str
    details: dict[str, str] = Field(default_factory=dict)
    request: str | None = None
    answer: str | None = None
    resolution: str | None = None
    resolved_by: str | None = None
    state: ExceptionState = ExceptionState.OPEN
    occurrences: int = 1
    first_seen_at: Utc
    last_seen_at: Utc
    version: int = 0

    @property
    def mapping_version(self) -> str | None:
        """The version of the mapping that was used when the problem was met, if one was."""
        return self.details.get(MAPPING_VERSION)

    @property
    def resolved_at(self) -> Utc | None:
        """When it was closed; nothing is seen of it afterwards without opening it again."""
        return self.last_seen_at if self.state is ExceptionState.RESOLVED else None


def exception_id(company_id: str, code: str, subject: str) -> str:
    """The same problem about the same thing is the same item."""
    return derive_id(company_id, code, subject)
