"""Items of the exceptions inbox as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState


class ExceptionView(CanonicalModel):
    """A problem, what makes it go away (``remedy``) and whose turn it is (``turn``)."""

    exception_id: str
    code: str
    subject: str
    message: str
    remedy: str
    turn: str
    details: dict[str, str]
    request: str | None
    answer: str | None
    resolution: str | None
    resolved_by: str | None
    state: ExceptionState
    occurrences: int
    first_seen_at: Utc
    last_seen_at: Utc
    version: int

    @classmethod
    def of(cls, item: ExceptionItem) -> Self:
        """The view of ``item``."""
        return cls(**item.model_dump(exclude={"company_id"}))
