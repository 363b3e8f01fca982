"""A vendor's HTTP answer, and what is known about a call that got none."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from typing import Final, Never

from fieldledger.result import ErrorCode, Result

type Json = Mapping[str, object]

EXCERPT = 300


# The beginning of an escaped surrogate; a pair of them is a character, one alone is half of one.
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")


def _no_number(name: str) -> Never:
    raise ValueError(name)


class CallOutcome(StrEnum):
    """Whether the vendor may have acted; in ``details["outcome"]`` of every failed call."""

    NOT_SENT = "not_sent"  # the request never left, or was refused before any work
    ANSWERED = "answered"  # the vendor answered: what it says is what happened
    UNKNOWN = "unknown"  # the request left and no answer can be trusted


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """Status, lower-case headers and raw body."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def parsed(self) -> Result[object]:
        """The body as JSON; fractions become Decimal.

        NaN, infinities, bottomless nesting and halves of characters, which no store takes, are refused.
        """
        try:
            value: object = json.loads(self.content, parse_float=Decimal, parse_constant=_no_number)
            if _HALF.search(self.content):
                json.dumps(value, default=str, ensure_ascii=False).encode()
            return Result.ok(value)
        except (ValueError, RecursionError):
            return self.unreadable("is not JSON")

    def json(self) -> Result[Json]:
        """``parsed`` for a body that has to be a JSON object."""
        parsed = self.parsed()
        if parsed.failed:
            return parsed.failure()
        value = parsed.unwrap()
        return Result.ok(value) if isinstance(value, dict) else self.unreadable("is not a JSON object")

    def unreadable[T](self, why: str, path: str = "") -> Result[T]:
        """The failure for an answer that cannot be understood; ``path`` leads to the fault inside the body."""
        return Result.fail(
            f"the vendor's answer {why}",
            ErrorCode.VENDOR_ANSWER_UNREADABLE,
            {
                "status": self.status,
                "outcome": CallOutcome.UNKNOWN.value,
                "path": path,
                "body_sha256": hashlib.sha256(self.content).hexdigest(),
            },
        )

    @property
    def excerpt(self) -> str:
        """The beginning of the body, for a person; vendors' 401 bodies are never excerpted (they echo tokens)."""
        return "" if self.status == HTTPStatus.UNAUTHORIZED else self.content[:EXCERPT].decode(errors="replace")


def outcome_of(result: Result[object]) -> CallOutcome:
    """The outcome of a failed call; a failure that says nothing counts as unknown, the careful reading."""
    return CallOutcome(str(result.details.get("outcome", CallOutcome.UNKNOWN.value)))
