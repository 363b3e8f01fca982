"""Checks a body against the entity table; every problem found goes into one fault (section 1.4)."""

from simulators.quickbooks.entities import LINE_DETAILS, EntitySpec
from simulators.quickbooks.faults_catalogue import ErrorEntry, missing, not_found, plain
from simulators.quickbooks.fields import Field, Kind, problem_with
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_list, as_number, as_object, as_text, reference


def known_properties(spec: EntitySpec, body: Body) -> Body:
    """Keep what the entity lets a client write; unknown and read-only properties are ignored in silence."""
    return {key: value for key, value in body.items() if key in spec.fields and value is not None}


def problems(spec: EntitySpec, body: Body, realm: Realm) -> list[ErrorEntry]:
    """Collect what is wrong with a complete body: values, required properties, references, lines."""
    found = _value_problems(spec, body)
    found += [missing(prop) for prop in spec.required if body.get(prop) in (None, [])]
    if not found:
        found += _reference_problems(spec.fields, body, realm)
        found += _line_problems(body, realm)
    return found


def _value_problems(spec: EntitySpec, body: Body) -> list[ErrorEntry]:
    checked = (problem_with(prop, spec.fields[prop], value) for prop, value in body.items())
    return [problem for problem in checked if problem is not None]


def _reference_problems(fields: dict[str, Field], body: Body, realm: Realm) -> list[ErrorEntry]:
    """Report references to records that do not exist or are inactive (610)."""
    return [
        not_found()
        for prop, rule in fields.items()
        if rule.kind is Kind.REF and rule.targets and prop in body and not _is_usable(realm, rule, body, prop)
    ]


def _is_usable(realm: Realm, rule: Field, body: Body, prop: str) -> bool:
    value = reference(body, prop)
    rows = [realm.find(target, value) for target in rule.targets] if value is not None else []
    return any(row is not None and row.active for row in rows)


def _line_problems(body: Body, realm: Realm) -> list[ErrorEntry]:
    found: list[ErrorEntry] = []
    for entry in as_list(body.get("Line")):
        found += _one_line(as_object(entry), realm)
    return found


def _one_line(line: Body, realm: Realm) -> list[ErrorEntry]:
    kind = as_text(line.get("DetailType"))
    if kind is None:
        return [missing("DetailType")]
    if kind == "SubTotalLineDetail":
        return []
    if as_number(line.get("Amount")) is None:
        return [missing("Amount")]
    rules = LINE_DETAILS.get(kind)
    if rules is None:
        return [plain("2010", f"DetailType {kind} is unsupported", "DetailType")]
    detail = as_object(line.get(kind))
    if kind == "AccountBasedExpenseLineDetail" and "AccountRef" not in detail:
        return [missing("AccountRef")]
    wrong = [problem_with(prop, rule, detail[prop]) for prop, rule in rules.items() if prop in detail]
    return [problem for problem in wrong if problem is not None] or _reference_problems(rules, detail, realm)


def fill_names(fields: dict[str, Field], body: Body, realm: Realm) -> Body:
    """Give references the names of what they point at, as the vendor does on output (section 1.2)."""
    filled = dict(body)
    for prop, rule in fields.items():
        value = reference(body, prop)
        if rule.kind is Kind.REF and rule.targets and value is not None:
            filled[prop] = _named(realm, rule, value)
    return filled


def _named(realm: Realm, rule: Field, value: str) -> Body:
    for target in rule.targets:
        row = realm.find(target, value)
        if row is not None:
            shown = row.body.get("DisplayName") or row.body.get("Name")
            return {"value": value, "name": shown}
    return {"value": value}
