"""The inbox of what waits for a person."""

from typing import Annotated, Final

import typer

from cli.api import Model
from cli.context import Context, of
from cli.problems import CliProblem

app = typer.Typer(no_args_is_help=True, help="What waits for a person.")

_MOST_AT_ONCE: Final = 100


class Item(Model):
    """One item of the inbox."""

    exception_id: str
    code: str
    subject: str
    message: str
    turn: str
    state: str
    occurrences: int


class Explained(Model):
    """An item with what waits for it; ``words`` says it in one paragraph."""

    words: str
    fixes: list[str]


class Outcome(Model):
    """What became of one item."""

    exception_id: str
    code: str | None = None
    message: str | None = None
    released: int = 0


class Replayed(Model):
    """What a request replayed; ``remaining`` items are left for the next one."""

    outcomes: tuple[Outcome, ...] = ()
    remaining: int = 0


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="open or resolved")] = "open",
    code: Annotated[str | None, typer.Option(help="Only this code.")] = None,
) -> None:
    """The inbox, oldest first."""
    at = of(context)
    query = {"state": state} | ({"code": code} if code else {})
    rows = [
        (item.exception_id, item.code, item.turn, item.message, str(item.occurrences))
        for item in at.api.pages("/v1/exceptions", Item, query)
    ]
    at.table("Exceptions", ("id", "code", "turn", "what", "times"), rows)


@app.command()
def show(context: typer.Context, exception_id: str) -> None:
    """One item in words, and the fixes that fit."""
    at = of(context)
    found = at.api.get(f"/v1/exceptions/{exception_id}", Explained)
    at.say(found.words)
    at.say(f"fixes that fit: {', '.join(found.fixes) or 'none'}")


@app.command()
def replay(
    context: typer.Context,
    exception_ids: Annotated[list[str] | None, typer.Argument(help="Items to try again.")] = None,
    code: Annotated[str | None, typer.Option(help="All open items of this code.")] = None,
) -> None:
    """Try again what waits for these items; exit code 1 if any of them failed."""
    if not exception_ids and code is None:
        raise CliProblem("say which: ids, or --code")
    at = of(context)
    failed = _replay_code(at, code) if code is not None else 0
    ids = exception_ids or []
    for start in range(0, len(ids), _MOST_AT_ONCE):
        failed += _replay(at, {"exception_ids": ids[start : start + _MOST_AT_ONCE]})[0]
    if failed:
        raise typer.Exit(1)


def _replay_code(at: Context, code: str) -> int:
    """Request after request until nothing remains, or nothing more moves."""
    failed, before = 0, None
    while True:
        more, remaining = _replay(at, {"code": code})
        failed += more
        if remaining in {0, before}:
            return failed
        before = remaining


def _replay(at: Context, body: dict[str, object]) -> tuple[int, int]:
    found = at.api.post("/v1/exceptions/replays", body, Replayed)
    for one in found.outcomes:
        at.say(f"{one.exception_id}: {one.code or f'{one.released} postings are tried again'}")
    return sum(one.code is not None for one in found.outcomes), found.remaining
