"""Areas of the API: one for each file of the route catalogue; they are the description's tags."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fieldledger.http import routes
from fieldledger.http.routes.route import Route


def tags() -> list[dict[str, str]]:
    """Every area with what its file says of it."""
    return [{"name": _name(module), "description": str(module.__doc__).strip()} for module in _areas()]


def tag_of(route: Route) -> str:
    """The area that a route belongs to."""
    return next(_name(module) for module in _areas() if route in _routes(module))


def _areas() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(routes.__path__):
        module = importlib.import_module(f"{routes.__name__}.{found.name}")
        if _routes(module):
            yield module


def _routes(module: ModuleType) -> tuple[Route, ...]:
    """The tuple that the catalogue gathers of an area."""
    return tuple(getattr(module, f"{_name(module).upper()}_ROUTES", ()))


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
