"""References between records: whether they can be used, and the names QuickBooks adds to them (section 1.2)."""

from simulators.quickbooks.faults_catalogue import ErrorEntry, not_found, plain
from simulators.quickbooks.fields import Field, Kind, problem_with
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, as_text, reference


def value_problems(fields: dict[str, Field], body: Body) -> list[ErrorEntry]:
    """Report values that are wrong by themselves."""
    checked = (problem_with(prop, fields[prop], body[prop]) for prop in body if prop in fields)
    return [problem for problem in checked if problem is not None]


def reference_problems(fields: dict[str, Field], body: Body, realm: Realm) -> list[ErrorEntry]:
    """Report references to records that do not exist or are inactive (610), and to wrong kinds of account (6430)."""
    found: list[ErrorEntry] = []
    for prop, rule in fields.items():
        if rule.kind is Kind.REF and rule.targets and prop in body:
            row = _target(realm, rule, reference(body, prop))
            if row is None or not row.active:
                found.append(not_found())
            elif rule.account_types and as_text(row.body.get("AccountType")) not in rule.account_types:
                found.append(plain("6430", f"{prop} needs an account of type {rule.account_types[0]}", prop))
    return found


def fill_names(fields: dict[str, Field], body: Body, realm: Realm) -> Body:
    """Give references the names of what they point at."""
    filled = dict(body)
    for prop, rule in fields.items():
        value = reference(body, prop)
        if rule.kind is Kind.REF and rule.targets and value is not None:
            filled[prop] = _named(realm, rule, body, prop)
    return filled


def _target(realm: Realm, rule: Field, value: str | None) -> Row | None:
    rows = (realm.find(target, value) for target in rule.targets) if value is not None else iter(())
    return next((row for row in rows if row is not None), None)


def _named(realm: Realm, rule: Field, body: Body, prop: str) -> Body:
    value = reference(body, prop)
    row = _target(realm, rule, value)
    kept = body[prop]
    kind: Body = {"type": kept["type"]} if isinstance(kept, dict) and "type" in kept else {}
    if row is None:
        return {"value": value, **kind}
    return {"value": value, "name": row.body.get("DisplayName") or row.body.get("Name"), **kind}
