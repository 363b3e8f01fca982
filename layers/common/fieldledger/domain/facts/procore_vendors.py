"""Vendors of the company's directory; owners are among them."""

from fieldledger.domain.mirror import Facts


class VendorFacts(Facts):
    """Tax numbers are left out: nothing here needs them. ``origin_code`` is the External ID that people see."""

    name: str | None = None
    abbreviated_name: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    active: bool = True
    license_number: str | None = None
    parent_id: str | None = None
    origin_id: str | None = None
    origin_code: str | None = None
