"""Names of name-list objects: how they are derived, kept unique, nested and marked when deactivated."""

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.faults_catalogue import ErrorEntry, duplicate_name, plain
from simulators.quickbooks.name_register import holder_of
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, as_text, reference

_SUFFIX = " (deleted)"
_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_DEEPEST = 5


def with_display_name(spec: EntitySpec, body: Body) -> Body:
    """Build a missing DisplayName from the name parts."""
    if spec.name_field != "DisplayName" or body.get("DisplayName"):
        return body
    joined = " ".join(part for key in _PARTS if (part := as_text(body.get(key))))
    return {**body, "DisplayName": joined} if joined else body


def name_problems(spec: EntitySpec, body: Body, realm: Realm, own_id: str | None) -> list[ErrorEntry]:
    """Report a missing (6080), taken (6240) or too deep (6180) name, and a job without parent (6150)."""
    if spec.name_field is None:
        return []
    own_name = as_text(body.get(spec.name_field))
    if not own_name:
        return [plain("6080", "Send DisplayName or a part of the name", spec.name_field)]
    found: list[ErrorEntry] = []
    holder = realm.names.holder(spec, own_name)
    if holder is not None and (own_id is None or holder != holder_of(spec, own_id)):
        found.append(duplicate_name())
    if body.get("Job") is True and "ParentRef" not in body:
        found.append(plain("6150", "A job needs a ParentRef", "ParentRef"))
    if own_id is not None and any(row.id == own_id for row in _ancestors(spec, body, realm)):
        found.append(plain("900", "A record cannot be its own parent", "ParentRef"))
    elif len(_ancestors(spec, body, realm)) >= _DEEPEST:
        found.append(plain("6180", "At most five levels are supported", "ParentRef"))
    return found


def _ancestors(spec: EntitySpec, body: Body, realm: Realm) -> list[Row]:
    found: list[Row] = []
    parent = reference(body, "ParentRef")
    while parent is not None and len(found) < _DEEPEST:
        row = realm.find(spec.title, parent)
        if row is None:
            break
        found.append(row)
        parent = reference(row.body, "ParentRef")
    return found


def with_full_name(spec: EntitySpec, body: Body, realm: Realm, previous: Body | None) -> Body:
    """Add FullyQualifiedName, and the mark that deactivation puts on a display name (section 1.3)."""
    if spec.name_field is None:
        return body
    own_name = str(body[spec.name_field])
    if spec.name_field == "DisplayName":
        own_name = _marked(own_name, active=body.get("Active") is not False)
    path = [str(row.body[spec.name_field]) for row in reversed(_ancestors(spec, body, realm))]
    named: Body = {**body, spec.name_field: own_name, "FullyQualifiedName": ":".join([*path, own_name])}
    if spec.name_field == "DisplayName":
        old_print = previous.get("PrintOnCheckName") if previous is not None else None
        named.setdefault("PrintOnCheckName", old_print or own_name)
    return named


def _marked(own_name: str, *, active: bool) -> str:
    bare = own_name.removesuffix(_SUFFIX)
    return bare if active else bare + _SUFFIX


def claim(spec: EntitySpec, body: Body, realm: Realm, previous: Body | None) -> None:
    """Hold the record's name; a deactivated record goes on holding the name it had (section 7.1)."""
    if spec.name_field is None:
        return
    record_id, own_name = str(body["Id"]), str(body[spec.name_field])
    if previous is not None and previous[spec.name_field] != own_name:
        realm.names.release(spec, record_id)
    realm.names.claim(spec, own_name, record_id)
    realm.names.claim(spec, own_name.removesuffix(_SUFFIX), record_id)
