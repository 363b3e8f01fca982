"""Which names and document numbers of a company are taken, and by whom."""

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.values import Body, as_text, reference

type _Key = tuple[str, ...]


def holder_of(spec: EntitySpec, record_id: str) -> str:
    return f"{spec.title}/{record_id}"


class NameRegister:
    """Unique names, compared without case; an inactive record keeps its own (section 7.1)."""

    def __init__(self) -> None:
        self._holders: dict[_Key, str] = {}
        self._held: dict[str, set[_Key]] = {}

    def holder(self, spec: EntitySpec, name: str) -> str | None:
        """Find `Entity/id` of whoever has a name."""
        return self._holders.get(_name_key(spec, name))

    def claim(self, spec: EntitySpec, name: str, record_id: str) -> None:
        key, holder = _name_key(spec, name), holder_of(spec, record_id)
        self._holders[key] = holder
        self._held.setdefault(holder, set()).add(key)

    def release(self, spec: EntitySpec, record_id: str) -> None:
        """Forget every name that one record holds."""
        holder = holder_of(spec, record_id)
        for key in self._held.pop(holder, set()):
            if self._holders.get(key) == holder:
                del self._holders[key]


def _name_key(spec: EntitySpec, name: str) -> _Key:
    return (spec.name_space or spec.title, name.casefold())


class NumberRegister:
    """Document numbers by entity, and by entity and party; the first holder of a number keeps it."""

    def __init__(self) -> None:
        self._holders: dict[_Key, str] = {}
        self._highest: dict[str, int] = {}

    def holder(self, spec: EntitySpec, body: Body, *, per_party: bool) -> str | None:
        """Find the id of the transaction that has the number of a body."""
        keys = _number_keys(spec, body)
        return self._holders.get(keys[-1 if per_party else 0]) if keys else None

    def claim(self, spec: EntitySpec, body: Body) -> None:
        for key in _number_keys(spec, body):
            self._holders.setdefault(key, str(body["Id"]))
        number = as_text(body.get("DocNumber")) or ""
        if number.isdecimal():
            self._highest[spec.title] = max(self._highest.get(spec.title, 0), int(number))

    def release(self, spec: EntitySpec, body: Body) -> None:
        for key in _number_keys(spec, body):
            if self._holders.get(key) == body.get("Id"):
                del self._holders[key]

    def next_free(self, spec: EntitySpec) -> str:
        """Give the number after the highest one so far; the first is 1001."""
        return str(max(self._highest.get(spec.title, 0), 1000) + 1)


def _number_keys(spec: EntitySpec, body: Body) -> list[_Key]:
    number = as_text(body.get("DocNumber")) if spec.document is not None else None
    if not number or spec.document is None:
        return []
    party = reference(body, spec.document.party) if spec.document.party is not None else None
    return [(spec.title, number), (spec.title, number, party or "")]
