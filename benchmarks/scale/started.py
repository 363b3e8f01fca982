"""How many syncs the schedule begins in a minute: read out of the function, which cannot be imported without AWS."""

import ast
from typing import Final

from benchmarks.kit.servers import ROOT


def _constant(name: str) -> int:
    module = ast.parse((ROOT / "functions/schedules/start_syncs/app.py").read_text())
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            assert node.value is not None
            return int(ast.literal_eval(node.value))
    raise ValueError(f"start_syncs has no {name}")


MOST_AT_ONCE: Final = _constant("MOST_AT_ONCE")
