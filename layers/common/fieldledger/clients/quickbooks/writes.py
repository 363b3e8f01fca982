"""Writing to the books, one record at a time (quickbooks.md 1.3, 3). None of it is safe to repeat.

A failure with ``outcome`` unknown has to be settled by its owner: look for the record before anything is sent again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from fieldledger.clients.encoding import json_body
from fieldledger.clients.external_api import Call
from fieldledger.clients.quickbooks.api import JSON_TYPE, MINOR_VERSION, WRITE_TIMEOUT_SECONDS, QuickbooksApi
from fieldledger.clients.quickbooks.costs import WRITE
from fieldledger.clients.quickbooks.fields import SPARSE_REQUIRES, Fields, bare, full_update, sparse_update
from fieldledger.clients.quickbooks.limits import check_fields, check_request_id, check_sendable, unsent
from fieldledger.clients.quickbooks.models import BillPayment, Invoice, ListedRecord, Payment, Record, Transaction
from fieldledger.clients.quickbooks.models.time import TimeActivity
from fieldledger.clients.reading import read_record
from fieldledger.result import ErrorCode, Result

_NO_PARAMS: Final[Mapping[str, str]] = {}
_DELETE: Final[Mapping[str, str]] = {"operation": "delete"}
_VOID: Final[Mapping[str, str]] = {"operation": "void"}
_VOID_BY_UPDATE: Final[Mapping[str, str]] = {"operation": "update", "include": "void"}


class Allowance(StrEnum):
    """What the ``include`` parameter permits."""

    DUPLICATE_NUMBER = "allowduplicatedocnum"
    AUTOMATIC_NUMBER = "allowautodocnum"


@dataclass(frozen=True, slots=True)
class Sending:
    """How a write goes out.

    ``request_id`` (1 to 50 characters) names this one deed: QuickBooks answers a repetition with its first answer, even
    after the record was deleted, so a new deed needs a new one. After ``send_before`` the call is not begun any more.
    """

    request_id: str
    send_before: datetime | None = None
    allow: Allowance | None = None


class QuickbooksWrites(QuickbooksApi):
    """Typed writes; the answer is the record as the books hold it now, so it need not be read again."""

    async def create[M: Record](self, company_id: str, kind: type[M], fields: Fields, sending: Sending) -> Result[M]:
        """``POST /{entity}``. ``VALIDATION_FAILED`` before sending where a limit is broken or an id is given."""
        if "Id" in fields:
            return unsent("Id", "is QuickBooks' to give").failure()
        checked = check_fields(kind.entity(), fields)
        return await self._write(company_id, kind, fields, sending) if checked.success else checked.failure()

    async def update[M: Record](self, company_id: str, current: M, changes: Fields, sending: Sending) -> Result[M]:
        """A full update: ``current``, as it was just read, with ``changes``; ``BOOKS_STALE`` if it is not current."""
        checked = check_fields(current.entity(), changes)
        if checked.failed:
            return checked.failure()
        return await self._write(company_id, type(current), full_update(current, changes), sending)

    async def update_sparsely[M: Record](
        self, company_id: str, current: M, changes: Fields, sending: Sending
    ) -> Result[M]:
        """Only ``changes`` change; what the entity wants repeated is taken from ``current``.

        QuickBooks documents it for customers, invoices, estimates, payments, journal entries only.
        """
        fields = sparse_update(current, changes)
        for needed in SPARSE_REQUIRES.get(current.entity(), ()):
            if needed not in fields:
                return unsent(needed, "has to be repeated in a sparse update").failure()
        checked = check_fields(current.entity(), changes)
        return await self._write(company_id, type(current), fields, sending) if checked.success else checked.failure()

    async def deactivate[N: ListedRecord](self, company_id: str, current: N, sending: Sending) -> Result[N]:
        """Name lists cannot be deleted; the name stays taken, with ``(deleted)`` appended."""
        return await self.update_sparsely(company_id, current, {"Active": False}, sending)

    async def delete[T: (Transaction, TimeActivity)](self, company_id: str, current: T, sending: Sending) -> Result[T]:
        """The answer is what is left: ``deleted`` is true. Linked transactions have to be unlinked first."""
        return await self._write(company_id, type(current), bare(current), sending, _DELETE)

    async def void[V: (Invoice, Payment, BillPayment)](
        self, company_id: str, current: V, sending: Sending
    ) -> Result[V]:
        """The record stays with amounts of zero. Bills, purchases, journal entries and time cannot be voided."""
        if isinstance(current, Invoice):
            return await self._write(company_id, type(current), bare(current), sending, _VOID)
        fields: Fields = bare(current) | {"sparse": True}
        return await self._write(company_id, type(current), fields, sending, _VOID_BY_UPDATE)

    async def _write[M: Record](
        self,
        company_id: str,
        kind: type[M],
        fields: Fields,
        sending: Sending,
        params: Mapping[str, str] = _NO_PARAMS,
    ) -> Result[M]:
        checked = check_request_id(sending.request_id).and_then(lambda _: check_sendable(fields))
        if checked.failed:
            return checked.failure()
        answered = await self._request(company_id, _call(kind.entity(), fields, sending, params))
        if answered.error_code == ErrorCode.VENDOR_NOT_FOUND and answered.details.get("faults"):
            return _reference_gone(answered.failure())
        return answered.and_then(lambda answer: read_record(answer, kind, (kind.entity(),)))


def _call(entity: str, fields: Fields, sending: Sending, params: Mapping[str, str]) -> Call:
    allowed = {"include": sending.allow.value} if sending.allow else {}
    return Call(
        "POST",
        f"/{entity.lower()}",
        {"minorversion": MINOR_VERSION, "requestid": sending.request_id} | allowed | dict(params),
        JSON_TYPE,
        json_body(fields),
        WRITE,
        safe=False,
        read_timeout_seconds=WRITE_TIMEOUT_SECONDS,
        send_before=sending.send_before,
    )


def _reference_gone[M](failed: Result[M]) -> Result[M]:
    """In a write, 610 and 2500 speak of a record that it points at as often as of the record itself."""
    return Result.fail(failed.error or "", ErrorCode.BOOKS_REFERENCE_INACTIVE, failed.details)
