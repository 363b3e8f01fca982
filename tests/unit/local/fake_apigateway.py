"""API Gateway's control plane for HTTP APIs, as far as the local stack uses it, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client


@dataclass
class FakePaginator:
    """Hands out its items one a page, so that a caller who reads one page only is found out."""

    items: dict[str, dict[str, object]]

    def paginate(self, *, ApiId: str) -> Iterator[dict[str, list[dict[str, object]]]]:  # noqa: N803 - AWS's name
        assert ApiId == "api"
        for item in list(self.items.values()):
            yield {"Items": [item]}


@dataclass
class FakeApiGateway:
    """Keeps what was created and drops what was deleted; the keyword arguments are AWS's."""

    authorizers: dict[str, dict[str, object]] = field(default_factory=dict)
    integrations: dict[str, dict[str, object]] = field(default_factory=dict)
    routes: dict[str, dict[str, object]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def get_paginator(self, operation: str) -> FakePaginator:
        return FakePaginator(getattr(self, operation.removeprefix("get_")))

    def create_authorizer(self, **properties: object) -> dict[str, object]:
        return self._keep(self.authorizers, "AuthorizerId", properties)

    def create_integration(self, **properties: object) -> dict[str, object]:
        return self._keep(self.integrations, "IntegrationId", properties)

    def create_route(self, **properties: object) -> dict[str, object]:
        return self._keep(self.routes, "RouteId", properties)

    def delete_authorizer(self, **properties: str) -> None:
        del self.authorizers[properties["AuthorizerId"]]

    def delete_integration(self, **properties: str) -> None:
        del self.integrations[properties["IntegrationId"]]

    def delete_route(self, **properties: str) -> None:
        del self.routes[properties["RouteId"]]

    def as_client(self) -> "ApiGatewayV2Client":
        return cast("ApiGatewayV2Client", self)

    def _keep(self, shelf: dict[str, dict[str, object]], name: str, properties: dict[str, object]) -> dict[str, object]:
        identifier = f"{name}-{next(self._numbers)}"
        shelf[identifier] = {**properties, name: identifier}
        return shelf[identifier]
