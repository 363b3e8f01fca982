"""Identities and what they are made of."""

from collections.abc import Sequence
from datetime import date, datetime

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Claim, Identity, IdentityKind, Link, LinkState
from fieldledger.domain.party import Party
from tests.builders.moments import COMPANY, SYNCED_AT


def a_link(
    *,
    vendor: VendorName = VendorName.QUICKBOOKS,
    vendor_id: str = "55",
    state: LinkState = LinkState.CONFIRMED,
    decided_by: str = "rule:employee_number",
    decided_at: datetime = SYNCED_AT,
    stale_because: str | None = None,
    version: int = 1,
) -> Link:
    """A link to the default worker's row in the books."""
    return Link(
        vendor=vendor,
        vendor_id=vendor_id,
        state=state,
        decided_by=decided_by,
        reason="the employee number is that of 107 Rosa Delgado",
        score=100,
        decided_at=decided_at,
        stale_because=stale_because,
        version=version,
    )


def an_identity(
    *,
    company_id: str = COMPANY,
    kind: IdentityKind = IdentityKind.EMPLOYEE,
    canonical_id: str = "employee-1",
    links: Sequence[Link] = (),
    merged_into: str | None = None,
    aliases: Sequence[str] = (),
    version: int = 0,
) -> Identity:
    """The default worker, linked to nothing."""
    return Identity(
        company_id=company_id,
        kind=kind,
        canonical_id=canonical_id,
        links=tuple(links),
        merged_into=merged_into,
        aliases=tuple(aliases),
        version=version,
    )


def a_claim(
    *,
    company_id: str = COMPANY,
    kind: IdentityKind = IdentityKind.EMPLOYEE,
    vendor: VendorName = VendorName.QUICKBOOKS,
    vendor_id: str = "55",
    canonical_id: str | None = "employee-1",
    version: int = 0,
) -> Claim:
    """The default worker's row in the books."""
    return Claim(
        company_id=company_id,
        kind=kind,
        vendor=vendor,
        vendor_id=vendor_id,
        canonical_id=canonical_id,
        version=version,
    )


def a_party(
    party_id: str = "1",
    name: str = "Riverside Clinic",
    number: str | None = "2214",
    *,
    email: str | None = None,
    active: bool = True,
    opened_on: date | None = None,
    number_in_name: bool = False,
) -> Party:
    """A job with a number."""
    return Party(party_id, name, number, email, active=active, opened_on=opened_on, number_in_name=number_in_name)
