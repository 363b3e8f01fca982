"""One HTTP client per container: connections outlive the invocation that opened them."""

from functools import lru_cache
from typing import Final

from fieldledger.clients.http_library import AsyncClient, AsyncHTTPTransport, Limits, Timeout
from fieldledger.runtime.event_loop import container_loop

TIMEOUT: Final = Timeout(30.0, connect=5.0)
# Load balancers close idle connections after 60 s at the earliest; a socket that slept through a freeze is not reused.
LIMITS: Final = Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=20.0)
# Repeats only connecting, never a request that may have been sent.
CONNECT_RETRIES: Final = 1


def http_client() -> AsyncClient:
    """The container's client; a new one after the container's loop was replaced.

    Reading waits 30 s and connecting 5 s unless the request brings its own ``timeout``. Redirects are not followed:
    no vendor documents one, and a token must not travel to another host.
    """
    return _client(container_loop.generation)


@lru_cache(maxsize=1)
def _client(_generation: int) -> AsyncClient:
    transport = AsyncHTTPTransport(retries=CONNECT_RETRIES, limits=LIMITS)
    return AsyncClient(transport=transport, timeout=TIMEOUT, follow_redirects=False)
