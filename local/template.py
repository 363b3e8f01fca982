"""What the local stack must know of template.yaml: routes, authorizers, tables with a time to live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from local.errors import LocalStackError

type Value = Mapping[str, Value] | list[Value] | str | int | float | bool | None

CATCH_ALL: Final = "$default"
NO_AUTHORIZER: Final = "NONE"
HTTP_API: Final = "AWS::Serverless::HttpApi"


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref x` becomes {"Ref": x}, `!Sub x` {"Fn::Sub": x}."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, object]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)} if isinstance(node, yaml.MappingNode) else {name: None}


_Loader.add_multi_constructor("!", _short_form)


@dataclass(frozen=True, slots=True, order=True)
class Route:
    """One HttpApi event: its key ("GET /v1/projects"), the function's logical id, the authorizer's name if any."""

    key: str
    function: str
    authorizer: str | None


@dataclass(frozen=True, slots=True)
class Authorizer:
    """A JWT authorizer of the template; issuer and audience come from the stack's parameters."""

    name: str
    identity_source: str


class Template:
    """A parsed SAM template."""

    def __init__(self, document: Mapping[str, Value]) -> None:
        self._document = document
        self._resources = _section(document, "Resources")

    @staticmethod
    def read(path: Path) -> "Template":
        """Parse a file; one that is not there is named."""
        if not path.exists():
            raise LocalStackError(f"{path} is missing")
        return Template.parse(path.read_text())

    @staticmethod
    def parse(text: str) -> "Template":
        """Parse YAML with CloudFormation's short forms."""
        return Template(parsed(text))

    def parameters(self) -> frozenset[str]:
        """Name the parameters that a deployment may set."""
        return frozenset(_section(self._document, "Parameters"))

    def http_api(self) -> str:
        """Name the one HttpApi of the template by its logical id."""
        names = [name for name, _ in self._of_type(HTTP_API)]
        if len(names) != 1:
            raise LocalStackError(f"the template must hold exactly one {HTTP_API}, not {len(names)}: {names}")
        return names[0]

    def routes(self) -> list[Route]:
        """Read every event of type HttpApi, ordered by route key; two functions on one route are refused."""
        routes = sorted(
            route
            for name, resource in self._of_type("AWS::Serverless::Function")
            for route in self._routes_of(name, resource)
        )
        keys = [route.key for route in routes]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise LocalStackError(f"routes with more than one function: {', '.join(doubled)}")
        return routes

    def authorizers(self) -> list[Authorizer]:
        """Read the JWT authorizers of the HttpApi."""
        found = _section(self._api_auth(), "Authorizers")
        return [
            Authorizer(name, str(_section(found, name).get("IdentitySource", "$request.header.Authorization")))
            for name in found
        ]

    def tables_with_expiry(self) -> dict[str, str]:
        """Map the logical id of each table that lets items expire to the attribute that holds the moment."""
        found: dict[str, str] = {}
        for name, resource in self._of_type("AWS::DynamoDB::Table"):
            expiry = _section(_section(resource, "Properties"), "TimeToLiveSpecification")
            if expiry.get("Enabled"):
                found[name] = str(expiry["AttributeName"])
        return found

    def of_type(self, resource_type: str) -> list[str]:
        """List the logical ids of one resource type."""
        return [name for name, _ in self._of_type(resource_type)]

    def _of_type(self, resource_type: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
        for name in self._resources:
            resource = _section(self._resources, name)
            if resource.get("Type") == resource_type:
                yield name, resource

    def _api_auth(self) -> Mapping[str, Value]:
        shared = _section(_section(_section(self._document, "Globals"), "HttpApi"), "Auth")
        own = _section(_section(_section(self._resources, self.http_api()), "Properties"), "Auth")
        return {**shared, **own}

    def _routes_of(self, function: str, resource: Mapping[str, Value]) -> Iterator[Route]:
        events = _section(_section(resource, "Properties"), "Events")
        for name in events:
            event = _section(events, name)
            if event.get("Type") == "HttpApi":
                yield self._route(function, _section(event, "Properties"))

    def _route(self, function: str, properties: Mapping[str, Value]) -> Route:
        default = self._api_auth().get("DefaultAuthorizer")
        name = _section(properties, "Auth").get("Authorizer", default)
        authorizer = None if name in {None, NO_AUTHORIZER} else str(name)
        return Route(_route_key(properties), function, authorizer)


def parsed(text: str) -> Mapping[str, Value]:
    """Read a template's YAML; short forms become their long ones."""
    # The loader is a SafeLoader: it builds plain values only.
    document = yaml.load(text, Loader=_Loader)  # noqa: S506
    if not isinstance(document, dict):
        raise LocalStackError("the template holds no mapping")
    return document


def _route_key(properties: Mapping[str, Value]) -> str:
    """Name a route as API Gateway does; SAM makes an event without path and method the catch-all route."""
    if "Path" not in properties:
        return CATCH_ALL
    method = str(properties.get("Method", "ANY")).upper()
    return f"{method} {properties['Path']}"


def _section(mapping: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    value = mapping.get(key)
    return value if isinstance(value, Mapping) else {}
