"""The functions as modules: imported under an environment made from the template, with nothing of AWS behind them."""

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final
from unittest import mock

from boundaries.template import DeployedTemplate, section
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.runtime.event_loop import container_loop
from local.settings import ROOT

TEMPLATE: Final = ROOT / "template.yaml"
_WEBHOOK: Final = "_webhook"
_REGION: Final = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1"}


@dataclass(frozen=True, slots=True)
class RouteFunction:
    """A route, the module that answers it, and its sample event's name."""

    route: Route
    module: ModuleType
    sample: str


def folder_of(route: Route) -> str:
    """The folder below ``functions/``: of a webhook the vendor's name, of everything else the operation id."""
    if route.operation_id.endswith(_WEBHOOK):
        return f"webhooks/{route.operation_id.removesuffix(_WEBHOOK)}"
    return f"api/{route.operation_id}"


@contextmanager
def route_functions(template: DeployedTemplate) -> Iterator[list[RouteFunction]]:
    """Every route's function, imported; the loop that they share is closed afterwards."""
    with mock.patch.dict(os.environ, {**environment_of(template), **_REGION}):
        try:
            yield [_imported(route) for route in ROUTES]
        finally:
            container_loop.close()


def _imported(route: Route) -> RouteFunction:
    folder = folder_of(route)
    module = importlib.import_module(f"functions.{folder.replace('/', '.')}.app")
    return RouteFunction(route, module, Path(folder).name)


def environment_of(template: DeployedTemplate) -> dict[str, str]:
    """A value that passes for every variable of every function."""
    told = {
        name: value
        for function in template.functions.values()
        for name, value in template.variables(function).items()
        if not name.startswith("POWERTOOLS_")
    }
    return {name: _value(name, value, template) for name, value in told.items()}


def _value(name: str, value: object, template: DeployedTemplate) -> str:
    """The parameter's default where a variable is one, else something of the right shape."""
    parameter = template.parameters.get(str(value["Ref"]), {}) if isinstance(value, Mapping) and "Ref" in value else {}
    default = section(parameter).get("Default")
    if default not in {None, ""}:
        return str(default)
    return (
        f"https://{name.lower().replace('_', '-')}.example.com"
        if name.endswith("_URL")
        else name.lower().replace("_", "-")
    )
