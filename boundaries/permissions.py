"""contracts/permissions.json: what each function may do, who may call each route, and which scopes a role brings."""

from boundaries.template import DeployedTemplate, Function, items, section, shown
from fieldledger.http.roles import Role
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope, scopes_of


def describe_permissions(template: DeployedTemplate) -> dict[str, object]:
    """All that decides who may do what."""
    return {
        "functions": {folder: _allowed(function) for folder, function in template.functions.items()},
        "routes": {f"{route.method} {route.path}": _access(route) for route in ROUTES},
        "roles": {role.value: sorted(scope.value for scope in scopes_of(role)) for role in Role},
        "scopes": sorted(scope.value for scope in Scope),
    }


def _allowed(function: Function) -> dict[str, list[str]]:
    """Actions by resource."""
    found: dict[str, set[str]] = {}
    for policy in items(function.properties.get("Policies")):
        for statement in map(section, items(section(policy).get("Statement"))):
            for resource in items(shown(statement.get("Resource"))):
                found.setdefault(str(resource), set()).update(str(each) for each in items(statement.get("Action")))
    return {resource: sorted(actions) for resource, actions in sorted(found.items())}


def _access(route: Route) -> dict[str, object]:
    scope = None if route.scope is None else route.scope.value
    return {
        "operation": route.operation_id,
        "scope": scope,
        "roles": [role.value for role in route.roles] if scope else [],
    }
