"""The product's own functions, nothing of them replaced."""

from importlib import import_module
from typing import Final

from tests.support.api import Handler

_FOLDERS: Final = {
    "list_50": "api.list_time_cards",
    "get": "api.get_time_card",
    "approve_100": "api.approve_time_cards",
    "quickbooks_webhook": "webhooks.quickbooks",
    "procore_webhook": "webhooks.procore",
}


def handlers() -> dict[str, Handler]:
    """Lambda handlers by the name of the measure."""
    found: dict[str, Handler] = {
        name: import_module(f"functions.{folder}.app").lambda_handler for name, folder in _FOLDERS.items()
    }
    return found
