"""What changed of the API, for the frontend."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from boundaries.flags.change import Flag, Team, breaking, compatible
from boundaries.flags.schemas import Comparison, Difference, Side
from boundaries.openapi.document import operations
from boundaries.openapi.schemas import Json

type Operation = Mapping[str, object]
type Named = Mapping[str, Mapping[str, object]]


def endpoint_flags(before: Json, after: Json, notes: Mapping[str, str]) -> list[Flag]:
    """Operations by method and path. ``notes``: what contracts/deprecations.json of the base announces, by place."""
    old, new = _by_address(before), _by_address(after)
    schemas = _schemas(before), _schemas(after)
    found = [breaking(Team.FRONTEND, address, "the operation is gone") for address in old.keys() - new.keys()]
    found += [compatible(Team.FRONTEND, address, "the operation is new") for address in new.keys() - old.keys()]
    for address in sorted(old.keys() & new.keys()):
        found += _operation(address, old[address], new[address], schemas)
    return [_excused(flag, old, new, notes) for flag in sorted(found, key=lambda each: (each.place, each.change))]


def _operation(address: str, old: Operation, new: Operation, schemas: tuple[Named, Named]) -> Iterator[Flag]:
    if old.get("operationId") != new.get("operationId"):
        yield breaking(Team.FRONTEND, address, f"is called {new['operationId']} instead of {old['operationId']}")
    if new.get("deprecated") and not old.get("deprecated"):
        yield compatible(Team.FRONTEND, address, "the operation is deprecated now")
    yield from _parameters(address, old, new, schemas)
    yield from _bodies(address, old, new, schemas)
    yield from _answers(address, old, new, schemas)


def _parameters(address: str, old: Operation, new: Operation, schemas: tuple[Named, Named]) -> Iterator[Flag]:
    before, after = _parameters_of(old), _parameters_of(new)
    for place in before.keys() - after.keys():
        excused = "it was deprecated" if before[place].get("deprecated") else None
        yield Flag(Team.FRONTEND, f"{address} {place}", "the parameter is gone", breaking=True, excused=excused)
    for place in after.keys() - before.keys():
        needed = bool(after[place].get("required"))
        words = "the parameter is new and required" if needed else "the parameter is new"
        yield Flag(Team.FRONTEND, f"{address} {place}", words, breaking=needed)
    comparison = Comparison(*schemas, Side.SENT)
    for place in sorted(before.keys() & after.keys()):
        was, now = before[place], after[place]
        if was.get("required") != now.get("required"):
            words = "the parameter is required now" if now.get("required") else "the parameter may be left out now"
            yield Flag(Team.FRONTEND, f"{address} {place}", words, breaking=bool(now.get("required")))
        differences = comparison.differences(cast("Json", was["schema"]), cast("Json", now["schema"]))
        yield from (_flag(f"{address} {place}", each) for each in differences)


def _bodies(address: str, old: Operation, new: Operation, schemas: tuple[Named, Named]) -> Iterator[Flag]:
    before, after = _content(old.get("requestBody")), _content(new.get("requestBody"))
    if after and not before:
        yield breaking(Team.FRONTEND, f"{address} body", "the request needs a body now")
    if before and not after:
        yield breaking(Team.FRONTEND, f"{address} body", "the request takes no body any more")
    for kind in before.keys() & after.keys():
        differences = Comparison(*schemas, Side.SENT).differences(before[kind], after[kind])
        yield from (_flag(f"{address} body", each) for each in differences)


def _answers(address: str, old: Operation, new: Operation, schemas: tuple[Named, Named]) -> Iterator[Flag]:
    before, after = cast("Named", old["responses"]), cast("Named", new["responses"])
    for status in before.keys() - after.keys():
        yield Flag(Team.FRONTEND, f"{address} {status}", "is not answered any more", breaking=status < "400")
    for status in after.keys() - before.keys():
        yield Flag(Team.FRONTEND, f"{address} {status}", "may be answered now", breaking=status < "400")
    for status in sorted(before.keys() & after.keys()):
        was, now = _content(before[status]), _content(after[status])
        for kind in was.keys() | now.keys():
            if kind not in was or kind not in now:
                words = f"is {kind} now" if kind in now else f"is not {kind} any more"
                yield breaking(Team.FRONTEND, f"{address} {status}", words)
                continue
            differences = Comparison(*schemas, Side.GOT).differences(was[kind], now[kind])
            # Clients meet codes that they do not know by the status and the remedy: a new one breaks nobody.
            yield from (_flag(f"{address} {status}", _milder(each, status)) for each in differences)


def _milder(difference: Difference, status: str) -> Difference:
    return replace(difference, breaks=False) if status >= "400" and difference.place == "error.code" else difference


def _flag(place: str, difference: Difference) -> Flag:
    where = f"{place} {difference.place}".rstrip()
    excused = "it was deprecated" if difference.announced else None
    return Flag(Team.FRONTEND, where, difference.words, difference.breaks, excused)


def _excused(flag: Flag, old: Mapping[str, Operation], new: Mapping[str, Operation], notes: Mapping[str, str]) -> Flag:
    """A break that was announced in the base, or one beside which the next version of the address exists."""
    if not flag.breaking or flag.excused:
        return flag
    address = " ".join(flag.place.split()[:2])
    if old.get(address, {}).get("deprecated"):
        return replace(flag, excused="the operation was deprecated")
    for place, note in notes.items():
        if flag.place == place or flag.place.startswith((f"{place} ", f"{place}.")):
            return replace(flag, excused=f"announced: {note}")
    if flag.change == "the operation is gone" and _next_version(address) in new:
        return replace(flag, excused=f"{_next_version(address)} replaces it")
    return flag


def _next_version(address: str) -> str:
    method, path = address.split()
    version, _, rest = path.lstrip("/").partition("/")
    number = int(version[1:]) + 1 if version[1:].isdecimal() else 2
    return f"{method} /v{number}/{rest}"


def _by_address(document: Json) -> dict[str, Operation]:
    return {f"{method} {path}": operation for method, path, operation in operations(document).values()}


def _parameters_of(operation: Operation) -> dict[str, Operation]:
    listed = cast("list[Operation]", operation.get("parameters", []))
    return {f"{each['in']}:{each['name']}": each for each in listed}


def _content(value: object) -> dict[str, Json]:
    content = cast("Mapping[str, Mapping[str, object]]", cast("Operation", value or {}).get("content", {}))
    return {kind: cast("Json", media.get("schema", {})) for kind, media in content.items()}


def _schemas(document: Json) -> Named:
    return cast("Named", cast("Mapping[str, object]", document.get("components", {})).get("schemas", {}))
