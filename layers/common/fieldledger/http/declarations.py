"""How an endpoint says where its parameters come from: next to their types, in ``Annotated``.

A parameter without a mark is a part of the path if the route's path names it, the body if it is a model, and else part
of the query. What a value must look like stands in Pydantic's terms beside the mark.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A part of the query string, there called ``alias`` if that differs from the parameter's name."""

    alias: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the parameter's name with hyphens."""


@dataclass(frozen=True, slots=True)
class Depends:
    """What ``call`` returns, whose own parameters are found in the same way. Called once for a request."""

    call: Callable[..., object]
