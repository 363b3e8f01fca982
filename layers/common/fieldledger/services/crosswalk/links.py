"""What people do with links: look at suggestions, and confirm."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, LinkState, founding_id
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Suggestion
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.identities import Identities, canonical_ids
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.comparing import Comparing
from fieldledger.services.crosswalk.deciding import Decision, LinkDecisions, Wanted
from fieldledger.services.crosswalk.lists import VendorLists
from fieldledger.services.crosswalk.waking import WaitingForLinks
from fieldledger.services.writing import Transactions

_BOOKS: Final = frozenset({VendorName.QUICKBOOKS, VendorName.FOUNDATION})
_COMPARED: Final = frozenset({IdentityKind.PROJECT, IdentityKind.EMPLOYEE, IdentityKind.SUPPLIER})


@dataclass(frozen=True, slots=True)
class Unlinked:
    """One of ours that the vendor has no record of yet, and what it may be, best first."""

    ours: Party
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """``next_after`` is the id to go on behind; None at the end."""

    items: tuple[Unlinked, ...]
    next_after: str | None
    unlinked: int


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The identity after a decision, and how many postings went on because of it."""

    identity: Identity
    released: int = 0


class IdentityLinks:
    """Works for one company at a time."""

    def __init__(
        self,
        identities: Identities,
        parties: Parties,
        lists: VendorLists,
        comparing: Comparing,
        decisions: LinkDecisions,
        transactions: Transactions,
        waiting: WaitingForLinks,
    ) -> None:
        self._identities = identities
        self._parties = parties
        self._lists = lists
        self._comparing = comparing
        self._decisions = decisions
        self._transactions = transactions
        self._waiting = waiting

    async def look_up(self, company_id: str, kind: IdentityKind, canonical_id: str) -> Result[Identity]:
        """What the vendors call one record of ours; of a merged one the survivor."""
        found = await self._identities.of(company_id, kind, [canonical_id])
        return found.map(lambda identities: identities[canonical_id])

    async def ours(
        self, company_id: str, kind: IdentityKind, vendor: VendorName, vendor_ids: list[str]
    ) -> Result[dict[str, str]]:
        """The way back: our id of each of the vendor's records that is known here, by the vendor's id."""
        linked = await canonical_ids(self._identities, company_id, kind, vendor, vendor_ids)
        if linked.failed:
            return linked
        known = linked.unwrap()
        founded = {founding_id(vendor, key): key for key in vendor_ids if key not in known}
        parties = await self._parties.some(company_id, kind, [key for key in founded if key is not None])
        if parties.failed:
            return parties.failure()
        founders = {founded[party.id]: party.id for party in parties.unwrap()}
        survivors = await self._identities.of(company_id, kind, list(founders.values()))
        return survivors.map(lambda found: known | {key: found[ours].canonical_id for key, ours in founders.items()})

    async def suggestions(
        self, company_id: str, kind: IdentityKind, vendor: VendorName, limit: int, after: str | None = None
    ) -> Result[SuggestionPage]:
        """Ours without a record of the vendor, by id; computed from the records as they are now and stored nowhere."""
        compared = await self._comparing.compare(company_id, kind, vendor)
        if compared.failed:
            return compared.failure()
        unlinked = compared.unwrap().unlinked()
        rest = [party for party in unlinked if after is None or party.id > after]
        shown = rest[:limit]
        items = tuple(Unlinked(party, compared.unwrap().suggestions(company_id, party)) for party in shown)
        more = shown[-1].id if len(rest) > limit else None
        return Result.ok(SuggestionPage(items, more, len(unlinked)))

    async def confirm(self, user_id: str, wanted: Wanted) -> Result[LinkAnswer]:
        """Link, or confirm a link that is stale, as a person says; what waited for it goes on.

        Codes: ``NOT_FOUND`` (ours, or the vendor's record), ``BOOKS_REFERENCE_INACTIVE``, ``LINK_CONFLICT``,
        ``VERSION_CONFLICT``. Repeating it changes nothing.
        """
        there = await self._are_there(wanted)
        if there.failed:
            return there.failure()
        decided = await self._decisions.link(wanted)
        return decided.failure() if decided.failed else await self._carry_out(user_id, decided.unwrap())

    async def _carry_out(self, user_id: str, decision: Decision) -> Result[LinkAnswer]:
        """The release is made again by a repetition, should this call die before it."""
        if decision.changes:
            written = await self._transactions.transact(decision.writes)
            if written.failed:
                return written.failure()
            vendor = None if decision.link is None else decision.link.vendor
            log_mutation(LogEvent.LINK_DECIDED, user_id, decision.identity.subject, vendor=vendor)
        identity = decision.identity
        released = await self._waiting.release(identity.company_id, [identity], "linked by a person", user_id)
        after = stored(identity) if decision.changes else identity
        return released.map(lambda count: LinkAnswer(after, count))

    async def _are_there(self, wanted: Wanted) -> Result[None]:
        """Codes have no records of their own: their text is enough."""
        if wanted.kind not in _COMPARED:
            return Result.ok(None)
        identity = await self.look_up(wanted.company_id, wanted.kind, wanted.canonical_id)
        if identity.failed:
            return identity.failure()
        mine = await self._parties.some(wanted.company_id, wanted.kind, [identity.unwrap().canonical_id])
        if mine.failed:
            return mine.failure()
        if not mine.unwrap():
            return Result.fail(f"the {wanted.kind} was not found", ErrorCode.NOT_FOUND)
        listed = await self._lists.every(wanted.company_id, wanted.kind, wanted.vendor)
        return listed.and_then(lambda theirs: _usable(wanted, identity.unwrap(), theirs))


def _usable(wanted: Wanted, identity: Identity, theirs: list[Party]) -> Result[None]:
    """The books take nothing for what is switched off there; a stale link may be kept nevertheless."""
    row = next((party for party in theirs if party.id == wanted.vendor_id), None)
    if row is None:
        return Result.fail(f"{wanted.vendor} has no {wanted.kind} {wanted.vendor_id}", ErrorCode.NOT_FOUND)
    held = identity.link(wanted.vendor, wanted.vendor_id)
    kept = held is not None and held.state is LinkState.STALE
    if not row.active and wanted.vendor in _BOOKS and not kept:
        return Result.fail(f"{row.shown} is not active in {wanted.vendor}", ErrorCode.BOOKS_REFERENCE_INACTIVE)
    return Result.ok(None)


def stored(identity: Identity) -> Identity:
    """The identity as it is once its writes are done."""
    return identity.model_copy(update={"version": identity.version + 1})
