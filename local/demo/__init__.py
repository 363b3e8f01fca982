"""`make demo`: a realistic contractor, from the field to the books, on the local stack."""

import httpx
from rich.console import Console

from local.demo.main_job import MainJob
from local.progress import Progress
from local.settings import LocalSettings
from local.stack import Stack

__all__ = ["run"]


def run(settings: LocalSettings, progress: Progress, once: bool) -> int:  # noqa: FBT001 - the command line's flag
    """0 if the books agree with what was approved; ``once`` stops the stack afterwards, whatever happened."""
    stack = Stack(settings, progress)
    try:
        state = stack.up()
        with httpx.Client(timeout=60, trust_env=False) as http:
            agrees = MainJob(state, progress, http, Console()).run()
    finally:
        if once:
            stack.down()
    progress.heading(
        "The books agree with what was approved." if agrees else "THE BOOKS DO NOT AGREE with what was approved."
    )
    if not once:
        progress.note(f"The stack is up: API {state.api_url}; `make down` stops it.")
    return 0 if agrees else 1
