"""Which files the boundaries are, and what is in them: the same from the same code, byte for byte."""

import json
from pathlib import Path
from typing import Final

from boundaries.docs_page import docs_page
from boundaries.environment import describe_environment
from boundaries.errors_page import errors_page
from boundaries.openapi.document import describe
from boundaries.permissions import describe_permissions
from boundaries.runbook_script import runbook_script
from boundaries.sources import TEMPLATE, route_functions
from boundaries.tables import describe_tables
from boundaries.template import DeployedTemplate
from local.settings import ROOT

API_DOCUMENT: Final = ROOT / "docs" / "api.md"
RUNBOOK: Final = ROOT / "docs" / "operations.md"
SAMPLES: Final = ROOT / "events"


def contents() -> dict[str, str]:
    """Text by path below the repository."""
    template = DeployedTemplate.read(TEMPLATE)
    with route_functions(template) as functions:
        api = describe(functions, SAMPLES, API_DOCUMENT.read_text(encoding="utf-8"))
    runbook = RUNBOOK.read_text(encoding="utf-8")
    return {
        "contracts/openapi.json": as_json(api),
        "contracts/tables.json": as_json(describe_tables(template)),
        "contracts/environment.json": as_json(describe_environment(template)),
        "contracts/permissions.json": as_json(describe_permissions(template)),
        "functions/api/get_openapi/openapi.json": json.dumps(api, ensure_ascii=False, separators=(",", ":")) + "\n",
        "functions/api/get_docs/docs.html": docs_page(api),
        "docs/errors.md": errors_page(api, runbook),
        "functions/api/get_operations_file/files/runbook.js": runbook_script(runbook),
    }


def as_json(value: object) -> str:
    """Readable, one field a line."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write(root: Path) -> list[str]:
    """Write every file below ``root``; names those that changed."""
    changed = []
    for name, text in contents().items():
        path = root / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed
