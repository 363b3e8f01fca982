"""Connections to the vendors."""

from typing import Annotated

import typer

from cli.api import Model
from cli.context import of

app = typer.Typer(no_args_is_help=True, help="Connections to the vendors.")


class Connection(Model):
    """How the company's connection to a vendor stands."""

    vendor: str
    state: str
    account_id: str | None = None
    grant_ends_at: str | None = None


class CheckItem(Model):
    """One thing that a connection needs."""

    name: str
    finding: str
    message: str


class Check(Model):
    """What the vendor says of the connection."""

    ready: bool
    items: list[CheckItem]


@app.command("list")
def list_(context: typer.Context) -> None:
    """The four vendors."""
    at = of(context)
    found = at.api.get("/v1/connections", list[Connection])
    rows = [(one.vendor, one.state, one.account_id or "", one.grant_ends_at or "") for one in found]
    at.table("Connections", ("vendor", "state", "account", "grant ends"), rows)


@app.command()
def check(context: typer.Context, vendor: Annotated[str, typer.Argument(help="raken, quickbooks, ...")]) -> None:
    """Ask a vendor what is missing; exit code 1 if anything is."""
    at = of(context)
    found = at.api.get(f"/v1/connections/{vendor}/check", Check)
    at.table(
        f"Check of {vendor}", ("what", "finding", "in words"), [(i.name, i.finding, i.message) for i in found.items]
    )
    if not found.ready:
        raise typer.Exit(1)
