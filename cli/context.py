"""What commands need: the API with the person's token, and where to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import httpx
import typer
from rich.console import Console
from rich.table import Table

from cli.api import Api
from cli.session import Sessions


@dataclass
class Context:
    """Made once per run; tests put their own HTTP client in."""

    sessions: Sessions
    http: httpx.Client
    console: Console
    pause_seconds: float = 2.0

    @cached_property
    def api(self) -> Api:
        """The API as the signed-in person; a ``CliProblem`` when nobody is."""
        session = self.sessions.current()
        return Api(self.http, session.api_url, session.token)

    def say(self, text: str) -> None:
        """A line for the person: what is printed is data, never markup."""
        self.console.print(text, markup=False, highlight=False)

    def table(self, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        """A table, or a line that says that there is nothing."""
        if not rows:
            self.say(f"{title}: none")
            return
        table = Table(title=title, title_justify="left")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(cell.replace("[", "\\[") for cell in row))
        self.console.print(table)


def of(context: typer.Context) -> Context:
    """The context that ``main`` put in."""
    found = context.find_object(Context)
    if found is None:
        raise RuntimeError("the command line was started without a context")
    return found
