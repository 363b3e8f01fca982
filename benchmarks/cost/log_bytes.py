"""How much the product logs: its lines are written as in Lambda, and counted instead of kept."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import override

from fieldledger.log import logger


class LogBytes(io.StringIO):
    """``written`` is in bytes."""

    written = 0

    @override
    def write(self, text: str) -> int:
        self.written += len(text.encode())
        return len(text)


@contextmanager
def log_bytes(level: int = logging.INFO) -> Iterator[LogBytes]:
    """Until the block ends the product's logger writes there, at the level of a deployed stack."""
    sink = LogBytes()
    handlers = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    before = [handler.setStream(sink) for handler in handlers]
    was = logger.log_level
    logger.setLevel(level)
    try:
        yield sink
    finally:
        logger.setLevel(was)
        for handler, stream in zip(handlers, before, strict=True):
            handler.setStream(stream)
