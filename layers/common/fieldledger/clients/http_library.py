"""The single import point of the HTTP library: moving to httpx's successor is a change of this file."""

from httpx import (
    AsyncBaseTransport,
    AsyncClient,
    AsyncHTTPTransport,
    ConnectError,
    ConnectTimeout,
    HTTPError,
    Limits,
    PoolTimeout,
    QueryParams,
    Response,
    Timeout,
)

__all__ = [
    "AsyncBaseTransport",
    "AsyncClient",
    "AsyncHTTPTransport",
    "ConnectError",
    "ConnectTimeout",
    "HTTPError",
    "Limits",
    "PoolTimeout",
    "QueryParams",
    "Response",
    "Timeout",
]
