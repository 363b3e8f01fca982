"""The functions' backend: the relay is tested against the real door."""

from tests.unit.functions.conftest import backend, container, environment

__all__ = ["backend", "container", "environment"]
