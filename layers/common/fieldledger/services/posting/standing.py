"""Which hours of an approved card stand: what the books hold of it, or will once they have taken what is on its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.drafts import PerDiemDraft, TimeActivityDraft
from fieldledger.domain.posting import TARGETS, Operation, Posting, PostingState
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result

type Standing = Mapping[str, tuple[Posting, ...]]
"""Postings by card, of one of the books: all of a company's books are given the same hours."""


async def standing(postings: Postings, company_id: str, cards: Sequence[TimeCard]) -> Result[Standing]:
    """The postings whose hours count, by card; of a change that was given up, the one it would have changed."""
    found = await _read(postings, company_id, cards)
    return found.map(lambda read: {card.time_card_id: _hours_of_one_target(card, read) for card in cards})


async def standing_per_diems(
    postings: Postings, company_id: str, cards: Sequence[TimeCard]
) -> Result[tuple[tuple[TimeCard, PerDiemDraft], ...]]:
    """The per diems that count, each with its card."""
    found = await _read(postings, company_id, cards)
    return found.map(
        lambda read: tuple(
            (card, posting.payload)
            for card in cards
            for posting in _all(card, read)
            if isinstance(posting.payload, PerDiemDraft)
        )
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """The postings that cards name, and those that they would have changed, by id."""

    known: Mapping[str, Posting]
    replaced: Mapping[str, Posting]


async def _read(postings: Postings, company_id: str, cards: Sequence[TimeCard]) -> Result[_Read]:
    identifiers = [each for card in cards for each in card.posting_ids]
    live = await postings.get_many(company_id, identifiers)
    if live.failed:
        return live.failure()
    known = {posting.posting_id: posting for posting in live.unwrap()}
    before = sorted({p.replaces for p in known.values() if p.replaces and p.state is PostingState.CANCELLED})
    former = await postings.get_many(company_id, before)
    if former.failed:
        return former.failure()
    return Result.ok(_Read(known, {posting.posting_id: posting for posting in former.unwrap()}))


def hours_of(posting: Posting) -> TimeActivityDraft:
    """The hours of a posting that ``standing`` found."""
    assert isinstance(posting.payload, TimeActivityDraft)
    return posting.payload


def _hours_of_one_target(card: TimeCard, read: _Read) -> tuple[Posting, ...]:
    hours = [posting for posting in _all(card, read) if isinstance(posting.payload, TimeActivityDraft)]
    mine = [read.known[each] for each in card.posting_ids if each in read.known]
    target = next((target for target in TARGETS if any(posting.target == target for posting in mine)), None)
    return tuple(posting for posting in hours if posting.target == target)


def _all(card: TimeCard, read: _Read) -> tuple[Posting, ...]:
    stands = (_stands(read.known[each], read.replaced) for each in card.posting_ids if each in read.known)
    return tuple(posting for posting in stands if posting is not None)


def _stands(posting: Posting, replaced: Mapping[str, Posting]) -> Posting | None:
    if posting.state is PostingState.CANCELLED:
        return None if posting.replaces is None else replaced.get(posting.replaces)
    return None if posting.operation is Operation.REMOVE else posting
