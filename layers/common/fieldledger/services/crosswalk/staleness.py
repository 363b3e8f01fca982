"""When a link has to be looked at again: the job was closed, or a newer one of its name exists.

Work has landed on last month's job through a saved link (time-and-identity.md D). Workers and suppliers are left alone:
who left still owns old cards and old invoices.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from fieldledger.domain.identity import IdentityKind, Link, LinkState
from fieldledger.domain.party import Party, name_key

WATCHED: Final = frozenset({IdentityKind.PROJECT})


class Twins:
    """Active records of one vendor by their names."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._named: Mapping[str, list[Party]] = defaultdict(list)
        for party in parties:
            if party.active and name_key(party.name):
                self._named[name_key(party.name)].append(party)

    def of(self, party: Party) -> Sequence[Party]:
        """Others of the same name."""
        return [each for each in self._named.get(name_key(party.name), ()) if each.id != party.id]


def stale_because(link: Link, linked: Party | None, twins: Twins, taken: Collection[str]) -> str | None:
    """Why ``link`` is stale, or None. A reason that a person has looked at does not come up again.

    ``taken`` are records that identities are linked to: they are nobody's newer job.
    """
    if link.state is LinkState.STALE or linked is None:
        return None
    reasons = [] if linked.active else [f"{linked.shown} was closed"]
    reasons.extend(
        f"a newer job of that name exists: {twin.shown}"
        for twin in twins.of(linked)
        if twin.id not in taken and newer(twin, linked)
    )
    return next((reason for reason in reasons if reason not in link.kept_despite), None)


def newer(twin: Party, than: Party) -> bool:
    """By the day it was opened, else by ids that count up; where nothing tells, a person is asked."""
    if twin.opened_on is not None and than.opened_on is not None and twin.opened_on != than.opened_on:
        return twin.opened_on > than.opened_on
    if twin.id.isdecimal() and than.id.isdecimal():
        return int(twin.id) > int(than.id)
    return True
