"""Two canonical records that are one thing: a person's decision, which changes no id and nothing that was posted.

Cards, invoices and postings keep the id that they were made with, so approvals stay valid. What is not sealed yet finds
the survivor's links; what was posted stays as it is.
"""

from collections.abc import Mapping
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import CERTAIN, SEVERAL, Identity, IdentityKind, Link, Refused, founder_record
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.crosswalk.deciding import RULE
from fieldledger.services.crosswalk.links import LinkAnswer
from fieldledger.services.crosswalk.waking import WaitingForLinks
from fieldledger.services.writing import Transactions

MOST_ALIASES: Final = 20
_TWICE: Final = SEVERAL | {IdentityKind.EMPLOYEE}
"""Kinds that one system may hold twice: a worker who was hired again is a new member there."""


class Merging:
    """Merges and parts canonical records of one company."""

    def __init__(
        self,
        identities: Identities,
        parties: Parties,
        audit: AuditTrail,
        transactions: Transactions,
        waiting: WaitingForLinks,
        clock: Clock,
    ) -> None:
        self._identities = identities
        self._parties = parties
        self._audit = audit
        self._transactions = transactions
        self._waiting = waiting
        self._clock = clock

    async def merge(
        self, company_id: str, user_id: str, kind: IdentityKind, canonical_id: str, into: str
    ) -> Result[LinkAnswer]:
        """``canonical_id`` is the same thing as ``into``, which survives with the links of both.

        ``NOT_FOUND``; ``LINK_CONFLICT`` if both are linked to, or founded by, different records of one vendor, or if
        one of them was merged elsewhere. Merging again changes nothing.
        """
        parties = await self._parties.some(company_id, kind, [canonical_id, into])
        found = await self._identities.of(company_id, kind, [canonical_id, into])
        if parties.failed or found.failed:
            return parties.failure() if parties.failed else found.failure()
        known = {party.id: party for party in parties.unwrap()}
        if {canonical_id, into} - known.keys():
            return Result.fail(f"the {kind} was not found", ErrorCode.NOT_FOUND)
        gone, survivor = found.unwrap()[canonical_id], found.unwrap()[into]
        if gone.canonical_id == survivor.canonical_id:
            return await self._wake(user_id, survivor)
        founded = await self._founding(company_id, kind, gone, survivor)
        if founded.failed:
            return founded.failure()
        merged = _merged(gone, survivor, founded.unwrap(), user_id, self._clock)
        if merged.failed:
            return merged.failure()
        return await self._carry_out(user_id, gone, survivor, merged.unwrap())

    async def part(self, company_id: str, user_id: str, kind: IdentityKind, canonical_id: str) -> Result[LinkAnswer]:
        """Undo a merge: the record stands for itself again, with the links that it brought; what waited goes on.

        No rule merges the two again, or links the record that founded the other one.

        ``NOT_FOUND`` if it is not merged.
        """
        found = await self._identities.held(company_id, kind, [canonical_id])
        alias = found.unwrap_or({}).get(canonical_id)
        if found.failed:
            return found.failure()
        if alias is None or alias.merged_into is None:
            return Result.fail(f"the {kind} is not merged into another", ErrorCode.NOT_FOUND)
        held = await self._identities.held(company_id, kind, [alias.merged_into])
        if held.failed:
            return held.failure()
        survivor = held.unwrap()[alias.merged_into]
        brought = tuple(link for link in survivor.links if link.brought_by == canonical_id)
        own = tuple(link.model_copy(update={"brought_by": None}) for link in brought if not link.founding)
        said_no = tuple(self._refused(user_id, link) for link in brought if link.founding)
        after = alias.model_copy(update={"merged_into": None, "links": own})
        left = survivor.model_copy(
            update={
                "links": tuple(link for link in survivor.links if link not in brought),
                "aliases": tuple(each for each in survivor.aliases if each != canonical_id),
                "refused": (*survivor.refused, *said_no),
            }
        )
        claims = await self._claims(after, own)
        if claims.failed:
            return claims.failure()
        entry = self._entry(user_id, after, {"merged_into": survivor.canonical_id}, {"merged_into": ""})
        written = await self._transactions.transact(
            [*map(self._identities.write, (after, left)), *claims.unwrap(), entry]
        )
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.RECORDS_MERGED, user_id, after.subject, parted_from=survivor.canonical_id)
        return await self._wake(user_id, after.model_copy(update={"version": after.version + 1}), "parted by a person")

    async def _founding(
        self, company_id: str, kind: IdentityKind, gone: Identity, survivor: Identity
    ) -> Result[Mapping[str, tuple[VendorName, str]]]:
        """The vendor's records that founded the two, by our id."""
        parties = await self._parties.some(company_id, kind, [gone.canonical_id, survivor.canonical_id])
        return parties.map(
            lambda found: {
                party.id: founder for party in found if (founder := founder_record(party.source, party.id)) is not None
            }
        )

    async def _carry_out(
        self, user_id: str, gone: Identity, survivor: Identity, after: tuple[Identity, Identity]
    ) -> Result[LinkAnswer]:
        alias, merged = after
        further = await self._identities.held(gone.company_id, gone.kind, gone.aliases)
        moved = tuple(link for link in merged.links if link not in survivor.links)
        claims = await self._claims(merged, moved)
        if further.failed or claims.failed:
            return further.failure() if further.failed else claims.failure()
        repointed = [each.model_copy(update={"merged_into": merged.canonical_id}) for each in further.unwrap().values()]
        entry = self._entry(user_id, alias, {"merged_into": ""}, {"merged_into": merged.canonical_id})
        writes = [self._identities.write(each) for each in (alias, merged, *repointed)]
        written = await self._transactions.transact([*writes, *claims.unwrap(), entry])
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.RECORDS_MERGED, user_id, alias.subject, into=merged.canonical_id)
        return await self._wake(user_id, merged.model_copy(update={"version": merged.version + 1}))

    def _refused(self, user_id: str, founding: Link) -> Refused:
        at, reason = self._clock.now(), "a person parted the two"
        return Refused(vendor=founding.vendor, vendor_id=founding.vendor_id, refused_by=user_id, reason=reason, at=at)

    async def _wake(self, user_id: str, identity: Identity, note: str | None = None) -> Result[LinkAnswer]:
        note = note or ("merged by its number" if user_id.startswith(RULE) else "merged by a person")
        released = await self._waiting.release(identity.company_id, [identity], note, user_id)
        return released.map(lambda count: LinkAnswer(identity, count))

    async def _claims(self, identity: Identity, links: tuple[Link, ...]) -> Result[list[Put]]:
        """The moved records belong to ``identity`` now; those that founded a record have no claim to move."""
        writes: list[Put] = []
        for link in links:
            found = await self._identities.claims(identity.company_id, identity.kind, link.vendor, [link.vendor_id])
            if found.failed:
                return found.failure()
            for claim in found.unwrap().values():
                moved = claim.model_copy(update={"canonical_id": identity.canonical_id})
                writes.append(self._identities.write_claim(moved))
        return Result.ok(writes)

    def _entry(self, user_id: str, identity: Identity, before: dict[str, str], after: dict[str, str]) -> Put:
        marked = after | {"version": str(identity.version + 1)}
        now = self._clock.now()
        return self._audit.write(
            audit_entry(
                identity.company_id,
                SYSTEM if user_id.startswith(RULE) else user_id,
                LogEvent.RECORDS_MERGED,
                identity.subject,
                now,
                before=before,
                after=marked,
            )
        )


def _merged(
    gone: Identity,
    survivor: Identity,
    founders: Mapping[str, tuple[VendorName, str]],
    user_id: str,
    clock: Clock,
) -> Result[tuple[Identity, Identity]]:
    """The alias and the survivor afterwards."""
    aliases = (*survivor.aliases, gone.canonical_id, *gone.aliases)
    if len(aliases) > MOST_ALIASES:
        return Result.fail(f"more than {MOST_ALIASES} records are one {gone.kind}", ErrorCode.LINK_CONFLICT)
    brought = [link.model_copy(update={"brought_by": link.brought_by or gone.canonical_id}) for link in gone.links]
    founder = founders.get(gone.canonical_id)
    if founder is not None:
        brought.append(_founding_link(founder, gone.canonical_id, user_id, clock))
    for link in brought:
        other = _other(survivor, founders, link)
        if other is not None and not (link.founding and gone.kind in _TWICE):
            text = f"both are records of {link.vendor}, {link.vendor_id} and {other}: unlink the wrong one first"
            return Result.fail(text, ErrorCode.LINK_CONFLICT, {"vendor": link.vendor.value, "linked_to": other})
    one = {(link.vendor, link.vendor_id) for link in brought}
    refused = [each for each in (*survivor.refused, *gone.refused) if (each.vendor, each.vendor_id) not in one]
    alias = gone.model_copy(update={"links": (), "aliases": (), "merged_into": survivor.canonical_id})
    merged = survivor.model_copy(
        update={
            "links": (*survivor.links, *brought),
            "aliases": aliases,
            "refused": tuple(refused),
        }
    )
    return Result.ok((alias, merged))


def _other(survivor: Identity, founders: Mapping[str, tuple[VendorName, str]], link: Link) -> str | None:
    """Another record of the same vendor that the survivor stands for."""
    founder = founders.get(survivor.canonical_id)
    if founder is not None and founder[0] is link.vendor and founder[1] != link.vendor_id:
        return founder[1]
    held = survivor.link(link.vendor)
    return None if held is None or held.vendor_id == link.vendor_id else held.vendor_id


def _founding_link(founder: tuple[VendorName, str], canonical_id: str, user_id: str, clock: Clock) -> Link:
    vendor, vendor_id = founder
    return Link(
        vendor=vendor,
        vendor_id=vendor_id,
        decided_by=user_id,
        reason="the record that was merged came from it",
        score=CERTAIN,
        decided_at=clock.now(),
        brought_by=canonical_id,
        founding=True,
    )
