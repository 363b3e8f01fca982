"""What would become of postings if a fix were carried out: the same rules that the writer follows, writing nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Claim, Identity, IdentityKind
from fieldledger.domain.posting import Posting
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import Put
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import Result
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.exceptions.mending import Plan
from fieldledger.services.foundation_posting.rehearsing import FoundationRehearsal
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.resolution import PostingResolver
from fieldledger.services.posting.sources import SourceVersions, split


@dataclass(frozen=True, slots=True)
class ParksAgain:
    """Postings that a release would bring back to the inbox, and why."""

    code: str
    subject: str
    message: str
    postings: int


class Rehearsal:
    """Tries postings against the name lists as they were read last.

    What only the books can say (a closed period, their own refusals, a record edited there) is not known beforehand.
    """

    def __init__(
        self,
        crosswalk: Crosswalk,
        identities: Identities,
        parties: Parties,
        sources: SourceVersions,
        audit: AuditTrail,
        clock: Clock,
        foundation: FoundationRehearsal,
    ) -> None:
        self._crosswalk = crosswalk
        self._identities = identities
        self._parties = parties
        self._sources = sources
        self._audit = audit
        self._clock = clock
        self._foundation = foundation

    async def parks_again(self, plan: Plan, postings: Sequence[Posting]) -> Result[tuple[ParksAgain, ...]]:
        """Those of ``postings`` that have a problem still, or another one, after ``plan``."""
        company = plan.company
        if company is None or not postings:
            return Result.ok(())
        versions = await self._sources.current(company.company_id, [posting.source for posting in postings])
        if versions.failed:
            return versions.failure()
        usable, problems = split(postings, versions.unwrap())
        resolved = await self._resolver(plan).resolve(company, [p for p in usable if p.target == "quickbooks"])
        mapped = await self._foundation.rehearse(company, [p for p in usable if p.target == "foundation"])
        if resolved.failed or mapped.failed:
            return resolved.failure() if resolved.failed else mapped.failure()
        found = (problems, resolved.unwrap().problems, mapped.unwrap().problems)
        return Result.ok(_grouped([problem for each in found for problem in each.values()]))

    def _resolver(self, plan: Plan) -> PostingResolver:
        decided = _Decided(self._identities, plan.identity)
        decisions = LinkDecisions(decided, self._parties, self._audit, self._clock)
        return PostingResolver(self._crosswalk, decided, self._parties, decisions, None)


def _grouped(problems: Sequence[Problem]) -> tuple[ParksAgain, ...]:
    counts = Counter((problem.code.value, problem.subject) for problem in problems)
    words = {(problem.code.value, problem.subject): problem.message for problem in problems}
    return tuple(ParksAgain(*key, words[key], count) for key, count in sorted(counts.items()))


class _Decided:
    """The identities with one that a fix changes."""

    def __init__(self, identities: Identities, changed: Identity | None) -> None:
        self._identities = identities
        self._changed = changed

    async def of(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        found = await self._identities.of(company_id, kind, canonical_ids)
        return found.map(lambda identities: {key: self._now(each) for key, each in identities.items()})

    async def held(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        found = await self._identities.held(company_id, kind, canonical_ids)
        return found.map(lambda identities: {key: self._now(each) for key, each in identities.items()})

    async def every(self, company_id: str, kind: IdentityKind) -> Result[list[Identity]]:
        found = await self._identities.every(company_id, kind)
        return found.map(lambda identities: [self._now(each) for each in identities])

    async def claims(
        self, company_id: str, kind: IdentityKind, vendor: VendorName, vendor_ids: Sequence[str]
    ) -> Result[Mapping[str, Claim]]:
        return await self._identities.claims(company_id, kind, vendor, vendor_ids)

    def write(self, identity: Identity) -> Put:
        return self._identities.write(identity)

    def write_claim(self, claim: Claim) -> Put:
        return self._identities.write_claim(claim)

    def _now(self, identity: Identity) -> Identity:
        changed = self._changed
        return changed if changed is not None and changed.subject == identity.subject else identity
