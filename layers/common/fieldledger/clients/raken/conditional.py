"""Conditional reads: a body that has not changed is not sent again (raken.md A3)."""

from dataclasses import dataclass
from http import HTTPStatus

from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, and the ETag under which to ask for it again; None where the vendor gave none."""

    body: bytes
    etag: str | None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The body of the ETag that was presented is still the right one."""


type Conditional = Fetched | Unchanged


def read_conditional(answer: VendorAnswer, presented: str | None) -> Result[Conditional]:
    """``VENDOR_ANSWER_UNREADABLE`` for a 304 that nobody asked for and for any other status without a body."""
    if answer.status == HTTPStatus.OK:
        return Result.ok(Fetched(answer.content, answer.headers.get("etag")))
    if answer.status == HTTPStatus.NOT_MODIFIED and presented is not None:
        return Result.ok(Unchanged())
    return answer.unreadable(f"has the status {answer.status}, which says nothing about the body")
