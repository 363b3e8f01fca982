"""What came of bringing a job's costs to Procore, as callers see it."""

from typing import Self

from fieldledger.domain.base import CanonicalModel
from fieldledger.services.actuals.pushing import JobPushed


class ActualsView(CanonicalModel):
    """Direct costs: ``written`` now, ``unchanged`` since earlier, ``refused`` by Procore, ``left`` for later.

    ``complete`` false: time ran out, or somebody else is at it (``busy``); the same call again goes on. Why costs are
    refused or cannot be there is told in the exceptions inbox.
    """

    complete: bool
    busy: bool
    written: int
    unchanged: int
    refused: int
    left: int

    @classmethod
    def of(cls, pushed: JobPushed) -> Self:
        """The view of ``pushed``."""
        return cls(
            complete=pushed.complete,
            busy=pushed.busy,
            written=pushed.written,
            unchanged=pushed.unchanged,
            refused=pushed.refused,
            left=pushed.left,
        )
