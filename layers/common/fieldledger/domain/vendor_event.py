"""A vendor's notice that a record changed: a hint to read it again, never data."""

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName


class RelatedRecord(CanonicalModel):
    """A record that an event names beside its own; ``entity`` is lower case."""

    entity: str = Field(min_length=1)
    entity_id: str = Field(min_length=1)


class VendorEvent(CanonicalModel):
    """``account_id`` is the vendor's tenant (QuickBooks: realmId), ``entity`` and ``operation`` are lower case.

    ``operation`` is a past participle: created, updated, deleted, merged, voided, emailed. ``event_id`` is the same
    whenever the vendor repeats the notice. ``scope_id`` is the record that this one lives under (a project) and
    ``scope_parent_id`` that record's own scope, where the vendor names them; ``related`` are parents of a line item.
    ``author_id`` is the user and ``application_id`` the app that made the change, where the vendor tells.
    """

    vendor: VendorName
    account_id: str = Field(min_length=1)
    entity: str = Field(min_length=1)
    entity_id: str = Field(min_length=1)
    operation: str = Field(min_length=1)
    event_id: str = Field(min_length=1)
    occurred_at: Utc
    scope_id: str | None = None
    scope_parent_id: str | None = None
    related: tuple[RelatedRecord, ...] = ()
    author_id: str | None = None
    application_id: str | None = None


class VendorEvents(CanonicalModel):
    """Events of one vendor account, as they travel to the worker in one message."""

    vendor: VendorName
    account_id: str = Field(min_length=1)
    events: tuple[VendorEvent, ...] = Field(min_length=1)
