#!/usr/bin/env python3
"""Tells Fieldledger which records of Raken or FOUNDATION have changed: the customer's side of our webhooks.

One file, Python 3.9 or later, nothing to install. The key is in the environment: FIELDLEDGER_RELAY_KEY.

    relay.py --url URL --account ACCOUNT --resource jobs 2214 2215       records by their ids
    some-export | relay.py --url URL --account ACCOUNT --stdin           a line each, as they come
    relay.py --url URL --account ACCOUNT --watch FOLDER                  files of lines, as they appear

A line is a record id, or a JSON object with record_id and perhaps resource, scope_id, scope_parent_id, operation,
occurred_at, id. What is sent again carries the same ids, so repeating does no harm. Exit codes: 0 all sent, 1 some was
not (it can be sent again), 2 some was refused for good, 64 wrong use.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

SENT, LATER, REFUSED, WRONG_USE = 0, 1, 2, 64
EVENTS_AT_ONCE = 500
TIMEOUT_SECONDS = 15
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 300.0
RESTED_SECONDS = 2.0
TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500

Event = dict[str, object]
Post = Callable[[str, bytes, dict[str, str]], int]


class LineError(ValueError):
    """A line that names no record."""


def event_of(line: str, resource: Optional[str], now: datetime) -> Event:
    """The event that a line stands for."""
    fields: object = json.loads(line) if line.startswith("{") else {"record_id": line}
    if not isinstance(fields, dict):
        raise LineError("not an object")
    event: Event = {
        "id": str(uuid.uuid4()),
        "resource": resource,
        "operation": "updated",
        "occurred_at": now.isoformat(),
        **fields,
    }
    if not event.get("record_id") or not event.get("resource"):
        raise LineError("needs record_id and resource (or --resource)")
    return event


def signed_headers(key: str, account: str, body: bytes, at: float) -> dict[str, str]:
    """What proves a delivery: HMAC-SHA256 over '<timestamp>.<body>'."""
    timestamp = str(int(at))
    signature = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "fieldledger-relay/1",
        "X-Fieldledger-Account": account,
        "X-Fieldledger-Timestamp": timestamp,
        "X-Fieldledger-Signature": f"v1={signature}",
    }


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; 0 if there was none."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - the operator's address
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except OSError:  # URLError and timeouts are OSErrors
        return 0


class Relay:
    """Sends events until they are taken or refused, with pauses that grow and are never the same twice."""

    def __init__(
        self,
        url: str,
        account: str,
        key: str,
        attempts: int,
        send: Post = post,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._account = account
        self._key = key
        self._attempts = attempts
        self._send = send
        self._sleep = sleep
        self._now = now

    def deliver(self, events: Sequence[Event]) -> int:
        """SENT, LATER or REFUSED. Each attempt is signed anew: a signature lives for minutes only."""
        body = json.dumps({"events": list(events)}, separators=(",", ":")).encode()
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(self._attempts):
            status = self._send(self._url, body, signed_headers(self._key, self._account, body, self._now()))
            if 200 <= status < 300:  # noqa: PLR2004 - success
                return SENT
            if 0 < status < SERVER_ERROR and status != TOO_MANY_REQUESTS:
                say(f"refused with {status}: {len(events)} events")
                return REFUSED
            say(f"not taken ({status or 'no answer'}), attempt {attempt + 1} of {self._attempts}")
            if attempt + 1 < self._attempts:
                self._sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads repetitions
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return LATER

    def deliver_lines(self, lines: Iterable[str], resource: Optional[str]) -> int:
        """LATER if any part has to be sent again, else REFUSED if any was. A line without a record is left out."""
        outcomes = {self.deliver(chunk) for chunk in chunks(self._events(lines, resource))}
        return LATER if LATER in outcomes else max(outcomes, default=SENT)

    def _events(self, lines: Iterable[str], resource: Optional[str]) -> Iterator[Event]:
        for line in lines:
            text = line.strip().lstrip("\ufeff")
            if not text:
                continue
            try:
                yield event_of(text, resource, datetime.fromtimestamp(self._now(), timezone.utc))
            except ValueError as wrong:
                say(f"left out {text[:80]!r}: {wrong}")


def chunks(events: Iterable[Event]) -> Iterator[list[Event]]:
    """As many at once as one delivery takes."""
    chunk: list[Event] = []
    for event in events:
        chunk.append(event)
        if len(chunk) == EVENTS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def watch_once(relay: Relay, folder: Path, resource: Optional[str], now: float) -> None:
    """Send every file that has rested; a sent one moves to ``sent``, a refused one to ``refused``, others stay.

    A file's events get ids from its name and place, so that sending it again after a crash repeats them.
    """
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if now - path.stat().st_mtime < RESTED_SECONDS:  # somebody may still be writing
            continue
        outcome = relay.deliver_lines(_named_lines(path), resource)
        if outcome != LATER:
            target = folder / ("sent" if outcome == SENT else "refused")
            target.mkdir(exist_ok=True)
            path.replace(target / path.name)


def _named_lines(path: Path) -> Iterator[str]:
    written = path.stat().st_mtime
    moment = datetime.fromtimestamp(written, timezone.utc).isoformat()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines()):
        text = line.strip()
        if not text:
            continue
        try:
            fields: object = json.loads(text) if text.startswith("{") else {"record_id": text}
        except ValueError:
            yield text  # told and left out by whoever reads it
            continue
        named = {"id": f"{path.name}-{int(written * 1000)}-{number}", "occurred_at": moment}
        yield json.dumps({**named, **fields} if isinstance(fields, dict) else fields)


def say(text: str) -> None:
    """To the operator; ids of records may appear, the key never does."""
    sys.stderr.write(f"relay: {text}\n")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="relay.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("--url", required=True, help="https://.../v1/webhooks/raken or .../foundation")
    made.add_argument("--account", required=True, help="the vendor's id of the company")
    made.add_argument("--resource", help="of ids that do not name one")
    made.add_argument("--attempts", type=int, default=8, help="how often one delivery is tried (default 8)")
    source = made.add_mutually_exclusive_group()
    source.add_argument("--stdin", action="store_true", help="read lines until the end of the input")
    source.add_argument("--watch", type=Path, metavar="FOLDER", help="send files that appear in a folder, for ever")
    made.add_argument("--every", type=float, default=5.0, help="seconds between two looks at the folder (default 5)")
    made.add_argument("records", nargs="*", metavar="RECORD", help="record ids or JSON objects")
    return made


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run as told; see the module's text for the exit codes."""
    options = parser().parse_args(arguments)
    key = os.environ.get("FIELDLEDGER_RELAY_KEY", "").strip()
    if not key or not (options.stdin or options.watch or options.records):
        say("set FIELDLEDGER_RELAY_KEY" if not key else "name records, or --stdin, or --watch FOLDER")
        return WRONG_USE
    relay = Relay(options.url, options.account, key, max(1, options.attempts))
    if options.watch is None:
        return relay.deliver_lines(sys.stdin if options.stdin else options.records, options.resource)
    while True:
        watch_once(relay, options.watch, options.resource, time.time())
        time.sleep(options.every)


if __name__ == "__main__":
    sys.exit(main())
