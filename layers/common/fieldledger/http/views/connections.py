"""Connections as callers see them: no tokens, not even their ciphertext."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import Connection, ConnectionState, GrantKind, VendorName
from fieldledger.domain.preflight import CheckItem, PreflightReport
from fieldledger.services.queries.connections import VendorConnection


class ConnectionView(CanonicalModel):
    """``account_id`` null: never connected. ``grant_ends_at``: a person has to sign in again by then (UTC)."""

    vendor: VendorName
    state: ConnectionState
    account_id: str | None = None
    grant: GrantKind | None = None
    grant_ends_at: Utc | None = None
    connected_by: str | None = None
    connected_at: Utc | None = None

    @classmethod
    def of(cls, found: VendorConnection) -> Self:
        """The view of what is known of one vendor."""
        connection = found.connection
        if connection is None:
            return cls(vendor=found.vendor, state=ConnectionState.DISCONNECTED)
        return cls.made(connection)

    @classmethod
    def made(cls, connection: Connection) -> Self:
        """The view of a connection."""
        working = connection.state is ConnectionState.CONNECTED
        return cls(
            vendor=connection.vendor,
            state=connection.state,
            account_id=connection.account_id,
            grant=connection.grant,
            grant_ends_at=_ends_at(connection) if working else None,
            connected_by=connection.connected_by,
            connected_at=connection.connected_at,
        )


class CheckView(CanonicalModel):
    """``ready``: nothing is missing, and everything could be asked."""

    vendor: VendorName
    account_id: str
    checked_at: Utc
    ready: bool
    items: tuple[CheckItem, ...]

    @classmethod
    def of(cls, report: PreflightReport) -> Self:
        """The view of ``report``."""
        return cls(
            vendor=report.vendor,
            account_id=report.account_id,
            checked_at=report.checked_at,
            ready=report.ready,
            items=report.items,
        )


def _ends_at(connection: Connection) -> Utc | None:
    ends = (connection.refresh_expires_at, connection.hard_expires_at)
    return min((end for end in ends if end is not None), default=None)
