"""Bringing data from the vendors."""

import time
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.api import Model
from cli.context import Context, of
from cli.problems import CliProblem

app = typer.Typer(no_args_is_help=True, help="Syncs from the vendors.")


class Counts(Model):
    """Records by what became of them, and vendor calls."""

    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    failed: int = 0
    calls: int = 0


class Run(Model):
    """A run and how far it is."""

    run_id: str
    mode: str = ""
    finished_at: str | None = None
    waits_until: str | None = None
    problem: object = None
    counts: Counts = Counts()


class Sync(Model):
    """How one resource of one vendor stands."""

    resource: str
    synced_until: str | None = None
    due_at: str | None = None
    paused: bool = False
    active: Run | None = None
    last: Run | None = None


class StartedRun(Model):
    """The run that began."""

    run_id: str


class Started(Model):
    """``queued``: another run is under way, and this one begins when it ends."""

    queued: bool = False
    run: StartedRun | None = None


@app.command("list")
def list_(context: typer.Context) -> None:
    """How each resource of each vendor stands."""
    at = of(context)
    rows = [
        (one.resource, _state(one), one.synced_until or "never", one.due_at or "")
        for one in at.api.get("/v1/syncs", list[Sync])
    ]
    at.table("Syncs", ("resource", "state", "synced until", "due at"), rows)


@app.command()
def start(
    context: typer.Context,
    resource: Annotated[str, typer.Argument(help="raken/time_cards, procore/requisitions, ...")],
    full: Annotated[bool, typer.Option("--full", help="Read everything again.")] = False,
    record: Annotated[str | None, typer.Option(help="Read this record only.")] = None,
    scope: Annotated[str | None, typer.Option(help="The project or contract that the record belongs to.")] = None,
    wait: Annotated[bool, typer.Option(help="Show how far it is until it ends.")] = True,
) -> None:
    """Begin a sync now; exit code 1 if it ends with a problem."""
    at = of(context)
    body: dict[str, object] = {"resource": resource, "mode": "full" if full else "incremental"}
    body |= {name: value for name, value in (("record_id", record), ("scope_id", scope)) if value is not None}
    started = at.api.post("/v1/syncs", body, Started)
    if record is not None:
        at.say(f"{resource} {record} will be read again")
        return
    if started.run is None:
        at.say(f"{resource}: a run is under way, this one begins when it ends")
        return
    if wait:
        _follow(at, resource, started.run.run_id)


def _follow(at: Context, resource: str, run_id: str) -> None:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=at.console, transient=True) as progress:
        task = progress.add_task(resource, total=None)
        while True:
            run = _run(at, resource, run_id)
            progress.update(task, description=f"{resource}: {_told(run)}")
            if run.finished_at is not None:
                break
            time.sleep(at.pause_seconds)
    at.say(f"{resource}: {_told(run)}")
    if run.problem is not None:
        raise CliProblem(f"the sync ended with {run.problem}")


def _run(at: Context, resource: str, run_id: str) -> Run:
    """Another run may have begun and ended since: then the one that we began is over."""
    found = next((one for one in at.api.get("/v1/syncs", list[Sync]) if one.resource == resource), None)
    if found is None:
        raise CliProblem(f"{resource} is not synced for this company")
    if found.active is not None and found.active.run_id == run_id:
        return found.active
    if found.last is None:
        return Run(run_id=run_id)
    return found.last


def _told(run: Run) -> str:
    counts = run.counts
    waits = f", waits until {run.waits_until}" if run.waits_until else ""
    return (
        f"{counts.seen} seen, {counts.created} new, {counts.updated} changed, {counts.deleted} deleted, "
        f"{counts.failed} failed, {counts.calls} calls{waits}"
    )


def _state(one: Sync) -> str:
    if one.active is not None:
        return f"runs: {_told(one.active)}"
    if one.paused:
        return "paused: connect the vendor again"
    if one.last is not None and one.last.problem is not None:
        return f"ended with {one.last.problem}"
    return "idle"
