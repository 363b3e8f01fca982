"""Parties that a person linked while their posting waited: there is nothing left to create."""

from collections import defaultdict
from collections.abc import Sequence

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Operation, Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.matching import IDENTITIES
from fieldledger.services.posting.transitions import posted
from fieldledger.services.writing import Transactions

_NOTE = "linked to a row of QuickBooks meanwhile: nothing was created"


class LinkedParties:
    """Ends postings of customers and vendors that are linked already, so that what depends on them goes on."""

    def __init__(self, identities: Identities, postings: Postings, transactions: Transactions, clock: Clock) -> None:
        self._identities = identities
        self._postings = postings
        self._transactions = transactions
        self._clock = clock

    async def settle(self, company_id: str, waiting: Sequence[Posting]) -> Result[list[Posting]]:
        """Those of the postings that remain to be written; the others count as posted under the linked row."""
        rows = await self._linked(company_id, waiting)
        if rows.failed:
            return rows.failure()
        for posting in waiting:
            vendor_id = rows.unwrap().get(posting.posting_id)
            if vendor_id is None:
                continue
            step = posted(posting, vendor_id, "0", self._clock.now(), _NOTE)
            written = await self._transactions.transact([self._postings.write(step)])
            if written.success:
                log_mutation(LogEvent.POSTING_POSTED, SYSTEM, posting.posting_id, vendor_id=vendor_id)
            elif written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.ok([posting for posting in waiting if posting.posting_id not in rows.unwrap()])

    async def _linked(self, company_id: str, waiting: Sequence[Posting]) -> Result[dict[str, str]]:
        """QuickBooks' id by posting."""
        parties: dict[IdentityKind, dict[str, str]] = defaultdict(dict)
        for posting in waiting:
            target = of.links_to(posting.payload)
            if target is not None and posting.operation is Operation.CREATE:
                parties[IDENTITIES[target[0]]][posting.posting_id] = target[1]
        found: dict[str, str] = {}
        for kind, ids in parties.items():
            known = await self._identities.of(company_id, kind, sorted(set(ids.values())))
            if known.failed:
                return known.failure()
            links = {key: identity.link(VendorName.QUICKBOOKS) for key, identity in known.unwrap().items()}
            found |= {key: link.vendor_id for key, party in ids.items() if (link := links.get(party)) is not None}
        return Result.ok(found)
