"""What a newly read time card does to the one we hold: a pure decision.

A person's approval is never undone by a sync: a change after it marks the card and goes to a person.
"""

from dataclasses import dataclass

from fieldledger.domain.time_card import TimeCard, TimeCardStatus


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing to write."""


@dataclass(frozen=True, slots=True)
class Store:
    """Write ``card``; ``changed_after_approval`` asks for a person."""

    card: TimeCard
    changed_after_approval: bool = False


def merge(held: TimeCard | None, read: TimeCard) -> Unchanged | Store:
    """Older reads never replace newer ones: feeds overlap and pages move while they are read."""
    if held is None:
        return Store(read)
    if read.source_updated_at < held.source_updated_at and read.deleted_at is None:
        return Unchanged()
    if held.approved_hash is not None:
        return _after_approval(held, read)
    if _says_the_same(held, read):
        return Unchanged()
    return Store(read.model_copy(update=_kept(held)))


def _after_approval(held: TimeCard, read: TimeCard) -> Unchanged | Store:
    """An approved card whose hours are still those approved stays approved, even if Raken unlocked it."""
    if _says_the_same(held, read):
        return Unchanged()
    as_approved = read.content_hash == held.approved_hash
    status = TimeCardStatus.APPROVED if as_approved else TimeCardStatus.CHANGED
    merged = read.model_copy(
        update={
            "status": status,
            "approval_id": held.approval_id,
            "approved_hash": held.approved_hash,
            "approved": held.approved,
            "posting_ids": held.posting_ids,
            **_kept(held),
        }
    )
    newly_changed = not as_approved and read.content_hash != held.content_hash
    return Store(merged, changed_after_approval=newly_changed)


def _says_the_same(held: TimeCard, read: TimeCard) -> bool:
    """A card that was not listed any more, and is told of again, is written although nothing else is new."""
    same = (held.content_hash, held.source_approved) == (read.content_hash, read.source_approved)
    return same and held.unlisted_since is None


def _kept(held: TimeCard) -> dict[str, object]:
    """What no source tells, whatever it says of the card."""
    return {"withdrawals": held.withdrawals, "unapproval_id": held.unapproval_id, "version": held.version}
