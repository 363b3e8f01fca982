"""What is on its way to the books."""

import time
from typing import Annotated, Final

import typer

from cli.api import Model
from cli.context import Context, of

app = typer.Typer(no_args_is_help=True, help="Postings to the books.")

_ENDS: Final = {"posted": 0, "cancelled": 1, "parked": 1}


class Event(Model):
    """One step of a posting's history."""

    at: str
    state: str
    code: str | None = None
    note: str = ""


class Problem(Model):
    """Why a parked posting waits."""

    code: str
    message: str


class Posting(Model):
    """One intended write to the books."""

    posting_id: str
    target: str
    state: str
    attempts: int = 0
    vendor_id: str | None = None
    error: Problem | None = None
    created_at: str = ""
    history: tuple[Event, ...] = ()


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="pending, sealed, posted, parked or cancelled")] = None,
    target: Annotated[str, typer.Option(help="quickbooks or foundation")] = "quickbooks",
) -> None:
    """Postings of a state, oldest first; without a state all, by id."""
    at = of(context)
    query = {"target": target} | ({"state": state} if state else {})
    rows = [
        (one.posting_id, one.state, one.vendor_id or "", one.error.code if one.error else "", one.created_at)
        for one in at.api.pages("/v1/postings", Posting, query)
    ]
    at.table("Postings", ("id", "state", "in the books as", "waits for", "created"), rows)


@app.command()
def follow(context: typer.Context, posting_id: str) -> None:
    """Print each step until it is posted (exit code 0), or waits for a person or was given up (1)."""
    at = of(context)
    told = 0
    while True:
        posting = at.api.get(f"/v1/postings/{posting_id}", Posting)
        told = _tell(at, posting, told)
        if posting.state in _ENDS:
            break
        time.sleep(at.pause_seconds)
    if posting.error is not None:
        at.say(f"waits: {posting.error.code}: {posting.error.message}")
    raise typer.Exit(_ENDS[posting.state])


def _tell(at: Context, posting: Posting, told: int) -> int:
    for event in posting.history[told:]:
        code = f" {event.code}" if event.code else ""
        at.say(f"{event.at}  {event.state}{code}  {event.note}")
    return len(posting.history)
