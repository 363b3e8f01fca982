"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from fieldledger.clients.reading import Rows
from fieldledger.result import ErrorCode, Result


class Verdict(StrEnum):
    """``NOT_SEEN``: the account holds nothing that could show it, or the vendor could not be asked."""

    HELD = "held"
    BROKEN = "BROKEN"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Checked:
    """One assumption, where it is written down, and what became of it; ``detail`` holds no record's contents."""

    assumption: str
    source: str
    verdict: Verdict
    detail: str = ""


def judged[T](assumption: str, source: str, asked: Result[T], holds: Callable[[T], bool | None]) -> Checked:
    """``holds`` answers None where the data shows nothing; a failed call shows nothing either."""
    if asked.failed:
        path = asked.details.get("path")
        detail = f"{asked.error_code}{f' at {path}' if path else ''}"
        unreadable = asked.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
        return Checked(assumption, source, Verdict.BROKEN if unreadable else Verdict.NOT_SEEN, detail)
    answer = holds(asked.unwrap())
    if answer is None:
        return Checked(assumption, source, Verdict.NOT_SEEN, "nothing there to see it by")
    return Checked(assumption, source, Verdict.HELD if answer else Verdict.BROKEN)


def readable[M: BaseModel](rows: Rows[M]) -> bool | None:
    """Whether every row read as its model; None without rows."""
    return not rows.malformed if rows.received else None
