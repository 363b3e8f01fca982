"""Connections to vendors, their budgets, checkpoints, and rows of the books."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.rate_budget import BudgetState
from fieldledger.domain.sync_run import SyncCheckpoint, SyncCounts
from tests.builders.moments import APPROVED_AT, COMPANY, SYNCED_AT


def a_connection(
    *,
    company_id: str = COMPANY,
    vendor: VendorName = VendorName.QUICKBOOKS,
    account_id: str = "9341453000000001",
    state: ConnectionState = ConnectionState.CONNECTED,
    access_token: str = "ciphertext-access",
    refresh_token: str = "ciphertext-refresh",
    access_expires_at: datetime = APPROVED_AT + timedelta(hours=1),
    refresh_expires_at: datetime | None = APPROVED_AT + timedelta(days=100),
    lease_owner: str | None = None,
    lease_until: datetime | None = None,
    connected_by: str = "user-admin",
    connected_at: datetime = SYNCED_AT,
    version: int = 0,
) -> Connection:
    """A working connection to QuickBooks whose access token is good for an hour."""
    return Connection(
        company_id=company_id,
        vendor=vendor,
        account_id=account_id,
        state=state,
        access_token=access_token,
        refresh_token=refresh_token,
        access_expires_at=access_expires_at,
        refresh_expires_at=refresh_expires_at,
        lease_owner=lease_owner,
        lease_until=lease_until,
        connected_by=connected_by,
        connected_at=connected_at,
        version=version,
    )


def a_budget(
    *,
    company_id: str = COMPANY,
    account: str = "quickbooks:9341453000000001",
    arrivals: Mapping[str, int] | None = None,
    closed_until: datetime | None = None,
    version: int = 0,
) -> BudgetState:
    """An untouched budget."""
    return BudgetState(
        company_id=company_id,
        account=account,
        arrivals=dict(arrivals or {}),
        closed_until=closed_until,
        version=version,
    )


def a_checkpoint(
    *,
    company_id: str = COMPANY,
    vendor: str = "raken",
    resource: str = "time_cards",
    synced_until: datetime | None = SYNCED_AT,
    window_until: datetime | None = None,
    cursor: str | None = None,
    counts: SyncCounts | None = None,
    updated_at: datetime = SYNCED_AT,
    version: int = 0,
) -> SyncCheckpoint:
    """A checkpoint between two runs."""
    return SyncCheckpoint(
        company_id=company_id,
        vendor=vendor,
        resource=resource,
        synced_until=synced_until,
        window_until=window_until,
        cursor=cursor,
        counts=SyncCounts() if counts is None else counts,
        updated_at=updated_at,
        version=version,
    )


def a_counterpart(
    *,
    company_id: str = COMPANY,
    kind: CounterpartKind = CounterpartKind.EMPLOYEE,
    vendor_id: str = "55",
    display_name: str = "Rosa Delgado",
    number: str | None = "107",
    email: str | None = "rosa.delgado@example.com",
    active: bool = True,
    sync_token: str = "0",
) -> Counterpart:
    """The default worker in the books."""
    return Counterpart(
        company_id=company_id,
        kind=kind,
        vendor_id=vendor_id,
        display_name=display_name,
        number=number,
        email=email,
        active=active,
        sync_token=sync_token,
    )
