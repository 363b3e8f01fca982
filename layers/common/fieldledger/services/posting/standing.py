"""Which hours of an approved card stand: what the books hold of it, or will once they have taken what is on its way."""

from collections.abc import Mapping, Sequence

from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.posting import TARGETS, Operation, Posting, PostingState
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result

type Standing = Mapping[str, tuple[Posting, ...]]
"""Postings by card, of one of the books: all of a company's books are given the same hours."""


async def standing(postings: Postings, company_id: str, cards: Sequence[TimeCard]) -> Result[Standing]:
    """The postings whose hours count, by card; of a change that was given up, the one it would have changed."""
    identifiers = [each for card in cards for each in card.posting_ids]
    live = await postings.get_many(company_id, identifiers)
    if live.failed:
        return live.failure()
    known = {posting.posting_id: posting for posting in live.unwrap()}
    before = sorted({p.replaces for p in known.values() if p.replaces and p.state is PostingState.CANCELLED})
    former = await postings.get_many(company_id, before)
    if former.failed:
        return former.failure()
    replaced = {posting.posting_id: posting for posting in former.unwrap()}
    return Result.ok({card.time_card_id: _of_one_target(card, known, replaced) for card in cards})


def hours_of(posting: Posting) -> TimeActivityDraft:
    """The hours of a time card's posting: cards become nothing else."""
    assert isinstance(posting.payload, TimeActivityDraft)
    return posting.payload


def _of_one_target(
    card: TimeCard, known: Mapping[str, Posting], replaced: Mapping[str, Posting]
) -> tuple[Posting, ...]:
    mine = [known[each] for each in card.posting_ids if each in known]
    target = next((target for target in TARGETS if any(posting.target == target for posting in mine)), None)
    stands = [_stands(posting, replaced) for posting in mine if posting.target == target]
    return tuple(posting for posting in stands if posting is not None)


def _stands(posting: Posting, replaced: Mapping[str, Posting]) -> Posting | None:
    if posting.state is PostingState.CANCELLED:
        return None if posting.replaces is None else replaced.get(posting.replaces)
    return None if posting.operation is Operation.REMOVE else posting
