"""One loop per container and what lives on it."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from fieldledger.clients.http_library import AsyncClient
from fieldledger.runtime import http_client as http_client_module
from fieldledger.runtime.event_loop import THREADS, ContainerLoop, container_loop, run
from fieldledger.runtime.http_client import http_client


class _Vendor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    clients: ClassVar[set[tuple[str, int]]] = set()

    def do_GET(self) -> None:
        self.clients.add(self.client_address)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the test's output clean."""


@pytest.fixture
def vendor() -> Iterator[str]:
    """A server on loopback that remembers which connections it was asked over."""
    _Vendor.clients.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Vendor)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clean_container() -> Iterator[None]:
    """A container of its own: loop and client are new, and gone afterwards."""
    container_loop.close()
    yield
    run(http_client().aclose())
    container_loop.close()


async def _call(url: str) -> str:
    return (await http_client().get(url)).text


@pytest.mark.usefixtures("clean_container")
def test_one_connection_serves_several_invocations(vendor: str) -> None:
    answers = [run(_call(vendor)) for _ in range(4)]

    assert answers == ["ok"] * 4
    assert len(_Vendor.clients) == 1


@pytest.mark.usefixtures("clean_container")
def test_a_replaced_loop_gets_a_client_of_its_own(vendor: str) -> None:
    run(_call(vendor))
    before = http_client()
    run(before.aclose())
    container_loop.close()

    assert run(_call(vendor)) == "ok"
    assert http_client() is not before


@pytest.mark.usefixtures("clean_container")
def test_the_client_is_made_once_per_container() -> None:
    assert http_client() is http_client()
    assert isinstance(http_client(), AsyncClient)


@pytest.mark.usefixtures("clean_container")
def test_the_client_waits_five_seconds_to_connect_and_thirty_to_read_and_follows_no_redirect() -> None:
    client = http_client()

    assert (client.timeout.connect, client.timeout.read) == (5.0, 30.0)
    assert not client.follow_redirects
    assert http_client_module.LIMITS.keepalive_expiry is not None
    assert http_client_module.LIMITS.keepalive_expiry < 60


def test_runs_of_a_container_share_their_loop() -> None:
    loops = ContainerLoop()

    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    first, second = loops.run(loop()), loops.run(loop())
    loops.close()

    assert first is second


def test_closing_counts_the_next_loop_as_another_one() -> None:
    loops = ContainerLoop()
    counted = []
    for _ in range(2):
        loops.run(asyncio.sleep(0))
        counted.append(loops.generation)
        loops.close()

    assert counted == [1, 2]


def test_blocking_calls_run_ten_at_a_time_in_threads_that_outlive_an_invocation() -> None:
    loop, everybody = ContainerLoop(), threading.Barrier(THREADS, timeout=30)

    def meet() -> int:
        everybody.wait()
        return threading.get_ident()

    async def at_once() -> set[int]:
        return set(await asyncio.gather(*(asyncio.to_thread(meet) for _ in range(THREADS))))

    first, second = loop.run(at_once()), loop.run(at_once())
    loop.close()

    assert (len(first), second) == (THREADS, first)
