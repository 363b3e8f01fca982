"""Items of a batch and their answers (quickbooks.md 2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.clients.quickbooks.faults import VendorFault


@dataclass(frozen=True, slots=True)
class BatchItem:
    """``body`` is the record as JSON text, sent exactly as it was sealed; ``options`` goes out as ``optionsData``."""

    bid: str
    operation: str
    entity: str
    body: str
    options: str | None = None


@dataclass(frozen=True, slots=True)
class BatchQuery:
    """A query in a batch: the only item that is metered as a read."""

    bid: str
    statement: str


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """Either the record as the books now hold it, or the faults; ``queried`` is the answer to a query instead."""

    record: Mapping[str, object] | None
    faults: tuple[VendorFault, ...] = ()
    queried: Mapping[str, object] | None = None
