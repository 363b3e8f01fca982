"""Checks a body against the entity table; every problem found goes into one fault (section 1.4)."""

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.faults_catalogue import ErrorEntry, missing
from simulators.quickbooks.line_validation import line_problems
from simulators.quickbooks.references import reference_problems, value_problems
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_object


def problems(spec: EntitySpec, body: Body, realm: Realm) -> list[ErrorEntry]:
    """Collect what is wrong with a complete body: values, required properties, references, lines."""
    found = value_problems(spec.fields, body)
    found += [missing(prop) for prop in spec.required if body.get(prop) in (None, [])]
    if not found:
        found += reference_problems(spec.fields, body, realm)
        found += _nested_problems(spec, body, realm)
        found += line_problems(spec, body, realm)
    return found


def _nested_problems(spec: EntitySpec, body: Body, realm: Realm) -> list[ErrorEntry]:
    found: list[ErrorEntry] = []
    for prop, rules in spec.nested.items():
        inner = as_object(body.get(prop))
        found += value_problems(rules, inner) or reference_problems(rules, inner, realm)
    return found
