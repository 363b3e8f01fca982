"""What a round of the writer did, and when there is more to do."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out: batches, their items, batches without an answer, and the longest that an item had waited."""

    batches: int = 0
    items: int = 0
    unanswered: int = 0
    longest_wait_seconds: float = 0

    def plus(self, more: "Sent") -> "Sent":
        """Both together."""
        longest = max(self.longest_wait_seconds, more.longest_wait_seconds)
        return Sent(self.batches + more.batches, self.items + more.items, self.unanswered + more.unanswered, longest)


@dataclass(frozen=True, slots=True)
class WriterReport:
    """``again_at``: more work waits, and when it may go on; None when nothing is left for now.

    ``next_due``: the first moment at which something may go that cannot go now: a batch may be settled, or a posting's
    time comes. It holds up nothing else, while nothing of the company can go before ``again_at``.
    """

    posted: int = 0
    parked: int = 0
    settled: int = 0
    again_at: datetime | None = None
    sent: Sent = Sent()
    next_due: datetime | None = None

    def plus(self, more: "WriterReport") -> "WriterReport":
        """Both together; the later one says when to come back."""
        posted, parked = self.posted + more.posted, self.parked + more.parked
        due, sent = earliest(self.next_due, more.next_due), self.sent.plus(more.sent)
        return WriterReport(posted, parked, self.settled + more.settled, more.again_at, sent, due)

    def again(self, moment: datetime) -> "WriterReport":
        """The same, to be continued at ``moment``."""
        return replace(self, again_at=moment)

    def due(self, moment: datetime | None) -> "WriterReport":
        """The same, with something that is due at ``moment``."""
        return replace(self, next_due=earliest(self.next_due, moment))


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that are known."""
    return min((moment for moment in moments if moment is not None), default=None)
