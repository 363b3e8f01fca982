"""python-quickbooks as its documentation shows it, on the same wire, clock and limits."""

import asyncio
import io
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import batched
from random import Random
from typing import Any, Final

import httpx
import requests
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.base import Ref
from quickbooks.objects.timeactivity import TimeActivity
from requests.adapters import BaseAdapter
from requests.exceptions import RequestException
from requests_oauthlib import OAuth2Session

from benchmarks.kit.lossy_wire import LossyWire
from benchmarks.kit.results import Measures
from benchmarks.quickbooks_write.outcome import BATCHES_PER_MINUTE, Run
from tests.builders import WORK_DATE
from tests.fakes.clock import FakeClock
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.simulated_quickbooks import (
    SimulatedQuickbooks,
    a_customer_row,
    an_employee_row,
    an_item_row,
)

FAILURES: Final = (QuickbooksException, RequestException)
RETRIES: Final = 5

type Job = Callable[[QuickBooks, list[TimeActivity], FakeClock], None]


class _OverTheWire(BaseAdapter):
    """requests' calls on the accelerated wire."""

    def __init__(self, wire: LossyWire, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._wire = wire
        self._loop = loop

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """One call."""
        body = request.body.encode() if isinstance(request.body, str) else b""
        headers = {name: str(value) for name, value in request.headers.items()}
        sent = httpx.Request(request.method or "GET", request.url or "", headers=headers, content=body)
        try:
            received = self._loop.run_until_complete(self._exchange(sent))
        except httpx.HTTPError as failed:
            raise requests.exceptions.ConnectionError(str(failed), request=request) from failed
        answer = requests.Response()
        answer.status_code = received.status_code
        answer.headers.update(received.headers)
        answer.raw = io.BytesIO(received.content)
        answer.request = request
        answer.url = request.url or ""
        return answer

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        answer = await self._wire.handle_async_request(request)
        await answer.aread()
        return answer

    def close(self) -> None:
        """Nothing to close."""


def one_by_one(books: QuickBooks, entries: list[TimeActivity], clock: FakeClock) -> None:
    """``save()`` in a loop that goes on after a failure."""
    del clock
    for entry in entries:
        try:
            entry.save(qb=books)
        except FAILURES:
            continue


def in_batches_as_documented(books: QuickBooks, entries: list[TimeActivity], clock: FakeClock) -> None:
    """``batch_create`` of the whole list: the library makes the chunks of 30, and the first failure ends it."""
    del clock
    try:
        batch_create(entries, qb=books)
    except FAILURES:
        return


def in_batches_that_go_on(books: QuickBooks, entries: list[TimeActivity], clock: FakeClock) -> None:
    """``batch_create`` chunk by chunk at the pace of the limit; a chunk that fails is given up."""
    for chunk in batched(entries, 30, strict=False):
        began = clock.now()
        with suppress(*FAILURES):
            batch_create(list(chunk), qb=books)
        _keep_pace(clock, began)


def in_paced_batches_with_retries(books: QuickBooks, entries: list[TimeActivity], clock: FakeClock) -> None:
    """The same with naive retries: the most that the library's user can do without records of his own."""
    for chunk in batched(entries, 30, strict=False):
        began = clock.now()
        _retried(books, list(chunk), clock)
        _keep_pace(clock, began)


def in_batches_with_retries(books: QuickBooks, entries: list[TimeActivity], clock: FakeClock) -> None:
    """``batch_create`` chunk by chunk, again after 1, 2, 4, 8 and 16 seconds when it fails."""
    for chunk in batched(entries, 30, strict=False):
        _retried(books, list(chunk), clock)


def _retried(books: QuickBooks, chunk: list[TimeActivity], clock: FakeClock) -> None:
    for attempt in range(RETRIES + 1):
        try:
            batch_create(chunk, qb=books)
            return
        except FAILURES:
            clock.advance(2**attempt)


def _keep_pace(clock: FakeClock, began: datetime) -> None:
    clock.set(max(clock.now(), began + timedelta(seconds=60 / BATCHES_PER_MINUTE)))


def peer(job: Job, entries: int, share: float, seed: int) -> Measures:
    """One of the ways from an empty realm to the end of the job."""
    loop, clock = asyncio.new_event_loop(), FakeClock()
    books = SimulatedQuickbooks(clock)
    token, records = loop.run_until_complete(_opened(books, entries))
    wire = LossyWire(books.transport, clock, share, Random(seed))  # noqa: S311
    client = QuickBooks(company_id=books_side.REALM, minorversion=75)
    client.api_url_v3 = f"https://{books_side.HOST}/v3"
    client.session = _session(wire, loop, token)
    start = clock.now()
    job(client, records, clock)
    ended = clock.now()
    held: Counter[str] = loop.run_until_complete(books.markers())
    loop.run_until_complete(books.http.aclose())
    loop.close()
    return Run(entries, held, wire.tally, start, ended).figures


def _session(wire: LossyWire, loop: asyncio.AbstractEventLoop, token: str) -> OAuth2Session:
    session = OAuth2Session("benchmark", token={"access_token": token})
    session.mount("https://", _OverTheWire(wire, loop))
    return session


async def _opened(books: SimulatedQuickbooks, entries: int) -> tuple[str, list[TimeActivity]]:
    await books.open()
    [worker] = await books.seed("Employee", [an_employee_row("Rosa Delgado", "107")])
    [job] = await books.seed("Customer", [a_customer_row("Riverside Clinic 2214")])
    [item] = await books.seed("Item", [an_item_row("Labor")])
    granted = await books.admin("tokens", {"client_id": books_side.PERSON["client_id"], "realm_id": books_side.REALM})
    references = (worker["Id"], job["Id"], item["Id"])
    return str(granted["access_token"]), [_entry(number, *references) for number in range(entries)]


def _entry(number: int, worker: str, job: str, item: str) -> TimeActivity:
    entry = TimeActivity()
    entry.NameOf = "Employee"
    entry.EmployeeRef, entry.CustomerRef, entry.ItemRef = (_ref(key) for key in (worker, job, item))
    entry.TxnDate = WORK_DATE.isoformat()
    entry.Hours, entry.Minutes = 8, 0
    entry.BillableStatus = "NotBillable"
    entry.Description = f"03-300 [entry:{number}]"
    return entry


def _ref(value: str) -> Ref:
    reference = Ref()
    reference.value = value
    return reference
