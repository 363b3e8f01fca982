"""Everything that is checked before a record is written."""

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.document_checks import document_problems, number_problems
from simulators.quickbooks.document_totals import line_total
from simulators.quickbooks.faults_catalogue import ApiFault, ErrorEntry, books_closed
from simulators.quickbooks.link_rules import change_problem, link_problems
from simulators.quickbooks.names import name_problems
from simulators.quickbooks.settings import SimSettings
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.time_rules import time_problems
from simulators.quickbooks.validation import problems
from simulators.quickbooks.values import Body, as_number
from simulators.quickbooks.write_options import WriteOptions


def check(
    realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, options: WriteOptions, settings: SimSettings
) -> None:
    """Raise ApiFault with every problem of a complete body; closed books come last, as they do in captures."""
    found = problems(spec, body, realm) or _entity_problems(realm, spec, body, previous)
    if spec.document is not None and not found:
        found = _document_problems(realm, spec, body, previous, options, settings)
    closed = realm.is_closed(body) or (previous is not None and realm.is_closed(previous.body))
    if not found and closed:
        found = [books_closed()]
    if found:
        raise ApiFault(*found)


def _entity_problems(realm: Realm, spec: EntitySpec, body: Body, previous: Row | None) -> list[ErrorEntry]:
    found = name_problems(spec, body, realm, previous.id if previous is not None else None)
    if spec.title == "TimeActivity":
        found += time_problems(body, previous.body if previous is not None else None)
    return found


def _document_problems(
    realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, options: WriteOptions, settings: SimSettings
) -> list[ErrorEntry]:
    document, own_id = spec.document, previous.id if previous is not None else None
    if document is None:
        return []
    found = document_problems(spec, document, body, realm)
    if not options.allow_duplicate_number:
        per_party = spec.title == "Bill" and settings.bill_numbers == "vendor"
        found += number_problems(spec, document, body, realm, own_id, per_party=per_party)
    found += link_problems(spec, body, realm, own_id)
    if own_id is not None and not found:
        total = as_number(body.get("TotalAmt")) if "TotalAmt" in spec.fields else line_total(body)
        refused = change_problem(spec, body, own_id, realm, total or line_total(body))
        found += [refused] if refused is not None else []
    return found
