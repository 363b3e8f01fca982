"""Reads every log line of every test: no credential and nobody's name or address may ever be in one.

What is secret is learned while it comes into being: every token, grant and app secret that the product reads in a test
is remembered, and so is every person that it reads from a vendor or keeps.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pydantic import BaseModel

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.oauth import TokenGrant
from fieldledger.clients.quickbooks.models import NameListRow
from fieldledger.clients.raken.models import RakenMember
from fieldledger.domain.employee import Employee
from fieldledger.log import logger

_PATTERNS: Final = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}"),
    "a credential": re.compile(r"\b(?:Bearer|Basic) (?!\[redacted\])\S{8,}"),
    "a social security number": re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
}
_SECRET_FIELDS: Final = {
    TokenGrant: ("access_token", "refresh_token"),
    AppSecret: ("client_secret", "subscription_key"),
}
_PERSON_FIELDS: Final = {
    RakenMember: ("first_name", "last_name", "email"),
    NameListRow: ("display_name",),
    Employee: ("first_name", "last_name", "email"),
}
# Who says something says all its words: looked up first, since long tests have many lines and many tokens.
_WORD: Final = re.compile(r"\w+")
# Shorter words occur by chance.
_TELLING: Final = 4


class LogGuard(logging.Handler):
    """Keeps the lines of one test and what may not be in them."""

    def __init__(self, line: Callable[[logging.LogRecord], str]) -> None:
        super().__init__()
        self._line = line
        self._lines: list[str] = []
        self._confidential: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line as the product writes it."""
        self._lines.append(self._line(record))

    def remember(self, model: BaseModel, fields: tuple[str, ...], what: str) -> None:
        """From now on the values of ``fields`` are confidential."""
        for name in fields:
            value = getattr(model, name, None)
            if isinstance(value, str) and len(value) >= _TELLING:
                self._confidential[value] = f"{what} ({type(model).__name__}.{name})"

    def leaks(self) -> list[str]:
        """What was logged and should not have been, without repeating it."""
        logged = {word for line in self._lines for word in _WORD.findall(line)}
        said = {value: what for value, what in self._confidential.items() if logged.issuperset(_WORD.findall(value))}
        found = []
        for line in self._lines:
            found += [f"{what}: {line}" for what, pattern in _PATTERNS.items() if pattern.search(line)]
            found += [f"{what}: {line}" for value, what in said.items() if _says(line, value)]
        return found


@contextmanager
def guarded_logs() -> Iterator[LogGuard]:
    """Watch the product's logger, and what is confidential, for a while."""
    guard = LogGuard(logger.registered_formatter.format)
    restore = [_watch(guard, kind, fields, "a secret") for kind, fields in _SECRET_FIELDS.items()]
    restore += [_watch(guard, kind, fields, "a person") for kind, fields in _PERSON_FIELDS.items()]
    logger.addHandler(guard)
    try:
        yield guard
    finally:
        logger.removeHandler(guard)
        for undo in restore:
            undo()


def _watch(guard: LogGuard, kind: type[BaseModel], fields: tuple[str, ...], what: str) -> Callable[[], None]:
    """Pydantic calls ``__init__`` or validates in Rust; both end in an instance whose fields are read here."""
    before = {name: kind.__dict__.get(name) for name in ("__init__", "model_validate", "model_validate_json")}
    validate, make = kind.model_validate, kind.__init__
    validate_json = kind.model_validate_json

    def noting[M: BaseModel](model: M) -> M:
        guard.remember(model, fields, what)
        return model

    def init(self: BaseModel, /, **data: object) -> None:
        make(self, **data)
        noting(self)

    kind.__init__ = init  # type: ignore[method-assign, assignment]
    kind.model_validate = lambda *given, **how: noting(validate(*given, **how))  # type: ignore[method-assign, assignment]
    kind.model_validate_json = lambda *given, **how: noting(validate_json(*given, **how))  # type: ignore[method-assign, assignment]

    def undo() -> None:
        for name, own in before.items():
            if own is None:
                delattr(kind, name)
            else:
                setattr(kind, name, own)

    return undo


def _says(line: str, value: str) -> bool:
    return value in line and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", line) is not None
