"""How one company's records become one across its vendors: who founds, who is right, what is taken on."""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.connection import VendorName
from fieldledger.domain.field_merging import ConflictMode
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import NumberPatterns

_FIELD: Final = frozenset({VendorName.PROCORE, VendorName.RAKEN})
_FOUNDERS: Final[Mapping[IdentityKind, frozenset[VendorName]]] = {
    IdentityKind.PROJECT: _FIELD,
    IdentityKind.EMPLOYEE: frozenset({VendorName.RAKEN}),
    IdentityKind.SUPPLIER: frozenset({VendorName.PROCORE}),
}
"""Procore's directory is full of people whose hours nobody pays: it only adds to workers that are known."""
_AUTHORITY: Final = (VendorName.FOUNDATION, VendorName.QUICKBOOKS, VendorName.PROCORE, VendorName.RAKEN)
"""Jobs, codes, employees and vendors: the books -> the others (time-and-identity.md D)."""


class IdentityRules(CanonicalModel):
    """The settings; the defaults are those of time-and-identity.md D.

    ``authority`` orders the vendors for each kind: of two values of a field the higher one's is kept. ``founders`` may
    bring a record into being; the others only add to it. ``modes`` are conflict modes of single fields that differ from
    what the authority says, for instance ``{"project": {"number": "fill_if_new"}}``.
    """

    auto_link: bool = True
    authority: dict[IdentityKind, tuple[VendorName, ...]] = Field(default_factory=dict)
    founders: dict[IdentityKind, frozenset[VendorName]] = Field(default_factory=dict)
    numbers: dict[IdentityKind, NumberPatterns] = Field(default_factory=dict)
    modes: dict[IdentityKind, dict[str, ConflictMode]] = Field(default_factory=dict)

    def founds(self, kind: IdentityKind, vendor: VendorName) -> bool:
        """Whether a record of the vendor that nobody knows yet becomes one of ours."""
        return vendor in self.founders.get(kind, _FOUNDERS.get(kind, frozenset()))

    def fits(self, kind: IdentityKind, number: str | None) -> bool:
        """Whether records of that number are linked and suggested."""
        patterns = self.numbers.get(kind)
        return patterns is None or patterns.fit(number)

    def modes_for(
        self,
        kind: IdentityKind,
        fields: Mapping[str, str | None],
        vendor: VendorName,
        others: frozenset[VendorName],
        *,
        made_here: bool = False,
    ) -> Mapping[str, ConflictMode]:
        """How values of ``vendor`` are merged into a record that ``others`` know too, or that people made here."""
        ranks = {each: rank for rank, each in enumerate(self.authority.get(kind, _AUTHORITY))}
        mine = ranks.get(vendor, len(ranks))
        highest = not made_here and all(mine <= ranks.get(each, len(ranks)) for each in others)
        usual = ConflictMode.OVERWRITE if highest else ConflictMode.FILL_IF_EMPTY
        return dict.fromkeys(fields, usual) | self.modes.get(kind, {})
