"""docs/api.md says of headers and statuses what the API's description says."""

import json
import re
from pathlib import Path
from typing import Any, Final

from fieldledger.error_codes import ErrorCode, traits

REPOSITORY: Final = Path(__file__).parents[3]
TEXT: Final = (REPOSITORY / "docs" / "api.md").read_text()
PATHS: Final[dict[str, dict[str, Any]]] = json.loads((REPOSITORY / "contracts" / "openapi.json").read_text())["paths"]
_ROUTE: Final = re.compile(r"`(POST /v1/\S+)`")
_STATUSES: Final = re.compile(r"^\| ([0-9, ]+) \| (.*`[A-Z_]+`.*) \|$", re.MULTILINE)


def section(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_posts_without_an_idempotency_key_are_those_that_the_document_names() -> None:
    keyless = {
        f"POST {path}"
        for path, methods in PATHS.items()
        if "post" in methods and "/webhooks/" not in path and not _keyed(methods["post"])
    }
    assert set(_ROUTE.findall(section("Idempotency-Key"))) == keyless


def test_nothing_but_posts_takes_an_idempotency_key() -> None:
    assert {method for methods in PATHS.values() for method, each in methods.items() if _keyed(each)} == {"post"}


def test_each_code_stands_under_its_status() -> None:
    rows = _STATUSES.findall(section("The envelope"))
    said = {(code, status) for status, codes in rows for code in re.findall(r"`([A-Z_]+)`", codes) if code in ErrorCode}
    assert len(said) > 15
    assert [code for code, status in said if str(traits(code).status) not in status] == []


def _keyed(operation: dict[str, Any]) -> bool:
    return any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
