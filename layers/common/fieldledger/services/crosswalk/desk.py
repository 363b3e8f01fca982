"""Linking as a person says, but not over a tie or a newer decision that they did not see."""

from dataclasses import dataclass

from fieldledger.domain.identity import Identity
from fieldledger.repositories.identities import Identities
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.comparing import Comparing, Comparison
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.crosswalk.links import IdentityLinks, LinkAnswer
from fieldledger.services.crosswalk.overview import tie_of
from fieldledger.services.crosswalk.unlinking import seen


@dataclass(frozen=True, slots=True)
class LinkWish:
    """``version`` is that of the links as they were seen; ``despite_tie``: the person saw that others fit as well."""

    wanted: Wanted
    version: int | None = None
    despite_tie: bool = False


class LinkDesk:
    """What people do through the API."""

    def __init__(self, links: IdentityLinks, identities: Identities, comparing: Comparing) -> None:
        self._links = links
        self._identities = identities
        self._comparing = comparing

    async def confirm(self, user_id: str, wish: LinkWish) -> Result[LinkAnswer]:
        """``LINK_AMBIGUOUS`` if others fit alike and nobody said so; ``VERSION_CONFLICT``.

        The other codes are those of ``IdentityLinks.confirm``.
        """
        wanted = wish.wanted
        found = await seen(self._identities, wanted.company_id, wanted.kind, wanted.canonical_id, wish.version)
        if found.failed:
            return found.failure()
        linked = found.unwrap().link(wanted.vendor, wanted.vendor_id) is not None
        clear = Result.ok(None) if linked or wish.despite_tie else await self._no_tie(wanted, found.unwrap())
        return clear.failure() if clear.failed else await self._links.confirm(user_id, wanted)

    async def _no_tie(self, wanted: Wanted, identity: Identity) -> Result[None]:
        compared = await self._comparing.compare(wanted.company_id, wanted.kind, wanted.vendor)
        return compared.and_then(lambda found: _clear(found, wanted, identity))


def _clear(compared: Comparison, wanted: Wanted, identity: Identity) -> Result[None]:
    """A record that is not among the best suggestions is a choice of its own; an unknown one is refused later."""
    party = compared.ours.get(identity.canonical_id)
    if party is None:
        return Result.ok(None)
    tie = tie_of(compared, party, compared.suggestions(wanted.company_id, party))
    if not tie.is_one or wanted.vendor_id not in {each.id for each in tie.theirs}:
        return Result.ok(None)
    details = {"ours": [each.id for each in tie.ours], "theirs": [each.id for each in tie.theirs]}
    text = "others fit as well: compare them, then choose with despite_tie"
    return Result.fail(text, ErrorCode.LINK_AMBIGUOUS, details)
