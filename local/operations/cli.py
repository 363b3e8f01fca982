"""The operator's commands for the life of a stack: `make operator ARGS="dead-letters --stage prod"` and its like."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.domain.connection import VendorName
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.sync.replaying import SyncReplay
from fieldledger.settings import ControlSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store
from local.errors import LocalStackError
from local.operations import dead_letters, rotating
from local.operations.company_erasure import CompanyErasure
from local.operations.company_export import CompanyExport
from local.operations.dead_letters import DeadLetters
from local.operations.restoring import Restoring
from local.operations.rows import TABLES
from local.operator import OPERATOR, required

type Ask = Callable[[str], str]
type Subparsers = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name

TOKEN_KEY: Final = "token-key"
_SHORTEST_VERIFIER: Final = 8


class ReplaySettings(RecordsSettings, ControlSettings):
    """What a replay reads and writes: the company's time zone, and where its syncs stand."""


def add_operations(commands: Subparsers) -> None:
    """Add the operations to the operator's command line."""
    _command(commands, "dead-letters", "how many dead letters there are, and the first of each queue")
    redrive = _command(commands, "redrive", "send a queue's dead letters back to where they came from")
    redrive.add_argument("queue", choices=dead_letters.SENT_BACK)
    replay = _command(commands, "replay-day", "read again what changed at a vendor since a day began", company=True)
    replay.add_argument("vendor", choices=[vendor.value for vendor in VendorName])
    replay.add_argument("day", type=date.fromisoformat, help="the day in the company's time zone, as 2026-03-02")
    _add_restores(commands)
    rotate = _command(commands, "rotate", "begin to use a new key beside the old one")
    rotate.add_argument("what", choices=[*rotating.LISTS, TOKEN_KEY])
    rotate.add_argument("--finish", action="store_true", help="the old key no longer counts")
    export = _command(commands, "export-company", "everything of a company as a zip of JSON lines", company=True)
    export.add_argument("file", type=Path)
    erase = _command(commands, "erase-company", "count what would be deleted; with --confirm delete it", company=True)
    erase.add_argument("--confirm", metavar="CODE", help="the code that the first step printed")


def operate(options: argparse.Namespace, values: Mapping[str, object], outputs: Mapping[str, str], ask: Ask) -> None:
    """Run one operation; ``values`` are the functions' variables, ``outputs`` those of the stack."""
    try:
        _OPERATIONS[options.operation](options, values, outputs, ask)
    except (ClientError, BotoCoreError) as refused:
        raise LocalStackError(f"{options.operation}: {refused}") from refused


def _add_restores(commands: Subparsers) -> None:
    restore = _command(commands, "restore", "a table as it was, beside the live one, and what differs")
    restore.add_argument("table", choices=TABLES)
    restore.add_argument("at", type=datetime.fromisoformat, help="a moment with its zone, as 2026-03-02T13:00:00Z")
    restore.add_argument("--company", help="compare this company only")
    back = _command(commands, "restore-items", "copy what the live table lacks from a restored one")
    back.add_argument("table", choices=TABLES)
    back.add_argument("restored", help="name of the restored table, as `restore` printed it")
    back.add_argument("--company", help="of this company only")
    back.add_argument("--replace", action="store_true", help="also put older versions in the place of newer ones")


def _command(commands: Subparsers, name: str, text: str, *, company: bool = False) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("--stage", required=True)
    if company:
        parser.add_argument("--company", required=True, help="company id")
    return parser


def _letters(outputs: Mapping[str, str]) -> DeadLetters:
    urls = {name: outputs[output] for name, output in dead_letters.OUTPUTS.items()}
    return DeadLetters(boto3.client("sqs"), urls)


def _dead_letters(_options: argparse.Namespace, _values: object, outputs: Mapping[str, str], _ask: Ask) -> None:
    for queue in _letters(outputs).look():
        _say(f"{queue.waiting:>6}  {queue.name}")
        for body in queue.first:
            _say(f"        {body}")


def _redrive(options: argparse.Namespace, _values: object, outputs: Mapping[str, str], _ask: Ask) -> None:
    moved = _letters(outputs).send_back(options.queue)
    _say(f"{options.queue}: {moved} messages are on their way back" if moved else f"{options.queue} is empty")


def _replay_day(options: argparse.Namespace, values: Mapping[str, object], _outputs: object, _ask: Ask) -> None:
    settings = ReplaySettings.model_validate(_lowered(values))
    asyncio.run(_replayed(settings, options.company, VendorName(options.vendor), options.day))


async def _replayed(settings: ReplaySettings, company_id: str, vendor: VendorName, day: date) -> None:
    store = document_store(settings)
    company = required(await DocumentCompanies(store).get(company_id))
    begins = datetime.combine(day, time(), ZoneInfo(company.time_zone)).astimezone(UTC)
    replay = SyncReplay(DocumentSyncStates(store), clock())
    done = required(await replay.since(company_id, vendor, begins, OPERATOR))
    _say(f"{len(done.again)} resources of {vendor} are read again from {begins:%Y-%m-%dT%H:%M:%SZ} on")
    for resource in done.busy:
        _say(f"{resource} is being read: repeat the command in some minutes")


def _restore(options: argparse.Namespace, values: Mapping[str, object], _outputs: object, _ask: Ask) -> None:
    if options.at.tzinfo is None:
        raise LocalStackError(f"{options.at}: say the zone too, as 2026-03-02T13:00:00Z")
    restoring = Restoring(boto3.client("dynamodb"), _table(values, options.table))
    restored = restoring.begin(options.at)
    _say(f"restoring {restored}; this takes a while")
    restoring.wait(restored)
    found = restoring.compare(restored, options.company)
    _say(f"{found.missing} items are missing now, {found.changed} were changed since, {found.same} are the same,")
    _say(f"{found.new} are new. Next: restore-items {options.table} {restored}")


def _restore_items(options: argparse.Namespace, values: Mapping[str, object], _outputs: object, _ask: Ask) -> None:
    restoring = Restoring(boto3.client("dynamodb"), _table(values, options.table))
    put = restoring.bring_back(options.table, options.restored, options.company, replace=options.replace)
    _say(f"{put} items were brought back; delete the table {options.restored} when all is well")


def _rotate(options: argparse.Namespace, values: Mapping[str, object], outputs: Mapping[str, str], ask: Ask) -> None:
    if options.what == TOKEN_KEY:
        rotating.rotate_token_key(boto3.client("kms"), str(values["CONNECTIONS_KEY_ID"]))
        _say("new material is in use; tokens under the old one stay readable and are renewed within a day")
        return
    output, field = rotating.LISTS[options.what]
    manager = boto3.client("secretsmanager")
    if options.finish:
        ended = rotating.finish(manager, outputs[output], field)
        _say(f"{options.what}: {ended} old key no longer counts")
        return
    rotating.begin(manager, outputs[output], field, _new_key(options.what, ask))
    _say(f"{options.what}: the new key and the old one count; end the old one with --finish (docs/operations.md)")


def _new_key(what: str, ask: Ask) -> str:
    if what != "quickbooks-verifier":
        return secrets.token_urlsafe(48)
    token = ask("The new verifier token, from Intuit's portal: ").strip()
    if len(token) < _SHORTEST_VERIFIER:
        raise LocalStackError("that is no verifier token")
    return token


def _export_company(options: argparse.Namespace, values: Mapping[str, object], _outputs: object, _ask: Ask) -> None:
    aws = boto3.client("dynamodb"), boto3.client("s3")
    export = CompanyExport(*aws, _tables(values), str(values["EXPORT_BUCKET"]))
    made = export.write(options.company, options.file, datetime.now(UTC))
    _say(f"{made.path}: {_counted(made.counts)}")


def _erase_company(options: argparse.Namespace, values: Mapping[str, object], _outputs: object, _ask: Ask) -> None:
    aws = boto3.client("dynamodb"), boto3.client("s3")
    erasure = CompanyErasure(*aws, _tables(values), str(values["EXPORT_BUCKET"]))
    if options.confirm:
        erased = erasure.erase(options.company, options.confirm, OPERATOR, datetime.now(UTC))
        _say(f"erased: {_counted(erased)}; backups forget them within 35 days")
        return
    asked = erasure.request(options.company, OPERATOR, datetime.now(UTC))
    _say(f"this would erase {_counted(asked.counts)}; the books stay as they are. Export first, then within a week:")
    _say(f"erase-company --stage {options.stage} --company {options.company} --confirm {asked.code}")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _tables(values: Mapping[str, object]) -> dict[str, str]:
    return {table: _table(values, table) for table in TABLES}


def _table(values: Mapping[str, object], table: str) -> str:
    return str(values[f"{table.upper()}_TABLE"])


def _lowered(values: Mapping[str, object]) -> dict[str, object]:
    return {name.lower(): value for name, value in values.items()}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


_OPERATIONS: Final = {
    "dead-letters": _dead_letters,
    "redrive": _redrive,
    "replay-day": _replay_day,
    "restore": _restore,
    "restore-items": _restore_items,
    "rotate": _rotate,
    "export-company": _export_company,
    "erase-company": _erase_company,
}
OPERATIONS: Final = frozenset(_OPERATIONS)
