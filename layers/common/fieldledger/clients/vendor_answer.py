"""A vendor's HTTP answer, and what is known about a call that got none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus

from fieldledger.result import ErrorCode, Result

type Json = Mapping[str, object]

EXCERPT = 300


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

    def json(self) -> Result[Json]:
        """The body as a JSON object; numbers with a fraction become Decimal."""
        try:
            parsed: object = json.loads(self.content, parse_float=Decimal)
        except ValueError:
            return self.unreadable("is not JSON")
        return Result.ok(parsed) if isinstance(parsed, dict) else self.unreadable("is not a JSON object")

    def unreadable[T](self, why: str) -> Result[T]:
        """The failure for an answer that cannot be understood."""
        return Result.fail(
            f"the vendor's answer {why}",
            ErrorCode.VENDOR_ANSWER_UNREADABLE,
            {"status": self.status, "outcome": CallOutcome.UNKNOWN.value},
        )

    @property
    def excerpt(self) -> str:
        """The beginning of the body, for a person; vendors' 401 bodies are never excerpted (they echo tokens)."""
        return "" if self.status == HTTPStatus.UNAUTHORIZED else self.content[:EXCERPT].decode(errors="replace")


def outcome_of(result: Result[object]) -> CallOutcome:
    """The outcome of a failed call; a failure that says nothing counts as unknown, the careful reading."""
    return CallOutcome(str(result.details.get("outcome", CallOutcome.UNKNOWN.value)))
