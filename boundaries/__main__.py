"""`python -m boundaries contracts [--into DIR]` and `python -m boundaries flags [BASE] [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from boundaries.flags.report import Boundaries, UnknownRevisionError, flags_between, told, usual_base
from local.settings import ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="boundaries", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    contracts = commands.add_parser("contracts", help="write contracts/ and what is made of it")
    contracts.add_argument("--into", type=Path, default=ROOT, help="another folder than the repository")
    flags = commands.add_parser("flags", help="what changed since a revision, and whom it concerns")
    flags.add_argument("base", nargs="?", help="the revision to compare with; else where the branch left origin/main")
    flags.add_argument("--json", action="store_true", help="for programs")
    flags.add_argument("--root", type=Path, default=ROOT, help="another repository")
    options = parser.parse_args(arguments)
    if options.command == "contracts":
        return _write(options.into)
    base = options.base or usual_base(options.root)
    if base is None:
        sys.stdout.write("Neither a branch of origin/main nor a tag: say which BASE to compare with.\n")
        return 0
    return _flag(options.root, str(base), as_json=bool(options.json))


def _write(folder: Path) -> int:
    # Imported here: comparing needs none of the functions.
    from boundaries.writing import write  # noqa: PLC0415

    changed = write(folder)
    sys.stdout.write("".join(f"  {name}\n" for name in changed) or "  nothing changed\n")
    return 0


def _flag(root: Path, base: str, *, as_json: bool) -> int:
    """0 when nothing that other teams use breaks unannounced, 1 when something does, 2 for an unknown revision."""
    try:
        before = Boundaries.of_revision(root, base)
    except UnknownRevisionError as error:
        sys.stderr.write(f"make flags: {error}\n")
        return 2
    if before is None:
        sys.stdout.write("[]\n" if as_json else f"{base} has no contracts/ yet: everything is new.\n")
        return 0
    found = flags_between(before, Boundaries.of_folder(root))
    shown = json.dumps([flag.as_json() for flag in found], indent=2) + "\n" if as_json else told(found)
    sys.stdout.write(shown)
    return 1 if any(flag.refused for flag in found) else 0


if __name__ == "__main__":
    sys.exit(main())
