"""Both sides of one kind and one vendor, read whole and indexed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Key, Matcher, Suggestion
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.lists import VendorLists

_FIELD: Final = frozenset({VendorName.PROCORE, VendorName.RAKEN})


@dataclass(frozen=True, slots=True)
class Comparison:
    """``ours`` and ``theirs`` by id, without what was merged into others and what the company's patterns leave out.

    ``free`` are the ids of theirs that belong to no identity: what may still be linked.
    """

    kind: IdentityKind
    vendor: VendorName
    ours: Mapping[str, Party]
    identities: Mapping[str, Identity]
    theirs: Mapping[str, Party]
    taken: Mapping[str, str]
    matcher: Matcher

    def identity(self, company_id: str, canonical_id: str) -> Identity:
        """What is stored of it, or one without links."""
        blank = Identity(company_id=company_id, kind=self.kind, canonical_id=canonical_id)
        return self.identities.get(canonical_id, blank)

    def unlinked(self) -> list[Party]:
        """Ours that the vendor has no record of yet, by id."""
        return [party for key, party in sorted(self.ours.items()) if not self.knows(party)]

    def knows(self, party: Party) -> bool:
        """Whether the vendor's record is known: linked, or it founded ours."""
        identity = self.identities.get(party.id)
        founders = [party.source] if identity is None else [party.source, *_sources(identity)]
        linked = identity is not None and identity.link(self.vendor) is not None
        return linked or self.vendor.value in founders

    def suggestions(self, company_id: str, party: Party) -> tuple[Suggestion, ...]:
        """What it may be, without records of other identities and those that a person refused."""
        identity = self.identity(company_id, party.id)
        return tuple(
            each
            for each in self.matcher.suggestions(party)
            if each.party.id not in self.taken and not identity.was_refused(self.vendor, each.party.id)
        )


class Comparing:
    """Reads comparisons: a handful of queries, whatever the number of records."""

    def __init__(self, companies: Companies, identities: Identities, parties: Parties, lists: VendorLists) -> None:
        self._companies = companies
        self._identities = identities
        self._parties = parties
        self._lists = lists

    async def rules(self, company_id: str) -> Result[IdentityRules]:
        """A company without settings has the default rules."""
        company = await self._companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(IdentityRules())
        return company.map(_rules)

    async def compare(self, company_id: str, kind: IdentityKind, vendor: VendorName) -> Result[Comparison]:
        """The records as they are now."""
        rules = await self.rules(company_id)
        ours = await self._parties.every(company_id, kind)
        stored = await self._identities.every(company_id, kind)
        theirs = await self._lists.every(company_id, kind, vendor)
        for read in (rules, ours, stored, theirs):
            if read.failed:
                return read.failure()
        identities = {each.canonical_id: each for each in stored.unwrap()}
        merged = {key for key, each in identities.items() if each.merged_into is not None}
        fits = rules.unwrap().fits
        mine = {each.id: each for each in ours.unwrap() if each.id not in merged and fits(kind, each.number)}
        others = {each.id: each for each in theirs.unwrap()}
        return Result.ok(
            Comparison(
                kind,
                vendor,
                mine,
                identities,
                others,
                _taken(vendor, ours.unwrap(), identities),
                Matcher(mine.values(), others.values(), certain_keys(kind, vendor)),
            )
        )


def certain_keys(kind: IdentityKind, vendor: VendorName) -> frozenset[Key]:
    """The books pay by number; between the systems of the field an e-mail address tells a worker as well."""
    by_email = kind is IdentityKind.EMPLOYEE and vendor in _FIELD
    return frozenset({Key.NUMBER, Key.EMAIL}) if by_email else frozenset({Key.NUMBER})


def _taken(vendor: VendorName, ours: list[Party], identities: Mapping[str, Identity]) -> dict[str, str]:
    """The vendor's records that belong somewhere, and where: linked, or founders of ours."""
    founders = [(founder_record(party.source, party.id), party.id) for party in ours]
    taken = {found[1]: key for found, key in founders if found is not None and found[0] is vendor}
    for key, identity in identities.items():
        taken |= {link.vendor_id: key for link in identity.links if link.vendor is vendor}
    return taken


def _sources(identity: Identity) -> list[str]:
    return [link.vendor.value for link in identity.links]


def _rules(company: Company) -> IdentityRules:
    return company.identity
