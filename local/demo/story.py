"""The month in its order, through the public API and the queues, on a stack that is up."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console

from local.demo.chapters import (
    change_order,
    job_cost,
    late_change,
    mending,
    month_end,
    opening,
    payables,
    receivables,
    time_cards,
)
from local.demo.contractor import make_contractor
from local.demo.ending import compare_all, write_pages
from local.demo.stage import Stage
from local.demo.tale import Tale
from local.progress import Progress
from local.state import StackState

_FILE_WIDTH: Final = 160


def tell_the_month(state: StackState, progress: Progress, http: httpx.Client, folder: Path) -> list[str]:
    """What does not agree at the end, each in a sentence; pictures and page are written to ``folder``."""
    tale = Tale(progress, _console())
    stage = Stage.of(state, http, tale, make_contractor(datetime.now(UTC).date()))
    opening.tell(stage)
    problems = [] if time_cards.tell(stage) else ["hours differed when the time was posted"]
    payables.tell(stage)
    change_order.tell(stage)
    receivables.tell(stage)
    mending.tell(stage)
    payables.pay_a_bill(stage)
    late_change.tell(stage)
    if not month_end.tell(stage):
        problems.append("the reconciliation of the signed month does not agree")
    job_cost.tell(stage)
    problems += compare_all(stage)
    for problem in problems:
        progress.note(problem)
    progress.note(f"QuickBooks counted: {json.dumps(stage.vendors.stats())}")
    write_pages(stage, folder, problems)
    return problems


def _console() -> Console:
    """Into a file the tables are as wide as they need to be; a terminal knows its own width."""
    known = Console()
    return known if known.is_terminal else Console(width=_FILE_WIDTH)
