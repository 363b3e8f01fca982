"""`make demo`: a realistic contractor's month, from the field to the signed books, on the local stack."""

import os
from pathlib import Path
from typing import Final

import httpx

from local.demo.page import verdict
from local.demo.story import tell_the_month
from local.progress import Progress
from local.settings import LocalSettings
from local.stack import Stack

__all__ = ["run"]

FOLDER_VARIABLE: Final = "FIELDLEDGER_DEMO_DIR"


def run(settings: LocalSettings, progress: Progress, once: bool) -> int:  # noqa: FBT001 - the command line's flag
    """0 if the books agree with what was approved; ``once`` stops the stack afterwards, whatever happened.

    Pictures and page go to the folder that ``FIELDLEDGER_DEMO_DIR`` names, else to ``demo`` in the stack's own.
    """
    stack = Stack(settings, progress)
    folder = Path(os.environ.get(FOLDER_VARIABLE) or settings.state_dir / "demo").absolute()
    try:
        state = stack.up()
        with httpx.Client(timeout=60, trust_env=False) as http:
            problems = tell_the_month(state, progress, http, folder)
    finally:
        if once:
            stack.down()
    progress.heading(verdict(problems))
    if not once:
        progress.note(f"The stack is up: API {state.api_url}; `make down` stops it.")
    return 1 if problems else 0
