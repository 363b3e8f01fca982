"""Records of ours that may be one: a person merges them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import Party, email_key, name_key, number_key
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.parties import Parties
from fieldledger.result import Result

_KEYS: Final[Mapping[str, Callable[[Party], str]]] = {
    "the same number": lambda party: number_key(party.number),
    "the same e-mail address": lambda party: email_key(party.email),
    "the same name": lambda party: name_key(party.name),
}


@dataclass(frozen=True, slots=True)
class Doubles:
    """Records of ours that agree in a key and may be one; names only suggest."""

    reason: str
    parties: tuple[Party, ...]


class Doubling:
    """Looks through one company at a time."""

    def __init__(self, identities: Identities, parties: Parties) -> None:
        self._identities = identities
        self._parties = parties

    async def page(
        self, company_id: str, kind: IdentityKind, limit: int, start: StartKey | None
    ) -> Result[Slice[Doubles]]:
        """Groups that a person may merge; by number, then e-mail, then name, each record in its best group only."""
        parties = await self._parties.every(company_id, kind)
        identities = await self._identities.every(company_id, kind)
        if parties.failed or identities.failed:
            return parties.failure() if parties.failed else identities.failure()
        merged = {each.canonical_id for each in identities.unwrap() if each.merged_into is not None}
        groups = _doubles([party for party in parties.unwrap() if party.id not in merged])
        rest = sorted((g for g in groups if start is None or _first(g) > start["id"]), key=_first)
        more = {"id": _first(rest[limit - 1])} if len(rest) > limit else None
        return Result.ok(Slice(tuple(rest[:limit]), more))


def _first(group: Doubles) -> str:
    return group.parties[0].id


def _doubles(parties: list[Party]) -> list[Doubles]:
    seen: set[str] = set()
    found: list[Doubles] = []
    for reason, key in _KEYS.items():
        groups: dict[str, list[Party]] = defaultdict(list)
        for party in parties:
            if party.id not in seen and key(party):
                groups[key(party)].append(party)
        for group in groups.values():
            if len(group) > 1:
                seen |= {party.id for party in group}
                found.append(Doubles(reason, tuple(sorted(group, key=lambda each: each.id))))
    return found
