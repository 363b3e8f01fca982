"""Command line of the local stack: `python -m local up|down|status|demo|invoke|build`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from local.build import MACHINE, ensure_built
from local.errors import LocalStackError
from local.invoke import invoke
from local.progress import Progress
from local.settings import LocalSettings
from local.stack import Stack
from local.state import StackState, read_state

type Demo = Callable[[LocalSettings, Progress, bool], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 1 for a failure that its message explains, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    progress = Progress()
    try:
        return _run(options, LocalSettings.from_environment(), progress)
    except LocalStackError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; `make down` stops what runs", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description="The local stack of Fieldledger.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start the stack, or bring it up to date")
    commands.add_parser("down", help="stop everything")
    commands.add_parser("status", help="say what runs, and where")
    demo = commands.add_parser("demo", help="tell the month from the field to the books")
    demo.add_argument("--once", action="store_true", help="stop everything afterwards")
    call = commands.add_parser("invoke", help="invoke one function with its sample event")
    call.add_argument("function", help="folder name, for example list_projects")
    call.add_argument("event", nargs="?", default="", help="file with another event than the sample")
    build = commands.add_parser("build", help="sam build")
    build.add_argument("--architecture", choices=["arm64", "x86_64"], default=MACHINE)
    return parser


def _run(options: argparse.Namespace, settings: LocalSettings, progress: Progress) -> int:
    match str(options.command):
        case "up":
            _show(Stack(settings, progress).up(), progress)
        case "down":
            Stack(settings, progress).down()
        case "status":
            return _status(settings, progress)
        case "demo":
            # Imported here: the other commands do not need what the demonstration brings along.
            run_demo = cast("Demo", import_module("local.demo").run)
            return run_demo(settings, progress, bool(options.once))
        case "invoke":
            return invoke(settings, progress, str(options.function), str(options.event))
        case _:
            with progress.step(f"sam build ({options.architecture})"):
                ensure_built(settings, str(options.architecture))
    return 0


def _show(state: StackState, progress: Progress) -> None:
    progress.heading("The local stack is up.")
    progress.note(f"API          {state.api_url}")
    progress.note(f"AWS          {state.endpoint}")
    for name, url in state.urls.items():
        if name != "ministack":
            progress.note(f"{name:<12} {url}")


def _status(settings: LocalSettings, progress: Progress) -> int:
    found = Stack(settings, progress).status()
    for service in found:
        progress.note(f"{service.name:<12} {service.word:<8} {service.url}")
    state = read_state(settings.state_dir)
    if state is not None:
        progress.note(f"{'API':<12} {'':<8} {state.api_url}")
    return 0 if state is not None and all(service.healthy for service in found) else 1


if __name__ == "__main__":
    sys.exit(main())
