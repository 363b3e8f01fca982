"""The boundaries as they are committed."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[3]


@cache
def contract(name: str) -> Any:
    """``openapi``, ``tables``, ``environment`` or ``permissions``."""
    return json.loads((ROOT / "contracts" / f"{name}.json").read_text(encoding="utf-8"))
