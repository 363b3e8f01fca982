"""A party that a posting created or adopted in the books is linked to our record."""

from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.identities import Identities
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.crosswalk.deciding import LinkDecisions, Wanted
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.matching import IDENTITIES
from fieldledger.services.writing import Transactions

_BOOKS: Final = VendorName.QUICKBOOKS
_TRIES: Final = 3


class PartyLinking:
    """Links customers and vendors as they come into the books."""

    def __init__(self, identities: Identities, decisions: LinkDecisions, transactions: Transactions) -> None:
        self._identities = identities
        self._decisions = decisions
        self._transactions = transactions

    async def link_posted(self, posting: Posting, vendor_id: str) -> Result[Problem | None]:
        """A link that a person decided meanwhile stays. Linking twice changes nothing.

        The problem is for a person: the row of that name belongs to another record already (``LINK_CONFLICT``).
        """
        target = of.links_to(posting.payload)
        if target is None:
            return Result.ok(None)
        kind, source_id = IDENTITIES[target[0]], target[1]
        for _ in range(_TRIES):
            found = await self._identities.of(posting.company_id, kind, [source_id])
            if found.failed:
                return found.failure()
            identity = found.unwrap()[source_id]
            if identity.link(_BOOKS) is not None:
                return Result.ok(None)
            done = await self._link(posting, identity, vendor_id)
            if done.error_code == ErrorCode.LINK_CONFLICT:
                code, details = ErrorCode.LINK_CONFLICT, {"vendor_id": vendor_id}
                return Result.ok(Problem(code, f"{kind}:{source_id}", done.error or "", details))
            if done.error_code != ErrorCode.VERSION_CONFLICT:
                return done.map(lambda _: None)
        return Result.fail("the link kept changing while it was decided", ErrorCode.VERSION_CONFLICT)

    async def _link(self, posting: Posting, identity: Identity, vendor_id: str) -> Result[None]:
        decided = await self._decisions.link(
            Wanted(
                company_id=identity.company_id,
                kind=identity.kind,
                canonical_id=identity.canonical_id,
                vendor=_BOOKS,
                vendor_id=vendor_id,
                decided_by=f"posting:{posting.posting_id}",
                reason="it was created from this record, or found by its name",
            )
        )
        if decided.failed:
            return decided.failure()
        written = await self._transactions.transact(decided.unwrap().writes)
        if written.success:
            log_mutation(LogEvent.LINK_DECIDED, SYSTEM, identity.subject, vendor=_BOOKS, vendor_id=vendor_id)
        return written
