"""Merging two names: everything of the loser becomes the winner's, the loser is gone (sections 1.3 and 6.1).

How the API wants to be asked is not documented; here the loser is addressed and given the winner's name.
"""

from collections.abc import Iterator

from simulators.quickbooks.catalogue.lines import LINE_DETAILS
from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.faults_catalogue import ApiFault, business_rule, plain
from simulators.quickbooks.fields import Field
from simulators.quickbooks.operations import Change, Operations
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, Json, as_object, as_text, reference


def merge(operations: Operations, realm: Realm, spec: EntitySpec, sent: Body) -> Body:
    """Merge the record that Id and SyncToken name into the one whose name is sent; returns the latter."""
    if spec.name_field is None or spec.read_only:
        raise ApiFault(plain("500", f"Operation merge is not supported for {spec.title}"))
    loser = operations.addressed(realm, spec, sent)
    winner = _named(realm, spec, as_text(sent.get(spec.name_field)) or "", loser)
    for of_row, row in list(_referring(realm, spec, loser.id)):
        operations.put(realm, of_row, _moved(of_row, spec, row.body, loser.id, winner), row)
        operations.tell(realm, Change(of_row.title, "updated", row.id))
    operations.remove(realm, spec, loser)
    realm.names.release(spec, loser.id)
    operations.tell(realm, Change(spec.title, "merged", winner.id, lost_id=loser.id))
    return operations.read(realm, spec, winner.id)


def _named(realm: Realm, spec: EntitySpec, name: str, loser: Row) -> Row:
    entity, _, record_id = (realm.names.holder(spec, name) or "").partition("/")
    winner = realm.find(spec.title, record_id) if entity == spec.title else None
    if winner is None or winner.id == loser.id:
        raise ApiFault(business_rule(f"There is no other {spec.title} named {name} to merge with"))
    return winner


def _referring(realm: Realm, spec: EntitySpec, record_id: str) -> Iterator[tuple[EntitySpec, Row]]:
    for of_row in SPECS.values():
        for row in realm.rows(of_row.title):
            if row.id == record_id and of_row is spec:
                continue
            if _refers(of_row, spec, row.body, record_id):
                yield of_row, row


def _refers(of_row: EntitySpec, spec: EntitySpec, body: Body, record_id: str) -> bool:
    if any(reference(body, prop) == record_id for prop in _props(of_row.fields, spec)):
        return True
    inner = [*_details(body), *((rules, as_object(body.get(prop))) for prop, rules in of_row.nested.items())]
    return any(reference(detail, prop) == record_id for rules, detail in inner for prop in _props(rules, spec))


def _props(rules: dict[str, Field], spec: EntitySpec) -> list[str]:
    return [prop for prop, rule in rules.items() if spec.title in rule.targets]


def _details(body: Body) -> Iterator[tuple[dict[str, Field], Body]]:
    lines = body.get("Line")
    for line in lines if isinstance(lines, list) else []:
        kind = as_text(as_object(line).get("DetailType")) or ""
        if kind in LINE_DETAILS:
            yield LINE_DETAILS[kind], as_object(as_object(line).get(kind))


def _moved(of_row: EntitySpec, spec: EntitySpec, body: Body, old: str, winner: Row) -> Body:
    moved = _pointed(body, _props(of_row.fields, spec), old, winner)
    for prop, rules in of_row.nested.items():
        if prop in body:
            moved[prop] = _pointed(as_object(body[prop]), _props(rules, spec), old, winner)
    lines = body.get("Line")
    if isinstance(lines, list):
        moved["Line"] = [_moved_line(as_object(line), spec, old, winner) for line in lines]
    return moved


def _moved_line(line: Body, spec: EntitySpec, old: str, winner: Row) -> Json:
    kind = as_text(line.get("DetailType")) or ""
    if kind not in LINE_DETAILS:
        return line
    return {**line, kind: _pointed(as_object(line.get(kind)), _props(LINE_DETAILS[kind], spec), old, winner)}


def _pointed(body: Body, props: list[str], old: str, winner: Row) -> Body:
    name = winner.body.get("DisplayName") or winner.body.get("Name")
    pointed = [prop for prop in props if reference(body, prop) == old]
    changed: Body = {prop: {**as_object(body[prop]), "value": winner.id, "name": name} for prop in pointed}
    return {**body, **changed}
