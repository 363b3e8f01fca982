"""Things that several tests of the local stack need."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest


class Listener:
    """A socket that listens on a loopback port of the system's choice until it is closed."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    opened = Listener()
    yield opened
    opened.close()


@pytest.fixture
def repository_root() -> Path:
    """The folder that holds the Makefile and template.yaml."""
    return Path(__file__).parents[3]
