"""What a card that was read does to the one we hold."""

from datetime import timedelta

import pytest

from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.services.sync.time_card_merge import Store, Unchanged, merge
from tests.builders import CONTENT_HASH, SYNCED_AT, a_time_card

READY, UNAPPROVED = TimeCardStatus.READY, TimeCardStatus.UNAPPROVED
APPROVED, CHANGED, DELETED = TimeCardStatus.APPROVED, TimeCardStatus.CHANGED, TimeCardStatus.DELETED
LATER = SYNCED_AT + timedelta(minutes=5)
EARLIER = SYNCED_AT - timedelta(minutes=5)
OTHER = "other-hours"


def _held(status: TimeCardStatus, content_hash: str = CONTENT_HASH, *, source_approved: bool = True) -> TimeCard:
    is_ours = status in {APPROVED, CHANGED}
    return a_time_card(
        status=status,
        content_hash=content_hash,
        source_approved=source_approved,
        approval_id="approval-1" if is_ours else None,
        approved_hash=CONTENT_HASH if is_ours else None,
        version=4,
    )


def _read(status: TimeCardStatus, content_hash: str = CONTENT_HASH, *, earlier: bool = False) -> TimeCard:
    return a_time_card(
        status=status,
        content_hash=content_hash,
        source_approved=status is READY,
        source_updated_at=EARLIER if earlier else LATER,
        deleted_at=LATER if status is DELETED else None,
    )


def test_a_card_that_was_never_seen_is_stored() -> None:
    read = _read(READY)
    assert merge(None, read) == Store(read)


@pytest.mark.parametrize(
    ("held", "read", "status", "asks_a_person"),
    [
        (_held(READY), _read(READY, OTHER), READY, False),
        (_held(READY), _read(UNAPPROVED), UNAPPROVED, False),
        (_held(UNAPPROVED, source_approved=False), _read(READY), READY, False),
        (_held(READY), _read(DELETED, OTHER), DELETED, False),
        (_held(DELETED, OTHER), _read(READY), READY, False),
        (_held(APPROVED), _read(READY, OTHER), CHANGED, True),
        (_held(APPROVED), _read(DELETED, OTHER), CHANGED, True),
        (_held(APPROVED), _read(UNAPPROVED), APPROVED, False),
        (_held(APPROVED, source_approved=False), _read(READY), APPROVED, False),
        (_held(APPROVED), _read(UNAPPROVED, OTHER), CHANGED, True),
        (_held(CHANGED, OTHER), _read(READY, "third hours"), CHANGED, True),
        (_held(CHANGED, OTHER), _read(READY), APPROVED, False),
        (_held(CHANGED, OTHER), _read(UNAPPROVED, OTHER), CHANGED, False),
    ],
)
def test_what_is_read_decides_unless_a_person_approved(
    held: TimeCard, read: TimeCard, status: TimeCardStatus, asks_a_person: bool
) -> None:
    decision = merge(held, read)
    assert isinstance(decision, Store)
    assert (decision.card.status, decision.changed_after_approval) == (status, asks_a_person)
    assert decision.card.version == held.version
    assert (decision.card.approval_id, decision.card.approved_hash) == (held.approval_id, held.approved_hash)
    assert decision.card.content_hash == read.content_hash


@pytest.mark.parametrize(
    ("held", "read"),
    [
        (_held(READY), _read(READY)),
        (_held(APPROVED), _read(READY)),
        (_held(CHANGED, OTHER), _read(READY, OTHER)),
        (_held(READY), _read(READY, OTHER, earlier=True)),
        (_held(APPROVED), _read(READY, OTHER, earlier=True)),
    ],
)
def test_nothing_is_written_for_what_is_known_or_older(held: TimeCard, read: TimeCard) -> None:
    assert merge(held, read) == Unchanged()


def test_a_deletion_counts_even_if_the_card_was_not_touched_again() -> None:
    gone = _read(DELETED, OTHER, earlier=True)
    decision = merge(_held(READY), gone)
    assert isinstance(decision, Store)
    assert decision.card.status is DELETED


@pytest.mark.parametrize("status", [READY, APPROVED])
def test_a_card_that_was_not_listed_and_is_told_of_again_is_listed(status: TimeCardStatus) -> None:
    held = _held(status).model_copy(update={"unlisted_since": SYNCED_AT})
    decision = merge(held, _read(READY))
    assert isinstance(decision, Store)
    assert (decision.card.status, decision.card.unlisted_since) == (status, None)
    assert not decision.changed_after_approval
