"""Previews of postings as callers see them."""

from typing import Self

from pydantic import JsonValue

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import PostingState, Target
from fieldledger.error_codes import traits
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.preview_desk import PostingPreview
from fieldledger.services.posting.previews import Way


class ReferenceView(CanonicalModel):
    """A row of the books that the record names; ``subject`` is what it is for us."""

    kind: str
    subject: str | None
    vendor_id: str
    name: str | None


class FieldChangeView(CanonicalModel):
    """One field of the vendor's record."""

    field: str
    before: JsonValue
    after: JsonValue


class ChangeView(CanonicalModel):
    """What it does to the books, field by field."""

    does: str
    entity: str
    vendor_id: str | None
    fields: tuple[FieldChangeView, ...]


class ProblemView(CanonicalModel):
    """What would park the posting."""

    code: str
    subject: str
    message: str
    turn: str
    details: dict[str, str]

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The view of ``problem``."""
        details, turn = dict(problem.details), traits(problem.code).turn
        return cls(code=problem.code, subject=problem.subject, message=problem.message, turn=turn, details=details)


class WaitsForView(CanonicalModel):
    """A posting that has to be in the books first."""

    posting_id: str
    state: PostingState


class PostingPreviewView(CanonicalModel):
    """The vendor's payload and what it changes, or ``problems`` that would park the posting.

    ``as_sent``: it is what was sent; otherwise what would be sent now.
    """

    posting_id: str
    target: Target
    state: PostingState
    will_be_sent: bool
    as_sent: bool
    way: Way
    payload: dict[str, JsonValue] | None
    references: tuple[ReferenceView, ...]
    change: ChangeView | None
    problems: tuple[ProblemView, ...]
    waits_for: tuple[WaitsForView, ...]

    @classmethod
    def of(cls, preview: PostingPreview) -> Self:
        """The view of ``preview``."""
        drafted, posting = preview.drafted, preview.posting
        return cls.model_validate(
            {
                "posting_id": posting.posting_id,
                "target": posting.target,
                "state": posting.state,
                "will_be_sent": preview.will_be_sent,
                "as_sent": preview.as_sent,
                "way": drafted.way,
                "payload": None if drafted.payload is None else dict(drafted.payload),
                "references": drafted.references,
                "change": drafted.change,
                "problems": tuple(map(ProblemView.of, drafted.problems)),
                "waits_for": tuple(
                    WaitsForView(posting_id=other.posting_id, state=other.state) for other in preview.waits_for
                ),
            },
            from_attributes=True,
        )
