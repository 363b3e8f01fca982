"""A vendor's notice that a record changed: a hint to read it again, never data."""

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName


class VendorEvent(CanonicalModel):
    """``account_id`` is the vendor's tenant (QuickBooks: realmId), ``entity`` and ``operation`` are lower case.

    ``operation`` is a past participle: created, updated, deleted, merged, voided, emailed. ``event_id`` is the same
    whenever the vendor repeats the notice.
    """

    vendor: VendorName
    account_id: str = Field(min_length=1)
    entity: str = Field(min_length=1)
    entity_id: str = Field(min_length=1)
    operation: str = Field(min_length=1)
    event_id: str = Field(min_length=1)
    occurred_at: Utc


class VendorEvents(CanonicalModel):
    """Events of one vendor account, as they travel to the worker in one message."""

    vendor: VendorName
    account_id: str = Field(min_length=1)
    events: tuple[VendorEvent, ...] = Field(min_length=1)
