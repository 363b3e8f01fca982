"""What two schemas have different: of what a caller sends, narrower breaks; of what a caller gets, wider breaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, cast

type Json = Mapping[str, object]

_BOUNDS: Final = {
    "minLength": 1,
    "minimum": 1,
    "exclusiveMinimum": 1,
    "minItems": 1,
    "maxLength": -1,
    "maximum": -1,
    "exclusiveMaximum": -1,
    "maxItems": -1,
}
_PREFIX: Final = "#/components/schemas/"


class Side(Enum):
    """Which way a value goes."""

    SENT = "sent"
    GOT = "got"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference at a place like ``data[].project_id``; ``announced``: what is gone was deprecated before."""

    place: str
    words: str
    breaks: bool
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The named schemas of both documents, and which way values go."""

    before: Mapping[str, Json]
    after: Mapping[str, Json]
    side: Side

    def differences(self, before: Json, after: Json, place: str = "") -> list[Difference]:
        """All of them, each once."""
        return list(dict.fromkeys(self._compare(before, after, place, frozenset())))

    def _compare(self, old: Json, new: Json, place: str, seen: frozenset[tuple[str, str]]) -> Iterator[Difference]:
        names = (str(old.get("$ref", "")), str(new.get("$ref", "")))
        if names in seen:
            return
        within = seen | {names} if any(names) else seen
        old, new = _resolved(old, self.before), _resolved(new, self.after)
        if _options(old) or _options(new):
            yield from self._alternatives(old, new, place, within)
            return
        yield from self._types(old, new, place)
        yield from self._values(old, new, place)
        yield from self._bounds(old, new, place)
        yield from self._fields(old, new, place, within)
        if "items" in old and "items" in new:
            yield from self._compare(_json(old["items"]), _json(new["items"]), f"{place}[]", within)

    def _alternatives(self, old: Json, new: Json, place: str, seen: frozenset[tuple[str, str]]) -> Iterator[Difference]:
        """Alternatives are paired by what they are; of a pair both are compared."""
        before = {_kind(option, self.before): option for option in _options(old) or [old]}
        after = {_kind(option, self.after): option for option in _options(new) or [new]}
        for kind in before.keys() - after.keys():
            yield Difference(place, f"may not be {kind} any more", breaks=self.side is Side.SENT)
        for kind in after.keys() - before.keys():
            yield Difference(place, f"may be {kind} now", breaks=self.side is Side.GOT)
        for kind in sorted(before.keys() & after.keys()):
            yield from self._compare(before[kind], after[kind], place, seen)

    def _types(self, old: Json, new: Json, place: str) -> Iterator[Difference]:
        before, after = _types_of(old), _types_of(new)
        if before and after and before != after:
            fewer, more = before - after, after - before
            breaks = bool(fewer) if self.side is Side.SENT else bool(more)
            yield Difference(place, f"is {_or(after)} instead of {_or(before)}", breaks)
        was, now = old.get("format"), new.get("format")
        if was != now:
            breaks = (now if self.side is Side.SENT else was) is not None
            yield Difference(place, f"has the format {now} instead of {was}", breaks)

    def _values(self, old: Json, new: Json, place: str) -> Iterator[Difference]:
        before, after = _allowed(old), _allowed(new)
        if before is None and after is None:
            return
        if before is None or after is None:
            word, breaks = ("one of certain values", Side.SENT) if before is None else ("any value", Side.GOT)
            yield Difference(place, f"is {word} now", breaks=self.side is breaks)
            return
        for value in sorted(before - after):
            yield Difference(place, f"is never {value} any more", breaks=self.side is Side.SENT)
        for value in sorted(after - before):
            yield Difference(place, f"may be {value} now", breaks=self.side is Side.GOT)

    def _bounds(self, old: Json, new: Json, place: str) -> Iterator[Difference]:
        """Of what is sent a tighter bound breaks; what we answer within our bounds breaks nobody."""
        for name, direction in _BOUNDS.items():
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            tighter = before is None or (after is not None and (_number(after) - _number(before)) * direction > 0)
            words = f"has {name} {after} instead of {before}"
            yield Difference(place, words, breaks=tighter and self.side is Side.SENT)
        if old.get("pattern") != new.get("pattern"):
            yield Difference(place, "has another pattern", breaks=self.side is Side.SENT and "pattern" in new)

    def _fields(self, old: Json, new: Json, place: str, seen: frozenset[tuple[str, str]]) -> Iterator[Difference]:
        before, after = _json(old.get("properties", {})), _json(new.get("properties", {}))
        must_before, must_after = _required(old), _required(new)
        for name in before.keys() - after.keys():
            announced = bool(_json(before[name]).get("deprecated"))
            yield Difference(_at(place, name), "is gone", breaks=True, announced=announced)
        for name in after.keys() - before.keys():
            needed = self.side is Side.SENT and name in must_after
            yield Difference(_at(place, name), "is new and required" if needed else "is new", breaks=needed)
        for name in sorted(before.keys() & after.keys()):
            yield from self._required_now(_at(place, name), name in must_before, name in must_after)
            yield from self._compare(_json(before[name]), _json(after[name]), _at(place, name), seen)

    def _required_now(self, place: str, before: bool, after: bool) -> Iterator[Difference]:  # noqa: FBT001 - two of a kind
        if before != after:
            words = "is required now" if after else "may be missing now"
            yield Difference(place, words, breaks=after if self.side is Side.SENT else before)


def _resolved(schema: Json, schemas: Mapping[str, Json]) -> Json:
    """The schema behind a reference, with what ``allOf`` adds."""
    if "$ref" in schema:
        return _resolved(schemas.get(str(schema["$ref"]).removeprefix(_PREFIX), {}), schemas)
    parts = [_resolved(_json(part), schemas) for part in cast("list[object]", schema.get("allOf", []))]
    merged: dict[str, object] = {}
    for part in [*parts, {name: value for name, value in schema.items() if name != "allOf"}]:
        merged = _merged(merged, part)
    return merged


def _merged(one: Json, other: Json) -> dict[str, object]:
    found = {**one, **other}
    mine, theirs = _json(one.get("properties", {})), _json(other.get("properties", {}))
    both = {name: _merged(_json(mine[name]), _json(theirs[name])) for name in mine.keys() & theirs.keys()}
    return {**found, "properties": {**mine, **theirs, **both}} if mine or theirs else found


def _options(schema: Json) -> list[Json]:
    return [_json(option) for name in ("anyOf", "oneOf") for option in cast("list[object]", schema.get(name, []))]


def _kind(schema: Json, schemas: Mapping[str, Json]) -> str:
    """What an alternative is: by its name, its discriminating constant, or its type."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_PREFIX)
    resolved = _resolved(schema, schemas)
    return _or(_types_of(resolved)) or "anything"


def _types_of(schema: Json) -> frozenset[str]:
    kind = schema.get("type", [])
    return frozenset([kind] if isinstance(kind, str) else cast("list[str]", kind))


def _allowed(schema: Json) -> frozenset[str] | None:
    if "const" in schema:
        return frozenset({str(schema["const"])})
    return frozenset(map(str, cast("list[object]", schema["enum"]))) if "enum" in schema else None


def _required(schema: Json) -> frozenset[str]:
    return frozenset(cast("list[str]", schema.get("required", [])))


def _number(value: object) -> float:
    return float(cast("float", value))


def _or(words: frozenset[str]) -> str:
    return " or ".join(sorted(words))


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _json(value: object) -> Json:
    return cast("Json", value)
