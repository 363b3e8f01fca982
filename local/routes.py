"""The routes and the authorizer that MiniStack's CloudFormation leaves out of an HttpApi, made and then checked.

SAM puts them into the OpenAPI body of the API, which MiniStack ignores while it reports the stack as complete.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.errors import LocalStackError
from local.template import Authorizer, Route

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client


@dataclass(frozen=True, slots=True)
class TokenRules:
    """Whose tokens the API takes: the parameters JwtIssuer and JwtAudience of the deployment."""

    issuer: str
    audience: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """A route as API Gateway reports it; ``function`` is an ARN, ``authorizer`` a name."""

    key: str
    function: str
    authorizer: str | None


class HttpApi:
    """One deployed HttpApi, brought to what the template says."""

    def __init__(self, client: "ApiGatewayV2Client", api_id: str) -> None:
        self._client = client
        self._api_id = api_id

    def put_authorizers(self, authorizers: Iterable[Authorizer], rules: TokenRules) -> None:
        """Create the authorizers or bring those of the same name up to date."""
        known = self._authorizer_ids()
        for authorizer in authorizers:
            existing = known.get(authorizer.name)
            if existing:
                self._client.delete_authorizer(ApiId=self._api_id, AuthorizerId=existing)
            self._client.create_authorizer(
                ApiId=self._api_id,
                AuthorizerType="JWT",
                Name=authorizer.name,
                IdentitySource=[authorizer.identity_source],
                JwtConfiguration={"Issuer": rules.issuer, "Audience": [rules.audience]},
            )

    def replace_routes(self, routes: Iterable[Route], functions: Mapping[str, str]) -> None:
        """Remove every route and integration, then make those of the template.

        ``functions`` maps the logical ids of functions to ARNs.
        """
        for key in self._route_ids().values():
            self._client.delete_route(ApiId=self._api_id, RouteId=key)
        for integration in self._integration_uris():
            self._client.delete_integration(ApiId=self._api_id, IntegrationId=integration)
        authorizers = self._authorizer_ids()
        for route in routes:
            self._create_route(route, functions[route.function], authorizers)

    def deployed(self) -> list[Deployed]:
        """Read what is there now."""
        names = {identifier: name for name, identifier in self._authorizer_ids().items()}
        uris = self._integration_uris()
        found = []
        for page in self._client.get_paginator("get_routes").paginate(ApiId=self._api_id):
            for item in page["Items"]:
                integration = item.get("Target", "").removeprefix("integrations/")
                guarded = item.get("AuthorizationType") == "JWT"
                name = names.get(item.get("AuthorizerId", ""), "an unknown authorizer") if guarded else None
                found.append(Deployed(item["RouteKey"], uris.get(integration, ""), name))
        return sorted(found, key=lambda route: route.key)

    def _create_route(self, route: Route, function: str, authorizers: Mapping[str, str]) -> None:
        integration = self._client.create_integration(
            ApiId=self._api_id,
            IntegrationType="AWS_PROXY",
            IntegrationMethod="POST",
            IntegrationUri=function,
            PayloadFormatVersion="2.0",
        )
        target = f"integrations/{integration['IntegrationId']}"
        if route.authorizer is None:
            self._client.create_route(ApiId=self._api_id, RouteKey=route.key, Target=target, AuthorizationType="NONE")
            return
        if route.authorizer not in authorizers:
            raise LocalStackError(f"{route.key} names the authorizer {route.authorizer}, which the template lacks")
        self._client.create_route(
            ApiId=self._api_id,
            RouteKey=route.key,
            Target=target,
            AuthorizationType="JWT",
            AuthorizerId=authorizers[route.authorizer],
        )

    def _route_ids(self) -> dict[str, str]:
        pages = self._client.get_paginator("get_routes").paginate(ApiId=self._api_id)
        return {item["RouteKey"]: item["RouteId"] for page in pages for item in page["Items"]}

    def _authorizer_ids(self) -> dict[str, str]:
        pages = self._client.get_paginator("get_authorizers").paginate(ApiId=self._api_id)
        return {item["Name"]: item["AuthorizerId"] for page in pages for item in page["Items"]}

    def _integration_uris(self) -> dict[str, str]:
        pages = self._client.get_paginator("get_integrations").paginate(ApiId=self._api_id)
        return {item["IntegrationId"]: item["IntegrationUri"] for page in pages for item in page["Items"]}


def differences(wanted: Sequence[Route], functions: Mapping[str, str], found: Sequence[Deployed]) -> list[str]:
    """Name every route that is missing, not in the template, on another function or under another authorizer."""
    by_key = {route.key: route for route in found}
    lines = [f"{route.key} is not of the template" for route in found if route.key not in {r.key for r in wanted}]
    for route in wanted:
        there = by_key.get(route.key)
        if there is None:
            lines.append(f"{route.key} is missing")
            continue
        if there.function != functions[route.function]:
            lines.append(f"{route.key} calls {there.function or 'nothing'} instead of {route.function}")
        if there.authorizer != route.authorizer:
            lines.append(
                f"{route.key} is guarded by {there.authorizer or 'nobody'} instead of {route.authorizer or 'nobody'}"
            )
    return sorted(lines)


def require_equal(wanted: Sequence[Route], functions: Mapping[str, str], found: Sequence[Deployed]) -> None:
    """Raise with every difference by name."""
    lines = differences(wanted, functions, found)
    if lines:
        raise LocalStackError("the API differs from the template:\n" + "\n".join(f"    {line}" for line in lines))
