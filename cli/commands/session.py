"""Signing in and out, and who one is."""

import sys
import webbrowser
from typing import Annotated

import typer

from cli.api import Api, Model
from cli.context import of
from cli.problems import CliProblem
from cli.session import Session
from cli.sign_in import sign_in


class Me(Model):
    """The caller as the API sees them."""

    user_id: str
    email: str | None = None
    role: str
    company_id: str


def login(
    context: typer.Context,
    api_url: Annotated[str, typer.Option(envvar="FIELDLEDGER_API_URL", help="Address of the API.")],
    issuer: Annotated[str | None, typer.Option(help="OIDC issuer at which you sign in with a browser.")] = None,
    client_id: Annotated[str | None, typer.Option(help="Client id of this application at the issuer.")] = None,
    token_stdin: Annotated[bool, typer.Option("--token-stdin", help="Read a token from standard input.")] = False,
    browser: Annotated[bool, typer.Option(help="Open a browser, or print the address.")] = True,
) -> None:
    """Sign in, and remember it until the token ends."""
    at = of(context)
    if token_stdin:
        token = sys.stdin.readline().strip()
    elif issuer and client_id:
        show = webbrowser.open if browser else at.say
        token = sign_in(at.http, issuer, client_id, show)
    else:
        raise CliProblem("say --issuer and --client-id, or --token-stdin")
    if not token:
        raise CliProblem("there was no token on standard input")
    me = Api(at.http, api_url, token).get("/v1/me", Me)
    at.sessions.keep(Session(api_url=api_url, token=token))
    at.say(f"signed in as {me.email or me.user_id}, {me.role} of {me.company_id}")


def logout(context: typer.Context) -> None:
    """Forget the sign-in."""
    of(context).sessions.forget()


def me(context: typer.Context) -> None:
    """Say who is signed in."""
    at = of(context)
    found = at.api.get("/v1/me", Me)
    at.say(f"{found.email or found.user_id}, {found.role} of {found.company_id}")
