"""A request as endpoints and their dependencies see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from fieldledger.runtime.gateway import HttpEvent, raw_body, request_id

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from fieldledger.domain.clock import Clock
    from fieldledger.repositories.members import Members
    from fieldledger.settings import Settings


@dataclass(slots=True)
class Surroundings:
    """What all requests of a function share; ``members`` is needed by routes that take ``Visible``."""

    settings: "Settings"
    clock: "Clock"
    members: "Members | None" = None


@dataclass(frozen=True)
class Request:
    """One event of the HTTP API, its invocation, and what the function has."""

    event: HttpEvent
    context: "LambdaContext"
    surroundings: Surroundings

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request; empty outside Lambda."""
        return request_id(self.event)

    @property
    def method(self) -> str:
        """The method in capitals."""
        return self.event["requestContext"]["http"]["method"]

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.event["requestContext"]["http"]["path"]) or "/"

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """Headers by their lower-case names."""
        return {name.lower(): value for name, value in self.event.get("headers", {}).items()}

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters; of a repeated one the last."""
        return dict(parse_qsl(self.event.get("rawQueryString", ""), keep_blank_values=True))

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return raw_body(self.event)
