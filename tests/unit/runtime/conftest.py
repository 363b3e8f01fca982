"""The fixtures of everything that runs inside a function."""

from tests.support.runtime_fixtures import context, logs, stage

__all__ = ["context", "logs", "stage"]
