"""Which cost code and cost type of Procore's project a cost of the books stands on. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts, CostTypeFacts
from fieldledger.domain.job_cost import CostPlace
from fieldledger.services.job_cost.codes import CodeBook

_LABOR: Final = "labor"
_OF_PROJECT: Final = "Project"

type _Code = tuple[str, CostCodeFacts]


@dataclass(frozen=True, slots=True)
class CodeIds:
    """A cost code and a cost type, by Procore's ids."""

    code_id: str
    type_id: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why a cost cannot be placed; ``reason`` ends a sentence that begins with the place."""

    reason: str


class ProjectCodes:
    """The codes of one project by the spelling that all systems share here."""

    def __init__(self, book: CodeBook) -> None:
        self._codes: Mapping[tuple[str | None, str | None], Sequence[_Code]] = _by_spelling(book)

    def ids_of(self, place: CostPlace, *, labor: bool) -> CodeIds | Unplaced:
        """A code that the books do not name exactly is never guessed."""
        if place.cost_code is None:
            return Unplaced("has no cost code in the books")
        found = self._codes.get((place.phase, place.cost_code), ())
        own = [each for each in found if each[1].biller_type == _OF_PROJECT] or found
        if len(own) != 1:
            return Unplaced("is several codes in Procore" if own else "is no cost code of the project in Procore")
        code_id, facts = own[0]
        kinds = _types_of(facts.cost_types, place.cost_type, labor=labor)
        if len(kinds) == 1:
            return CodeIds(code_id, kinds[0].type_id)
        return Unplaced("may be of several cost types in Procore" if kinds else "has no such cost type in Procore")


def _by_spelling(book: CodeBook) -> Mapping[tuple[str | None, str | None], Sequence[_Code]]:
    codes: defaultdict[tuple[str | None, str | None], list[_Code]] = defaultdict(list)
    for code_id, facts in book.codes.items():
        spelled = book.written(facts.code)
        codes[spelled.phase, spelled.cost_code].append((code_id, facts))
    return codes


def _types_of(types: Sequence[CostTypeFacts], named: str | None, *, labor: bool) -> list[CostTypeFacts]:
    """By code or name where the books name one; what was paid as labor is of the type for labor."""
    if named is not None:
        wanted = named.casefold()
        found = [each for each in types if wanted in {(each.code or "").casefold(), (each.name or "").casefold()}]
        if found or not labor:
            return found
    return [each for each in types if ((each.base_type or "").casefold() == _LABOR) is labor]
