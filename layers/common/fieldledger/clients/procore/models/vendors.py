"""Vendors of a company and of a project. Procore knows no customers: an owner is a vendor too."""

from fieldledger.clients.procore.body import NumericId, ProcoreWrite, SyncWrite
from fieldledger.clients.procore.models.base import OptionalId, ProcoreModel, Synced, Text


class BusinessRegister(ProcoreModel):
    """Tax number; ``type`` is ``EIN`` in the United States."""

    type: str | None = None
    identifier: Text = None


class Vendor(Synced):
    """A vendor; addresses come with the extended view only. ``name`` may be missing in the view of ids."""

    name: str | None = None
    abbreviated_name: str | None = None
    legal_name: str | None = None
    trade_name: str | None = None
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: Text = None
    business_phone: Text = None
    email_address: str | None = None
    website: str | None = None
    is_active: bool = True
    license_number: Text = None
    parent_id: OptionalId = None
    origin_code: Text = None
    synced_to_erp: bool | None = None
    business_register: BusinessRegister | None = None


class BusinessRegisterWrite(ProcoreWrite):
    """Tax number of a vendor."""

    type: str | None = None
    identifier: str | None = None


class VendorWrite(SyncWrite):
    """Creates need ``name``; ``origin_code`` is the External ID that people see."""

    name: str | None = None
    abbreviated_name: str | None = None
    trade_name: str | None = None
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: str | None = None
    business_phone: str | None = None
    mobile_phone: str | None = None
    fax_number: str | None = None
    email_address: str | None = None
    website: str | None = None
    is_active: bool | None = None
    license_number: str | None = None
    notes: str | None = None
    parent_id: NumericId | None = None
    origin_data: str | None = None
    origin_code: str | None = None
    business_register_attributes: BusinessRegisterWrite | None = None
