"""Ports for services that tests start, so that they meet neither each other nor a stack that somebody has up."""

import random
import socket
from typing import Final

# Below the ranges from which operating systems take the near ends of outgoing connections.
FIRST: Final = 20_000
LAST: Final = 29_999


def free_ports(count: int) -> list[int]:
    """Different loopback ports on which nothing listens."""
    candidates = random.sample(range(FIRST, LAST + 1), LAST - FIRST + 1)
    found = [port for _, port in zip(range(count), filter(_is_free, candidates), strict=False)]
    assert len(found) == count, "no free ports"
    return found


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
