"""What an operator sets and fetches for FOUNDATION: mappings, links, files at once and copies of them."""

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from fieldledger.domain.foundation_mappings import FoundationMappings, LinkedKind
from fieldledger.wiring.foundation_posting import (
    CopySettings,
    FoundationWriterSettings,
    export_copies,
    foundation_turn,
)
from fieldledger.wiring.foundation_setup import SetupSettings, foundation_setup
from local.errors import LocalStackError
from local.operator import OPERATOR, required

OPERATIONS: Final = frozenset({"foundation-mappings", "foundation-link", "foundation-export", "foundation-copy"})
_EXPORT_SECONDS: Final = 600.0


def add_operations(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the operations to the operator's command line."""
    mappings = _operation(commands, "foundation-mappings", "set a company's mappings for FOUNDATION")
    mappings.add_argument("file", type=Path, help="the mappings as JSON (docs/data-model.md)")
    link = _operation(commands, "foundation-link", "say which record of FOUNDATION one of ours is")
    link.add_argument("kind", choices=[kind.value for kind in LinkedKind])
    link.add_argument("source", help="our id")
    link.add_argument("vendor_id", help="FOUNDATION's id")
    _operation(commands, "foundation-export", "make import files of what is approved now")
    copy = _operation(commands, "foundation-copy", "fetch a marked copy of an import file")
    copy.add_argument("export", help="id of the export")
    copy.add_argument("folder", type=Path, help="where the copy is put")


def operate(options: argparse.Namespace, values: Mapping[str, object]) -> None:
    """Run one operation against the stack that ``values`` (environment variables by name) describe."""
    lowered = {name.lower(): value for name, value in values.items()}
    company_id = str(options.company)
    match options.operation:
        case "foundation-mappings":
            setup = foundation_setup(SetupSettings.model_validate(lowered))
            released = required(asyncio.run(setup.save(_mappings(company_id, options.file), OPERATOR)))
            sys.stdout.write(f"set; {released} postings go on\n")
        case "foundation-link":
            setup = foundation_setup(SetupSettings.model_validate(lowered))
            kind, source, vendor_id = LinkedKind(options.kind), str(options.source), str(options.vendor_id)
            released = required(asyncio.run(setup.link(company_id, kind, source, vendor_id, OPERATOR)))
            sys.stdout.write(f"linked; {released} postings go on\n")
        case "foundation-export":
            turn = foundation_turn(FoundationWriterSettings.model_validate(lowered))
            report = required(asyncio.run(turn.export_now(company_id, OPERATOR, Remaining(_EXPORT_SECONDS))))
            sys.stdout.write(f"{report.posted} postings handed over, {report.parked} parked\n")
        case _:
            copies = export_copies(CopySettings.model_validate(lowered))
            copied = required(asyncio.run(copies.copy(company_id, str(options.export), OPERATOR)))
            target = Path(options.folder) / copied.name
            target.write_bytes(copied.content)
            sys.stdout.write(f"{target}\n")


class Remaining:
    """A deadline of so many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def allows(self, seconds: float) -> bool:
        """Whether work that takes up to ``seconds`` may begin."""
        return time.monotonic() + seconds <= self._ends


def _operation(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--company", required=True, help="company id")
    return parser


def _mappings(company_id: str, path: Path) -> FoundationMappings:
    try:
        read = FoundationMappings.model_validate_json(path.read_text())
    except (OSError, ValidationError) as wrong:
        raise LocalStackError(f"{path}: {wrong}") from wrong
    if read.company_id != company_id:
        raise LocalStackError(f"{path}: these are the mappings of {read.company_id}")
    return read
