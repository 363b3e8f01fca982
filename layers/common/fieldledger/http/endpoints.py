"""What an endpoint needs of a request, read once from its signature, and found in each request."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from fieldledger.http.declarations import Depends, Header, Query
from fieldledger.http.request import Request

type Source = Literal["path", "query", "header", "body"]
type Faults = list[dict[str, str]]

_REQUIRED: Final = inspect.Parameter.empty
_ORDER: Final[tuple[Source, ...]] = ("path", "query", "header", "body")


@dataclass(frozen=True, slots=True)
class Value:
    """One parameter that is read and validated; ``known_as`` is its name in the request."""

    name: str
    source: Source
    known_as: str
    kind: TypeAdapter[object]
    default: object


@dataclass(frozen=True, slots=True)
class Needs:
    """What ``call`` is called with: results of other calls first, then values in the order of their sources."""

    call: Callable[..., object]
    calls: tuple[tuple[str, "Needs"], ...]
    values: tuple[Value, ...]
    request_as: str | None

    @property
    def takes_body(self) -> bool:
        """Only an endpoint itself does."""
        return any(value.source == "body" for value in self.values)


def needs_of(call: Callable[..., object], path: str) -> Needs:
    """Read the signature of an endpoint, or of a dependency, of a route with ``path``."""
    calls: list[tuple[str, Needs]] = []
    values: list[Value] = []
    request_as = None
    for parameter in inspect.signature(call).parameters.values():
        mark = mark_of(parameter)
        if parameter.annotation is Request:
            request_as = parameter.name
        elif isinstance(mark, Depends):
            calls.append((parameter.name, needs_of(mark.call, path)))
        else:
            values.append(_value(parameter, mark, path))
    values.sort(key=lambda value: _ORDER.index(value.source))
    return Needs(call, tuple(calls), tuple(values), request_as)


def mark_of(parameter: inspect.Parameter) -> Query | Header | Depends | None:
    """The mark in a parameter's annotation."""
    if get_origin(parameter.annotation) is not Annotated:
        return None
    marks = (each for each in get_args(parameter.annotation) if isinstance(each, (Query, Header, Depends)))
    return next(marks, None)


def _value(parameter: inspect.Parameter, mark: Query | Header | None, path: str) -> Value:
    kind: TypeAdapter[object] = TypeAdapter(parameter.annotation)
    source, known_as = _place(parameter, mark, path)
    return Value(parameter.name, source, known_as, kind, parameter.default)


def _place(parameter: inspect.Parameter, mark: Query | Header | None, path: str) -> tuple[Source, str]:
    name = parameter.name
    match mark:
        case Header():
            return "header", name.replace("_", "-")
        case Query(alias):
            return "query", alias or name
    if f"{{{name}}}" in path:
        return "path", name
    kind = parameter.annotation
    return ("body", "") if isinstance(kind, type) and issubclass(kind, BaseModel) else ("query", name)


@dataclass(slots=True)
class Found:
    """What one request holds; each dependency is called once for it."""

    request: Request
    sources: Mapping[Source, Mapping[str, object]]
    faults: Faults
    results: dict[Callable[..., object], object]

    async def arguments(self, needs: Needs) -> dict[str, object] | None:
        """The arguments for ``needs.call``; None, with what is wrong among ``faults``, if they are not all there.

        A dependency that refuses the request ends it, whatever else is wrong.
        """
        before = len(self.faults)
        arguments: dict[str, object] = {} if needs.request_as is None else {needs.request_as: self.request}
        for name, inner in needs.calls:
            arguments[name] = await self.result(inner)
        for value in needs.values:
            arguments[value.name] = self._read(value)
        return arguments if len(self.faults) == before else None

    async def result(self, needs: Needs) -> object:
        """What a dependency gives; None, and not called, where its own arguments are not all there."""
        arguments = await self.arguments(needs)
        if arguments is None:
            return None
        if needs.call not in self.results:
            found = needs.call(**arguments)
            self.results[needs.call] = await cast("Awaitable[object]", found) if inspect.isawaitable(found) else found
        return self.results[needs.call]

    def _read(self, value: Value) -> object:
        held = self.sources[value.source]
        if value.known_as not in held:
            if value.default is _REQUIRED:
                self._note(value, (), "Field required")
            return value.default
        try:
            return value.kind.validate_python(held[value.known_as], from_attributes=True)
        except ValidationError as invalid:
            for fault in invalid.errors(include_url=False, include_input=False):
                self._note(value, fault["loc"], fault["msg"])
            return None

    def _note(self, value: Value, inside: tuple[int | str, ...], problem: str) -> None:
        place = (value.source, *((value.known_as,) if value.known_as else ()), *inside)
        self.faults.append({"field": ".".join(map(str, place)), "problem": problem})
