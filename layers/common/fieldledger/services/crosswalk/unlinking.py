"""Taking a link away, as a person says."""

from dataclasses import dataclass

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.identities import Identities
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.crosswalk.links import LinkAnswer, stored
from fieldledger.services.writing import Transactions


@dataclass(frozen=True, slots=True)
class UnlinkWish:
    """``vendor_id`` names the link where the vendor has several; ``version`` is that of the links as they were seen."""

    company_id: str
    kind: IdentityKind
    canonical_id: str
    vendor: VendorName
    reason: str
    vendor_id: str | None = None
    version: int | None = None


class Unlinking:
    """Works for one company at a time."""

    def __init__(self, identities: Identities, decisions: LinkDecisions, transactions: Transactions) -> None:
        self._identities = identities
        self._decisions = decisions
        self._transactions = transactions

    async def unlink(self, user_id: str, wish: UnlinkWish) -> Result[LinkAnswer]:
        """What was posted stays, and no rule makes the link again. Postings not sent yet wait for another one.

        Codes: ``NOT_FOUND`` where there is none, ``LINK_CONFLICT`` if a merge brought it, ``VERSION_CONFLICT``.
        """
        found = await seen(self._identities, wish.company_id, wish.kind, wish.canonical_id, wish.version)
        if found.failed:
            return found.failure()
        link = found.unwrap().link(wish.vendor, wish.vendor_id)
        if link is None:
            return Result.fail(f"there is no link to {wish.vendor}", ErrorCode.NOT_FOUND)
        if link.founding:
            text = "the record that was merged came from it: part the two instead"
            return Result.fail(text, ErrorCode.LINK_CONFLICT, {"held_by": link.brought_by or ""})
        decided = await self._decisions.unlink(found.unwrap(), link, user_id, wish.reason)
        if decided.failed:
            return decided.failure()
        written = await self._transactions.transact(decided.unwrap().writes)
        if written.failed:
            return written.failure()
        subject = found.unwrap().subject
        log_mutation(LogEvent.LINK_REMOVED, user_id, subject, vendor=wish.vendor, vendor_id=link.vendor_id)
        return Result.ok(LinkAnswer(stored(decided.unwrap().identity)))


async def seen(
    identities: Identities, company_id: str, kind: IdentityKind, canonical_id: str, version: int | None
) -> Result[Identity]:
    """What the vendors call a record; ``VERSION_CONFLICT`` if a person saw another ``version`` of it."""
    found = await identities.of(company_id, kind, [canonical_id])
    if found.failed:
        return found.failure()
    identity = found.unwrap()[canonical_id]
    if version not in {None, identity.version}:
        details = {"version": identity.version}
        return Result.fail("the links were changed since they were shown", ErrorCode.VERSION_CONFLICT, details)
    return Result.ok(identity)
