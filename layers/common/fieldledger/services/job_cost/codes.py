"""One spelling for the cost codes of a job, whoever wrote them: Procore, FOUNDATION, QuickBooks or the jobsite."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldledger.domain.cost_code_text import CostCodeFormat
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts
from fieldledger.domain.foundation_mappings import CodeIds, FoundationMappings
from fieldledger.domain.job_cost import CostPlace

# A budget row shows a code with its name behind it (procore.md 6).
_NAME_FOLLOWS = " - "


@dataclass(frozen=True, slots=True)
class CodeBook:
    """``codes`` are Procore's of the project, by id; they say what its ids and its names of cost types mean."""

    style: CostCodeFormat
    foundation: FoundationMappings
    codes: Mapping[str, CostCodeFacts] = field(default_factory=dict)

    def written(self, text: str | None, cost_type: str | None = None, *, labor: bool = False) -> CostPlace:
        """A code as text. One that the company's format cannot take apart is taken whole: costs are never dropped."""
        whole = _trimmed(text)
        if whole is None:
            return CostPlace(cost_type=_trimmed(cost_type))
        parsed = self.style.parse(whole, labor=labor)
        if parsed.failed:
            return CostPlace(cost_code=whole, cost_type=_trimmed(cost_type))
        parts = parsed.unwrap()
        return CostPlace(
            phase=self._phase(parts.phase),
            cost_code=parts.cost_code,
            cost_type=_trimmed(cost_type) or parts.cost_class,
        )

    def of_procore(
        self, code_id: str | None, code: str | None, type_id: str | None, cost_type: str | None
    ) -> CostPlace:
        """By its ids, since lists name types by code or by name; by its texts where an id is not known."""
        known = self.codes.get(code_id or "")
        text = None if known is None else known.code
        return self.written(text or (code or "").split(_NAME_FOLLOWS)[0], self._type_of(type_id) or cost_type)

    def of_foundation(self, row: JobCostFacts) -> CostPlace:
        """By the company's mapping read backwards if it is clear, else as FOUNDATION writes it."""
        code = _trimmed(row.cost_code)
        ours = [text for text, ids in self.foundation.cost_codes.items() if code and _is(ids, row)]
        cost_class = _trimmed(row.cost_class)
        if len(ours) == 1:
            return self.written(ours[0], cost_class)
        return CostPlace(phase=self._phase(row.phase) if code else None, cost_code=code, cost_type=cost_class)

    def _phase(self, phase: str | None) -> str | None:
        """None for the one that stands in for codes without a phase."""
        named = _trimmed(phase)
        return None if named == self.foundation.phase else named

    def _type_of(self, type_id: str | None) -> str | None:
        types = (each for facts in self.codes.values() for each in facts.cost_types)
        found = next((each for each in types if each.type_id == type_id), None)
        return None if found is None else found.code or found.name


def _is(ids: CodeIds, row: JobCostFacts) -> bool:
    """Whether a mapped code may be what a row has; what the mapping leaves open fits anything."""
    wanted = ((ids.phase, row.phase), (ids.cost_class, row.cost_class))
    return ids.cost_code == _trimmed(row.cost_code) and all(own in {None, _trimmed(held)} for own, held in wanted)


def _trimmed(text: str | None) -> str | None:
    return (text or "").strip() or None
