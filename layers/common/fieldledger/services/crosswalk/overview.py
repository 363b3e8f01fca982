"""How every record of ours stands with one vendor: linked, to be looked at again, or what it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Identity, IdentityKind, Link, LinkState, founder_record
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Suggestion
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result
from fieldledger.services.crosswalk.comparing import Comparing, Comparison

_LONGEST_NAME: Final = 100
"""Of a name in a cursor."""


class LinkStanding(StrEnum):
    """Each record has exactly one. ``TIED``: its best suggestions fit alike, or fit another one of ours as well."""

    LINKED = "linked"
    STALE = "stale"
    SUGGESTED = "suggested"
    TIED = "tied"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Held:
    """A record of the vendor that is ours already; ``link`` is None where it founded our record."""

    vendor_id: str
    party: Party | None
    link: Link | None


@dataclass(frozen=True, slots=True)
class Tie:
    """``theirs`` fit ``ours`` alike: a rule never chooses among them, and a person has to say that they saw it."""

    ours: tuple[Party, ...]
    theirs: tuple[Party, ...]

    @property
    def is_one(self) -> bool:
        """Whether there is a choice at all."""
        return len(self.ours) > 1 or len(self.theirs) > 1


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One record of ours beside the vendor's."""

    ours: Party
    identity: Identity
    standing: LinkStanding
    held: tuple[Held, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """``text`` is looked for in names, numbers, e-mail addresses and ids of both sides."""

    kind: IdentityKind
    vendor: VendorName
    standing: LinkStanding | None = None
    text: str | None = None


class LinkOverview:
    """Reads both sides whole, which are bounded lists of one company; nothing of it is stored."""

    def __init__(self, comparing: Comparing) -> None:
        self._comparing = comparing

    async def page(
        self, company_id: str, wanted: LinkFilter, limit: int, start: StartKey | None
    ) -> Result[Slice[LinkRow]]:
        """A page by name. Records that were merged, and numbers that the company leaves out, are not shown."""
        compared = await self._comparing.compare(company_id, wanted.kind, wanted.vendor)
        return compared.map(lambda found: _page(company_id, found, wanted, limit, start))


def _page(
    company_id: str, compared: Comparison, wanted: LinkFilter, limit: int, start: StartKey | None
) -> Slice[LinkRow]:
    after = ("", "") if start is None else (start["name"], start["id"])
    shown: list[LinkRow] = []
    for party in sorted(compared.ours.values(), key=_place):
        if _place(party) <= after:
            continue
        row = row_of(company_id, compared, party)
        if wanted.standing not in {None, row.standing} or not _has(row, wanted.text):
            continue
        if len(shown) == limit:
            name, key = _place(shown[-1].ours)
            return Slice(tuple(shown), {"name": name, "id": key})
        shown.append(row)
    return Slice(tuple(shown), None)


def row_of(company_id: str, compared: Comparison, party: Party) -> LinkRow:
    """How one record stands."""
    identity = compared.identity(company_id, party.id)
    held = tuple(_held(compared, party, identity))
    suggestions = () if held else compared.suggestions(company_id, party)
    return LinkRow(party, identity, _standing(compared, party, held, suggestions), held, suggestions)


def tie_of(compared: Comparison, party: Party, suggestions: tuple[Suggestion, ...]) -> Tie:
    """What fits as well as the best suggestion; what is linked already is no choice any more."""
    if not suggestions:
        return Tie((party,), ())
    best = suggestions[0]
    theirs = [each.party for each in suggestions if (each.score, each.key) == (best.score, best.key)]
    twins = [twin for twin in compared.matcher.twins(party, best.key) if not compared.knows(twin)]
    return Tie((party, *twins), tuple(theirs))


def _standing(
    compared: Comparison, party: Party, held: tuple[Held, ...], suggestions: tuple[Suggestion, ...]
) -> LinkStanding:
    if any(each.link is not None and each.link.state is LinkState.STALE for each in held):
        return LinkStanding.STALE
    if held:
        return LinkStanding.LINKED
    if not suggestions:
        return LinkStanding.UNLINKED
    return LinkStanding.TIED if tie_of(compared, party, suggestions).is_one else LinkStanding.SUGGESTED


def _held(compared: Comparison, party: Party, identity: Identity) -> Iterator[Held]:
    founder = founder_record(party.source, party.id)
    if founder is not None and founder[0] is compared.vendor:
        yield Held(founder[1], compared.theirs.get(founder[1]), None)
    for link in identity.links:
        if link.vendor is compared.vendor:
            yield Held(link.vendor_id, compared.theirs.get(link.vendor_id), link)


def _place(party: Party) -> tuple[str, str]:
    return party.shown.casefold()[:_LONGEST_NAME], party.id


def _has(row: LinkRow, text: str | None) -> bool:
    if text is None:
        return True
    parties = (row.ours, *(each.party for each in row.held), *(each.party for each in row.suggestions))
    known = (value for party in parties if party for value in (party.id, party.shown, party.number, party.email))
    return any(text.casefold() in value.casefold() for value in known if value)
