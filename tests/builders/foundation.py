"""Seals, claims, exports and settings for FOUNDATION."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from fieldledger.domain.foundation_export import ExportItem, ExportState, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind, FoundationMappings
from fieldledger.domain.foundation_seal import FoundationClaim, FoundationSeal, SealState
from tests.builders.moments import ACCOUNTANT, APPROVED_AT, COMPANY, CONTENT_HASH

NATURAL_KEY = "time_card|107|2026-02-27|2214|01|03-300|L|RT"


def a_seal(
    *,
    seal_id: str = "seal-1",
    company_id: str = COMPANY,
    state: SealState = SealState.OPEN,
    sealed_at: datetime = APPROVED_AT,
    version: int = 0,
) -> FoundationSeal:
    """Eight hours that were about to be sent."""
    return FoundationSeal(
        company_id=company_id,
        seal_id=seal_id,
        posting_id="posting-1",
        kind=FoundationKind.TIME_CARD,
        natural_key=NATURAL_KEY,
        body='{"employeeId": "107"}',
        sha256=CONTENT_HASH,
        baseline=("1001",),
        state=state,
        sealed_at=sealed_at,
        send_before=sealed_at + timedelta(seconds=20),
        settle_after=sealed_at + timedelta(seconds=330),
        version=version,
    )


def a_claim(*, seal_id: str | None = "seal-1", natural_key: str = NATURAL_KEY, version: int = 0) -> FoundationClaim:
    """Who writes under the key."""
    return FoundationClaim(company_id=COMPANY, natural_key=natural_key, seal_id=seal_id, version=version)


def an_export_item(*, posting_id: str = "posting-1", minutes: int = 480) -> ExportItem:
    """Eight hours in a file."""
    return ExportItem(
        posting_id=posting_id,
        generation=1,
        approval_id="approval-1",
        approved_by=ACCOUNTANT,
        content_hash=CONTENT_HASH,
        natural_key=NATURAL_KEY,
        approved=Decimal(minutes),
        body='{"employeeId": "107", "date": "2026-02-27", "hours": "8.00"}',
    )


def an_export(
    *,
    export_id: str = "export-1",
    company_id: str = COMPANY,
    state: ExportState = ExportState.GATHERING,
    created_at: datetime = APPROVED_AT,
    items: Sequence[ExportItem] | None = None,
    version: int = 0,
) -> FoundationExport:
    """A file of one posting."""
    return FoundationExport(
        company_id=company_id,
        export_id=export_id,
        kind=FoundationKind.TIME_CARD,
        user_id="system",
        state=state,
        created_at=created_at,
        items=(an_export_item(),) if items is None else tuple(items),
        version=version,
    )


def some_mappings(*, version: int = 0) -> FoundationMappings:
    """Two earn codes."""
    return FoundationMappings(company_id=COMPANY, earn_codes={"RT": "1", "OT": "2"}, version=version)
