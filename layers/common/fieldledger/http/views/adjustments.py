"""Adjustments of time cards as callers see them."""

from collections.abc import Mapping
from typing import Final, Literal, Self

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.drafts import Draft
from fieldledger.domain.posting import Operation, Posting, Target
from fieldledger.services.posting.adjusting import Adjustment

type Step = Literal["create", "update", "remove", "supersede", "keep"]

_STEPS: Final[Mapping[Operation, Step]] = {
    Operation.CREATE: "create",
    Operation.UPDATE: "update",
    Operation.REMOVE: "remove",
}


class AdjustedPostingView(CanonicalModel):
    """One part of the card in one set of books: what is (or would have been) there, and what will be."""

    step: Step
    target: Target
    posting_id: str
    replaces: str | None
    before: Draft | None
    after: Draft | None


class AdjustmentView(CanonicalModel):
    """What an adjustment did, or with ``dry_run`` would do."""

    time_card_id: str
    content_hash: str
    deleted_at_source: bool
    dry_run: bool
    approval_id: str | None
    postings: tuple[AdjustedPostingView, ...]

    @classmethod
    def of(cls, adjustment: Adjustment, approval_id: str | None) -> Self:
        """The view of ``adjustment``; without ``approval_id`` it is only proposed."""
        card = adjustment.card
        before = {posting.posting_id: posting.payload for posting in adjustment.present}
        requested = [_requested(posting, before.get(posting.replaces or "")) for posting in adjustment.requested]
        superseded = [_view(posting, "supersede", posting.payload, None) for posting in adjustment.superseded]
        kept = [_view(posting, "keep", posting.payload, posting.payload) for posting in adjustment.kept]
        return cls(
            time_card_id=card.time_card_id,
            content_hash=card.content_hash,
            deleted_at_source=card.deleted_at is not None,
            dry_run=approval_id is None,
            approval_id=approval_id,
            postings=(*requested, *superseded, *kept),
        )


def _requested(posting: Posting, before: Draft | None) -> AdjustedPostingView:
    after = None if posting.operation is Operation.REMOVE else posting.payload
    return _view(posting, _STEPS[posting.operation], before, after)


def _view(posting: Posting, step: Step, before: Draft | None, after: Draft | None) -> AdjustedPostingView:
    return AdjustedPostingView(
        step=step,
        target=posting.target,
        posting_id=posting.posting_id,
        replaces=posting.replaces,
        before=before,
        after=after,
    )
