"""Command line: `python -m simulators <name>` serves one simulator until it is told to stop."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import uvicorn
from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Offering:
    """One simulator: what it stands for, and where its default port comes from."""

    summary: str
    port_variable: str
    port: int


OFFERINGS = {
    "raken": Offering("Raken: projects, members, time cards", "FIELDLEDGER_RAKEN_PORT", 4601),
    "quickbooks": Offering("QuickBooks Online accounting API", "FIELDLEDGER_QUICKBOOKS_PORT", 4602),
    "procore": Offering("Procore REST API and sign-in", "FIELDLEDGER_PROCORE_PORT", 4604),
    "foundation": Offering("FOUNDATION Accounting REST API", "FIELDLEDGER_FOUNDATION_PORT", 4605),
    "oidc": Offering("OpenID Connect issuer for local sign-in", "FIELDLEDGER_OIDC_PORT", 4603),
}


def _parser() -> argparse.ArgumentParser:
    lines = [
        f"  {name:<11} {offer.summary} (port: --port, else {offer.port_variable}, else {offer.port})"
        for name, offer in OFFERINGS.items()
    ]
    parser = argparse.ArgumentParser(
        prog="python -m simulators",
        description="Serve one simulator of an outside service.",
        epilog="simulators:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=sorted(OFFERINGS), help="which simulator to serve")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, help="port to listen on")
    parser.add_argument("--access-log", action="store_true", help="print one line per call")
    return parser


def default_port(name: str, environment: dict[str, str]) -> int:
    """Find a simulator's port when the command line names none."""
    offer = OFFERINGS[name]
    return int(environment.get(offer.port_variable, str(offer.port)))


def load_app(name: str) -> FastAPI:
    """Import only the simulator asked for and build its application."""
    app: FastAPI = import_module(f"simulators.{name}.app").create_app()
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, finishing the calls in hand."""
    options = _parser().parse_args(arguments)
    port = options.port if options.port is not None else default_port(options.name, dict(os.environ))
    uvicorn.run(
        load_app(options.name),
        host=options.host,
        port=port,
        access_log=options.access_log,
        log_level="info" if options.access_log else "warning",
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
