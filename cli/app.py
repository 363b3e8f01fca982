"""The commands put together, and how problems are told."""

import sys

import httpx
import typer
from rich.console import Console

from cli.commands import connections, exceptions, postings, session, syncs
from cli.context import Context
from cli.problems import CliProblem
from cli.session import Sessions

app = typer.Typer(
    name="fieldledger", no_args_is_help=True, add_completion=False, help="Fieldledger's API on the command line."
)
app.command()(session.login)
app.command()(session.logout)
app.command()(session.me)
app.add_typer(connections.app, name="connections")
app.add_typer(syncs.app, name="syncs")
app.add_typer(exceptions.app, name="exceptions")
app.add_typer(postings.app, name="postings")


def main() -> None:
    """Run; a problem is one line on stderr and exit code 1, wrong use is 2."""
    with httpx.Client() as http:
        try:
            app(obj=Context(Sessions(), http, Console()))
        except CliProblem as problem:
            sys.stderr.write(f"{problem}\n")
            raise SystemExit(1) from None
