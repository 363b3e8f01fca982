"""Which record of a vendor one of ours may be: numbers exactly, then e-mail, then names (time-and-identity.md D).

Names only suggest. A tie is never broken, on neither side.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from fieldledger.domain.identity import CERTAIN
from fieldledger.domain.party import Party, email_key, name_key, name_words, number_key

MOST_SHOWN: Final = 20
"""Of rows that fit alike; recurring sites get a new job per call-out, all of one name."""


class Key(StrEnum):
    """What two records agree in; the first that applies is the rule that is named."""

    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"


_SCORES: Final = {Key.NUMBER: (CERTAIN, 90), Key.EMAIL: (80, 70), Key.NAME: (60, 50)}
"""Unique on both sides, and not."""
_CONTRADICTED: Final = 40
"""E-mail or name agree, and the numbers of both are there and differ."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that ours may be. ``certain``: the rule may link it by itself; ``fits`` is how many fit alike."""

    party: Party
    key: Key
    score: int
    reason: str
    certain: bool
    fits: int = 1


class Matcher:
    """Both sides by their keys, built once. ``examined`` counts the pairs that were compared.

    ``certain_keys`` are those that may link by themselves: the number always, the e-mail address only between systems
    of the field, since the books pay by number.
    """

    def __init__(
        self, ours: Iterable[Party], theirs: Iterable[Party], certain_keys: frozenset[Key] = frozenset({Key.NUMBER})
    ) -> None:
        self._certain_keys = certain_keys
        self._ours = {key: _index(ours_keys, ours) for key, ours_keys in _OURS.items()}
        active = [party for party in theirs if party.active]
        self._theirs = {key: _index(their_keys, active) for key, their_keys in _THEIRS.items()}
        self.examined = 0

    def suggestions(self, ours: Party) -> tuple[Suggestion, ...]:
        """Best first; a record that agrees in several keys is named once, by its best."""
        best: dict[str, Suggestion] = {}
        for key in Key:
            for found in self._by(key, ours):
                best.setdefault(found.party.id, found)
        return tuple(sorted(best.values(), key=lambda each: (-each.score, each.party.shown, each.party.id)))

    def certain(self, ours: Party) -> Suggestion | None:
        """The one that a rule may link."""
        return next((each for each in self.suggestions(ours) if each.certain), None)

    def fitting(self, ours: Party, key: Key) -> Sequence[Party]:
        """Every record that agrees in ``key``, and how many of ours do, for those who say why there is no match."""
        return [party for text in _OURS[key](ours) for party in self._theirs[key].get(text, ())]

    def twins(self, ours: Party, key: Key) -> Sequence[Party]:
        """Others of ours that agree with it in ``key``."""
        alike = (party for text in _OURS[key](ours) for party in self._ours[key].get(text, ()))
        return [party for party in alike if party.id != ours.id]

    def _by(self, key: Key, ours: Party) -> Iterator[Suggestion]:
        for text in _OURS[key](ours):
            rows = self._theirs[key].get(text, ())
            twins = len(self._ours[key].get(text, ())) - 1
            unique = len(rows) == 1 and twins <= 0
            for row in islice(rows, MOST_SHOWN):
                self.examined += 1
                yield self._judged(key, ours, row, (len(rows), twins), unique=unique)

    def _judged(self, key: Key, ours: Party, row: Party, count: tuple[int, int], *, unique: bool) -> Suggestion:
        rows, twins = count
        score = _SCORES[key][0 if unique else 1]
        found = Suggestion(row, key, score, _words(key, row, rows, twins), unique and key in self._certain_keys, rows)
        if key is not Key.NUMBER and _contradicts(ours, row):
            words = f"{found.reason}, but the numbers differ"
            return replace(found, score=_CONTRADICTED, certain=False, reason=words)
        return found


def _numbers(party: Party) -> frozenset[str]:
    return frozenset({number_key(party.number)} - {""})


def _their_numbers(party: Party) -> frozenset[str]:
    return name_words(party.name) if party.number_in_name else _numbers(party)


def _emails(party: Party) -> frozenset[str]:
    return frozenset({email_key(party.email)} - {""})


def _names(party: Party) -> frozenset[str]:
    return frozenset({name_key(party.name)} - {""})


type _Keys = Callable[[Party], frozenset[str]]
_OURS: Final[Mapping[Key, _Keys]] = {Key.NUMBER: _numbers, Key.EMAIL: _emails, Key.NAME: _names}
_THEIRS: Final[Mapping[Key, _Keys]] = {Key.NUMBER: _their_numbers, Key.EMAIL: _emails, Key.NAME: _names}


def _index(keys: _Keys, parties: Iterable[Party]) -> Mapping[str, list[Party]]:
    found: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        for text in keys(party):
            found[text].append(party)
    return dict(found)


def _contradicts(ours: Party, row: Party) -> bool:
    """Both have a number, and not the same one."""
    mine, theirs = _numbers(ours), _numbers(row)
    return bool(mine and theirs and mine != theirs)


def _words(key: Key, row: Party, rows: int, twins: int) -> str:
    same = {
        Key.NUMBER: f"the number is that of {row.shown}",
        Key.EMAIL: "the e-mail address is the same",
        Key.NAME: f"the name is that of {row.shown}",
    }[key]
    more = f", which {rows} records fit" if rows > 1 else ""
    return same + more + (f", and {twins} more of ours have it too" if twins > 0 else "")
