"""`python -m boundaries contracts [--into DIR]` and `python -m boundaries flags BASE [--json]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from boundaries.writing import write
from local.settings import ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="boundaries", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    contracts = commands.add_parser("contracts", help="write contracts/ and what is made of it")
    contracts.add_argument("--into", type=Path, default=ROOT, help="another folder than the repository")
    options = parser.parse_args(arguments)
    changed = write(options.into)
    sys.stdout.write("".join(f"  {name}\n" for name in changed) or "  nothing changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
