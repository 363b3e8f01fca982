"""What the product logged, line by line, as an operator would find it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from fieldledger.log import logger


class LogLines:
    """The JSON lines written so far."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def all(self) -> list[dict[str, object]]:
        """Every line, parsed."""
        return [cast("dict[str, object]", json.loads(line)) for line in self.text.splitlines()]

    @property
    def text(self) -> str:
        """The raw lines."""
        return self._stream.getvalue()

    def named(self, event: str) -> list[dict[str, object]]:
        """The lines of one named event."""
        return [line for line in self.all if line["message"] == event]


@contextmanager
def captured_logs() -> Iterator[LogLines]:
    """Divert the product's logger for a while."""
    stream = io.StringIO()
    handler = cast("logging.StreamHandler[io.StringIO]", logger.registered_handler)
    before = handler.setStream(stream)
    try:
        yield LogLines(stream)
    finally:
        if before is not None:
            handler.setStream(before)
