"""The writes of one decision about a link: identity, claim and audit entry, for one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import (
    CERTAIN,
    MOST_LINKS,
    SEVERAL,
    Claim,
    Identity,
    IdentityKind,
    Link,
    LinkState,
    Refused,
    founding_id,
)
from fieldledger.log import LogEvent
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM, audit_entry

RULE: Final = "rule:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link that somebody wants. ``decided_by``: ``rule:<name>``, ``posting:<id>`` or a user id.

    Only a person may ``replace`` the link that the vendor has already.
    """

    company_id: str
    kind: IdentityKind
    canonical_id: str
    vendor: VendorName
    vendor_id: str
    decided_by: str
    reason: str
    score: int = CERTAIN
    replace: bool = False

    @property
    def by_rule(self) -> bool:
        """Whether nobody looked."""
        return self.decided_by.startswith(RULE)


@dataclass(frozen=True, slots=True)
class Decision:
    """An identity after a decision, and what has to be written for it; nothing if it was so already."""

    identity: Identity
    link: Link | None = None
    writes: tuple[Put, ...] = ()
    before: Link | None = None
    released: tuple[str, ...] = field(default=())

    @property
    def changes(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.writes)


class LinkDecisions:
    """Decides about links of any kind, for rules, postings and people alike. Writes nothing itself."""

    def __init__(self, identities: Identities, parties: Parties, audit: AuditTrail, clock: Clock) -> None:
        self._identities = identities
        self._parties = parties
        self._audit = audit
        self._clock = clock

    async def link(self, wanted: Wanted) -> Result[Decision]:
        """``LINK_CONFLICT`` if the record belongs to another identity, or the identity has another one of the vendor.

        A link that is there already and confirmed is no decision; one that is stale becomes confirmed if a person says
        so. ``LINK_REFUSED`` if a rule wants what a person refused.
        """
        found = await self._identities.of(wanted.company_id, wanted.kind, [wanted.canonical_id])
        if found.failed:
            return found.failure()
        identity = found.unwrap()[wanted.canonical_id]
        present = identity.link(wanted.vendor, wanted.vendor_id)
        if present is not None and (present.state is LinkState.CONFIRMED or wanted.by_rule):
            return Result.ok(Decision(identity, present))
        allowed = _allowed(identity, wanted)
        if allowed.failed:
            return allowed.failure()
        claimed = await self._claim(wanted, identity)
        return claimed.failure() if claimed.failed else await self._linked(wanted, identity, claimed.unwrap())

    async def _linked(self, wanted: Wanted, identity: Identity, claim: Claim) -> Result[Decision]:
        former = identity.link(wanted.vendor, wanted.vendor_id if wanted.kind in SEVERAL else None)
        link = _new_link(wanted, former, self._clock)
        after = identity.with_link(link)
        writes = [self._identities.write_claim(claim.model_copy(update={"canonical_id": identity.canonical_id}))]
        if former is not None and former.vendor_id != wanted.vendor_id:
            freed = await self._freed(identity, former)
            if freed.failed:
                return freed.failure()
            writes.extend(freed.unwrap())
        alias = await self._alias(wanted, after)
        if alias.failed:
            return alias.failure()
        after, more = alias.unwrap()
        entry = self._entry(after, wanted.decided_by, LogEvent.LINK_DECIDED, (former, link))
        return Result.ok(Decision(after, link, (self._identities.write(after), *writes, *more, entry), former))

    async def unlink(self, identity: Identity, link: Link, user_id: str, reason: str) -> Result[Decision]:
        """The writes that take a link away; ``reason`` is kept, and no rule makes the link again."""
        freed = await self._freed(identity, link)
        if freed.failed:
            return freed.failure()
        now = self._clock.now()
        refusal = Refused(vendor=link.vendor, vendor_id=link.vendor_id, refused_by=user_id, reason=reason, at=now)
        after = identity.without(link, refusal)
        entry = self._entry(after, user_id, LogEvent.LINK_REMOVED, (link, None), {"reason": reason})
        return Result.ok(Decision(after, None, (self._identities.write(after), *freed.unwrap(), entry), link))

    def mark_stale(self, identity: Identity, link: Link, because: str) -> Decision:
        """The writes that let a person look at a link again; postings wait meanwhile."""
        stale = link.model_copy(update={"state": LinkState.STALE, "stale_because": because})
        links = tuple(stale if each == link else each for each in identity.links)
        after = identity.model_copy(update={"links": links})
        entry = self._entry(after, SYSTEM, LogEvent.LINK_STALE, (link, stale), {"because": because})
        return Decision(after, stale, (self._identities.write(after), entry), link)

    async def _claim(self, wanted: Wanted, identity: Identity) -> Result[Claim]:
        """The claim to write, unless the record belongs to somebody else."""
        found = await self._identities.claims(wanted.company_id, wanted.kind, wanted.vendor, [wanted.vendor_id])
        if found.failed:
            return found.failure()
        claim = found.unwrap().get(wanted.vendor_id)
        if claim is not None and claim.canonical_id not in {None, identity.canonical_id}:
            text = f"{wanted.vendor} {wanted.vendor_id} is linked to another {wanted.kind} already"
            return Result.fail(text, ErrorCode.LINK_CONFLICT, {"held_by": claim.canonical_id or ""})
        fresh = Claim(
            company_id=wanted.company_id,
            kind=wanted.kind,
            vendor=wanted.vendor,
            vendor_id=wanted.vendor_id,
            canonical_id=None,
        )
        return Result.ok(claim or fresh)

    async def _freed(self, identity: Identity, link: Link) -> Result[list[Put]]:
        found = await self._identities.claims(identity.company_id, identity.kind, link.vendor, [link.vendor_id])
        return found.map(
            lambda claims: [
                self._identities.write_claim(claim.model_copy(update={"canonical_id": None}))
                for claim in claims.values()
                if claim.canonical_id == identity.canonical_id
            ]
        )

    async def _alias(self, wanted: Wanted, identity: Identity) -> Result[tuple[Identity, list[Put]]]:
        """What the linked record founds, or would found, is the identity from now on.

        ``LINK_CONFLICT`` if it has founded a record already: two canonical records are merged, by a person.
        """
        founded = founding_id(wanted.vendor, wanted.vendor_id)
        if founded is None or founded in {identity.canonical_id, *identity.aliases}:
            return Result.ok((identity, []))
        there = await self._parties.some(wanted.company_id, wanted.kind, [founded])
        held = await self._identities.held(wanted.company_id, wanted.kind, [founded])
        if there.failed or held.failed:
            return there.failure() if there.failed else held.failure()
        if there.unwrap() or held.unwrap():
            text = f"{wanted.vendor} {wanted.vendor_id} is a {wanted.kind} of its own already: merge the two"
            return Result.fail(text, ErrorCode.LINK_CONFLICT, {"held_by": founded})
        alias = Identity(
            company_id=wanted.company_id,
            kind=wanted.kind,
            canonical_id=founded,
            merged_into=identity.canonical_id,
        )
        survivor = identity.model_copy(update={"aliases": (*identity.aliases, founded)})
        return Result.ok((survivor, [self._identities.write(alias)]))

    def _entry(
        self,
        identity: Identity,
        decided_by: str,
        action: LogEvent,
        change: tuple[Link | None, Link | None],
        more: Mapping[str, str] | None = None,
    ) -> Put:
        before, after = (_words(link) for link in change)
        user_id = decided_by if not decided_by.startswith((RULE, "posting:")) else SYSTEM
        marked = {**after, **(more or {}), "version": str(identity.version + 1)}
        now = self._clock.now()
        return self._audit.write(
            audit_entry(identity.company_id, user_id, action, identity.subject, now, before=before, after=marked)
        )


def _allowed(identity: Identity, wanted: Wanted) -> Result[None]:
    """What the identity itself says."""
    if wanted.by_rule and identity.was_refused(wanted.vendor, wanted.vendor_id):
        return Result.fail("a person has said that this is not the one", ErrorCode.LINK_REFUSED)
    other = None if wanted.kind in SEVERAL else identity.link(wanted.vendor)
    if other is not None and other.vendor_id != wanted.vendor_id and not wanted.replace:
        text = f"the {wanted.kind} is linked to {wanted.vendor} {other.vendor_id} already"
        return Result.fail(text, ErrorCode.LINK_CONFLICT, {"linked_to": other.vendor_id})
    if len(identity.links) >= MOST_LINKS:
        return Result.fail(f"more than {MOST_LINKS} records for one {wanted.kind}", ErrorCode.LINK_CONFLICT)
    return Result.ok(None)


def _new_link(wanted: Wanted, former: Link | None, clock: Clock) -> Link:
    """A stale link that is confirmed again remembers what it was confirmed in spite of."""
    same = former is not None and former.vendor_id == wanted.vendor_id
    kept = former.kept_despite if same and former is not None else ()
    because = former.stale_because if same and former is not None else None
    return Link(
        vendor=wanted.vendor,
        vendor_id=wanted.vendor_id,
        decided_by=wanted.decided_by,
        reason=wanted.reason,
        score=wanted.score,
        decided_at=clock.now(),
        kept_despite=(*kept, *(() if because is None else (because,))),
        version=1 if former is None else former.version + 1,
    )


def _words(link: Link | None) -> dict[str, str]:
    if link is None:
        return {}
    return {
        "vendor": link.vendor.value,
        "vendor_id": link.vendor_id,
        "state": link.state.value,
        "decided_by": link.decided_by,
        "reason": link.reason,
        "score": str(link.score),
    }


def together(decisions: Sequence[Decision]) -> list[Put]:
    """The writes of several decisions."""
    return [write for decision in decisions for write in decision.writes]
