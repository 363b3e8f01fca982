"""Runs one function under awslambdaric until the Runtime API ends it, then writes down where its modules came from.

python -S -s -P run_function.py REPORT     (the handler is in _HANDLER, as on Lambda)
"""

import json
import os
import runpy
import sys
from pathlib import Path


def main(report: Path) -> None:
    """Write ``{"path": [...], "modules": {name: file}}`` whatever ends the function."""
    sys.argv = ["awslambdaric", os.environ["_HANDLER"]]
    try:
        runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
    finally:
        modules = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
        files = {name: file for name, file in modules.items() if file is not None and name != "__main__"}
        report.write_text(json.dumps({"path": sys.path, "modules": files}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
