"""Writes as items of a batch, made and checked without asking QuickBooks (quickbooks.md 2.1, 7.1)."""

from typing import Final

from fieldledger.clients.encoding import json_body
from fieldledger.clients.quickbooks.fields import Fields, bare, full_update
from fieldledger.clients.quickbooks.limits import check_fields, check_sendable
from fieldledger.clients.quickbooks.models import (
    BatchItem,
    BillPayment,
    Invoice,
    Payment,
    Record,
    TimeActivity,
    Transaction,
)
from fieldledger.result import Result

_VOID: Final = "void"


def create_item(bid: str, kind: type[Record], fields: Fields) -> Result[BatchItem]:
    """A creation; ``VALIDATION_FAILED`` where a limit is broken."""
    entity = kind.entity()
    return check_fields(entity, fields).map(lambda _: BatchItem(bid, "create", entity, _text(fields)))


def update_item(bid: str, current: Record, changes: Fields) -> Result[BatchItem]:
    """A full update of ``current`` with ``changes``; ``VALIDATION_FAILED`` where a limit is broken."""
    entity, fields = current.entity(), full_update(current, changes)
    checked = check_fields(entity, changes).and_then(lambda _: check_sendable(fields))
    return checked.map(lambda _: BatchItem(bid, "update", entity, _text(fields)))


def delete_item(bid: str, current: Transaction | TimeActivity) -> BatchItem:
    """A deletion."""
    return BatchItem(bid, "delete", current.entity(), _text(bare(current)))


def void_item(bid: str, current: Invoice | Payment | BillPayment) -> BatchItem:
    """A voiding. Its form in a batch comes from the vendor's schema alone (quickbooks.md 2.1)."""
    if isinstance(current, Invoice):
        return BatchItem(bid, _VOID, current.entity(), _text(bare(current)))
    return BatchItem(bid, "update", current.entity(), _text(bare(current) | {"sparse": True}), _VOID)


def _text(fields: Fields) -> str:
    return json_body(fields).decode()
