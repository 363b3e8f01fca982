"""The client that vendors are called with goes nowhere but where it was sent."""

from collections.abc import Iterator

import httpx
import pytest

from fieldledger.runtime import http_client as module
from fieldledger.runtime.event_loop import container_loop, run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[list[httpx.URL]]:
    """What was asked for, of a vendor that sends everybody on to the host that gives Lambda its credentials."""
    seen: list[httpx.URL] = []

    def send_on(sent: httpx.Request) -> httpx.Response:
        seen.append(sent.url)
        return httpx.Response(request.param, headers={"location": "http://169.254.170.2/v2/credentials"})

    monkeypatch.setattr(module, "AsyncHTTPTransport", lambda **_: httpx.MockTransport(send_on))
    module._client.cache_clear()
    yield seen
    module._client.cache_clear()
    container_loop.close()


@pytest.mark.parametrize("asked", [301, 302, 303, 307, 308], indirect=True)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_vendor_can_send_neither_us_nor_a_token_to_another_host(method: str, asked: list[httpx.URL]) -> None:
    headers = {"authorization": "Bearer of-the-company"}

    answer = run(module.http_client().request(method, "https://vendor.example/rest", headers=headers))

    assert answer.is_redirect
    assert asked == [httpx.URL("https://vendor.example/rest")]
