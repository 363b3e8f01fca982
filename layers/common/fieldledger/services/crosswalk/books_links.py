"""Links to one vendor as a writer of its books asks for them: many of our ids at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind, LinkState
from fieldledger.repositories.identities import Identities
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class BooksLink:
    """``source_id`` is the id that was asked for, also where it was merged into another record.

    ``stale_because`` set: a person has to look at it first, so nothing is written by it, and no number stands in.
    """

    company_id: str
    kind: IdentityKind
    source_id: str
    vendor_id: str
    decided_by: str
    decided_at: datetime
    version: int
    stale_because: str | None = None


class BooksLinks:
    """Links of one vendor, by key."""

    def __init__(self, identities: Identities, vendor: VendorName) -> None:
        self._identities = identities
        self._vendor = vendor

    async def links(self, company_id: str, kind: str, source_ids: Sequence[str]) -> Result[list[BooksLink]]:
        """The links that exist, in the order asked for; ``kind`` is the value of an ``IdentityKind``."""
        found = await self._identities.of(company_id, IdentityKind(kind), source_ids)
        return found.map(
            lambda identities: [
                BooksLink(
                    company_id,
                    IdentityKind(kind),
                    source_id,
                    link.vendor_id,
                    link.decided_by,
                    link.decided_at,
                    link.version,
                    (link.stale_because or "it was marked stale") if link.state is LinkState.STALE else None,
                )
                for source_id in dict.fromkeys(source_ids)
                if (link := identities[source_id].link(self._vendor)) is not None
            ]
        )
