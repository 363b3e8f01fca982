"""What services need to write together and to wake the writers; apart from them, so that waking imports little."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from fieldledger.result import Result

if TYPE_CHECKING:
    from fieldledger.domain.posting import Posting
    from fieldledger.repositories.documents import Write


class Transactions(Protocol):
    """All-or-nothing writes across aggregates."""

    async def transact(self, writes: "Sequence[Write]") -> Result[None]:
        """At most 100 writes; ``VERSION_CONFLICT`` if any of them lost."""
        ...


class WakeWriter(Protocol):
    """Wakes the writer of a company."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Send wake-ups for the postings."""
        ...


class WakeWriters(Protocol):
    """Wakes the writers of all books of a company."""

    async def wake_for(self, company_id: str, postings: "Sequence[Posting]", occasion: str) -> Result[int]:
        """Send wake-ups for the postings, each to the writer of its books."""
        ...
