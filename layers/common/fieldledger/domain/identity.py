"""One thing known by several vendors: which record of which vendor it is, who said so, and since when.

A canonical record (a job, a worker, a supplier) is founded by the first vendor that shows it; its id never changes.
Records of other vendors are linked to it. See docs/decisions/0020-one-identity-across-vendors.md.
"""

from enum import StrEnum
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName


class IdentityKind(StrEnum):
    """What is known by several vendors; once released a name is never changed, since keys hold it.

    A project is a job or the owner whose jobs are built: QuickBooks keeps both in one list.
    """

    PROJECT = "project"
    EMPLOYEE = "employee"
    SUPPLIER = "supplier"
    COST_CODE = "cost_code"
    CLASSIFICATION = "classification"


CERTAIN: Final = 100
SEVERAL: Final = frozenset({IdentityKind.COST_CODE})
"""Kinds of which a vendor may hold several records for one identity: Procore and Raken list a code once a project."""
MOST_LINKS: Final = 200
"""Links of one identity: it has to fit an item of DynamoDB with its history of refusals."""
_FOUNDERS: Final = frozenset({VendorName.RAKEN, VendorName.PROCORE})


class LinkState(StrEnum):
    """A suggested link is computed when somebody looks and stored nowhere (decision 0020)."""

    CONFIRMED = "confirmed"
    STALE = "stale"


class Link(CanonicalModel):
    """``decided_by`` is a rule (``rule:number``), a posting that made the record (``posting:<id>``) or a user id.

    ``version`` counts the decisions about this vendor's part of the identity. ``stale_because`` says why a person has
    to look again; ``kept_despite`` are such reasons that a person has looked at, which do not come up again.
    ``brought_by`` is the merged record that the link came from; ``founding`` that it is the one that record came from.
    """

    vendor: VendorName
    vendor_id: str = Field(min_length=1)
    state: LinkState = LinkState.CONFIRMED
    decided_by: str
    reason: str
    score: int = Field(ge=0, le=CERTAIN)
    decided_at: Utc
    stale_because: str | None = None
    kept_despite: tuple[str, ...] = ()
    brought_by: str | None = None
    founding: bool = False
    version: int = 1


class Refused(CanonicalModel):
    """A person said that this record is not the one: no rule links it again and no suggestion names it."""

    vendor: VendorName
    vendor_id: str
    refused_by: str
    reason: str
    at: Utc


class Identity(CanonicalModel):
    """What the vendors call one canonical record; one item, so a decision about it is one conditional write.

    A record that turned out to be another one is ``merged_into`` it and keeps its id for whatever refers to it;
    ``aliases`` of the survivor are those ids. An alias has no links of its own.
    """

    company_id: str
    kind: IdentityKind
    canonical_id: str
    links: tuple[Link, ...] = ()
    refused: tuple[Refused, ...] = ()
    merged_into: str | None = None
    aliases: tuple[str, ...] = ()
    version: int = 0

    @property
    def subject(self) -> str:
        """What the inbox and the audit trail call it."""
        return f"{self.kind}:{self.canonical_id}"

    def link(self, vendor: VendorName, vendor_id: str | None = None) -> Link | None:
        """The vendor's link, or the one to ``vendor_id``."""
        mine = (link for link in self.links if link.vendor is vendor and vendor_id in {None, link.vendor_id})
        return next(mine, None)

    def was_refused(self, vendor: VendorName, vendor_id: str) -> bool:
        """Whether a person said no to this record."""
        return any((each.vendor, each.vendor_id) == (vendor, vendor_id) for each in self.refused)

    def with_link(self, link: Link) -> "Identity":
        """Replaces the vendor's link, or with a kind of several records only the one to the same record.

        Whoever decides anew also takes back an earlier refusal of the same record.
        """
        several = self.kind in SEVERAL
        stays = [each for each in self.links if not _replaces(link, each, several=several)]
        said_no = [each for each in self.refused if (each.vendor, each.vendor_id) != (link.vendor, link.vendor_id)]
        return self.model_copy(update={"links": (*stays, link), "refused": tuple(said_no)})

    def without(self, gone: Link, refusal: Refused | None = None) -> "Identity":
        """One link less; ``refusal`` keeps rules from making it again."""
        stays = tuple(each for each in self.links if each != gone)
        return self.model_copy(
            update={"links": stays, "refused": (*self.refused, *(() if refusal is None else (refusal,)))}
        )


class Claim(CanonicalModel):
    """The way back: which identity a vendor's record belongs to; ``canonical_id`` None after it was unlinked."""

    company_id: str
    kind: IdentityKind
    vendor: VendorName
    vendor_id: str
    canonical_id: str | None
    version: int = 0


def founding_id(vendor: VendorName, vendor_id: str) -> str | None:
    """The id of the canonical record that a vendor's record founds; None for the books, which only name what exists.

    Raken's uuid is the id itself. A record that founded one needs no link to it.
    """
    if vendor not in _FOUNDERS:
        return None
    return vendor_id if vendor is VendorName.RAKEN else f"{vendor}-{vendor_id}"


def founder_record(source: str, canonical_id: str) -> tuple[VendorName, str] | None:
    """The vendor's record that founded a canonical record of that ``source``."""
    if source not in _FOUNDERS:
        return None
    vendor = VendorName(source)
    return vendor, canonical_id if vendor is VendorName.RAKEN else canonical_id.removeprefix(f"{vendor}-")


def _replaces(link: Link, each: Link, *, several: bool) -> bool:
    same_vendor = each.vendor is link.vendor
    return same_vendor and (each.vendor_id == link.vendor_id or not several)
