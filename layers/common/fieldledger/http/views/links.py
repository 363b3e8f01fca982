"""Links as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind, Link, LinkState
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Key, Suggestion
from fieldledger.services.crosswalk.doubles import Doubles
from fieldledger.services.crosswalk.links import LinkAnswer
from fieldledger.services.crosswalk.overview import Held, LinkRow, LinkStanding


class PartyView(CanonicalModel):
    """A record of ours or of a vendor's."""

    id: str
    name: str
    number: str | None
    email: str | None
    active: bool

    @classmethod
    def of(cls, party: Party) -> Self:
        """The view of ``party``."""
        return cls(id=party.id, name=party.name, number=party.number, email=party.email, active=party.active)


class LinkView(CanonicalModel):
    """Who decided, why and when: ``rule:<name>``, ``posting:<id>`` or a user id."""

    vendor: VendorName
    vendor_id: str
    state: LinkState
    decided_by: str
    decided_at: Utc
    reason: str
    score: int
    stale_because: str | None

    @classmethod
    def of(cls, link: Link) -> Self:
        """The view of ``link``."""
        return cls(**link.model_dump(include=set(cls.model_fields)))


class HeldView(CanonicalModel):
    """A vendor's record that is ours. ``link`` is null where our record came from it; ``record`` where it is gone."""

    vendor_id: str
    record: PartyView | None
    link: LinkView | None

    @classmethod
    def of(cls, held: Held) -> Self:
        """The view of ``held``."""
        return cls(
            vendor_id=held.vendor_id,
            record=None if held.party is None else PartyView.of(held.party),
            link=None if held.link is None else LinkView.of(held.link),
        )


class SuggestionView(CanonicalModel):
    """A record that ours may be; ``score`` is of 100."""

    record: PartyView
    key: Key
    score: int
    reason: str

    @classmethod
    def of(cls, found: Suggestion) -> Self:
        """The view of ``found``."""
        return cls(record=PartyView.of(found.party), key=found.key, score=found.score, reason=found.reason)


class LinkRowView(CanonicalModel):
    """One record of ours beside the vendor's; ``version`` is that of all its links together."""

    kind: IdentityKind
    record: PartyView
    state: LinkStanding
    linked: tuple[HeldView, ...]
    suggestions: tuple[SuggestionView, ...]
    aliases: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, row: LinkRow) -> Self:
        """The view of ``row``."""
        return cls(
            kind=row.identity.kind,
            record=PartyView.of(row.ours),
            state=row.standing,
            linked=tuple(map(HeldView.of, row.held)),
            suggestions=tuple(map(SuggestionView.of, row.suggestions)),
            aliases=row.identity.aliases,
            version=row.identity.version,
        )


class LinkAnswerView(CanonicalModel):
    """A record's links after a decision, and how many postings went on because of it."""

    kind: IdentityKind
    record_id: str
    links: tuple[LinkView, ...]
    aliases: tuple[str, ...]
    version: int
    released: int

    @classmethod
    def of(cls, answer: LinkAnswer) -> Self:
        """The view of ``answer``."""
        identity = answer.identity
        return cls(
            kind=identity.kind,
            record_id=identity.canonical_id,
            links=tuple(map(LinkView.of, identity.links)),
            aliases=identity.aliases,
            version=identity.version,
            released=answer.released,
        )


class DoublesView(CanonicalModel):
    """Records of ours that agree in a key and may be one."""

    reason: str
    records: tuple[PartyView, ...]

    @classmethod
    def of(cls, doubles: Doubles) -> Self:
        """The view of ``doubles``."""
        return cls(reason=doubles.reason, records=tuple(map(PartyView.of, doubles.parties)))
