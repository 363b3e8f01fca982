"""Vendors of the company's directory: by change."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.vendors import Vendor
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.resources.vendors import Vendors
from fieldledger.domain.facts.procore_vendors import VendorFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.lists import ListSource
from fieldledger.services.sync.procore.reading import changed
from fieldledger.services.sync.source import PageRequest, SourceRow, SourceTraits

TRAITS: Final = SourceTraits(
    SyncResource.PROCORE_VENDORS, every=timedelta(minutes=30), full_every=timedelta(days=1), incremental=True
)


def vendors_source(vendors: Vendors) -> ListSource[Vendor]:
    """The lists know no deleted vendors: the webhook and the single read tell of them."""

    async def pages(request: PageRequest, _project: str, number: int) -> Result[ProcorePage[Vendor]]:
        return await vendors.page(request.company_id, number, changed(request.window))

    async def get(company_id: str, _project: str, record_id: str) -> Result[Vendor]:
        return await vendors.get(company_id, record_id)

    return ListSource(TRAITS, pages, get, _row)


def _row(vendor: Vendor, _scope_id: str | None) -> SourceRow:
    return SourceRow(
        TRAITS.resource, vendor.id, _facts(vendor), updated_at=vendor.updated_at, deleted=vendor.deleted_at is not None
    )


def _facts(vendor: Vendor) -> VendorFacts:
    return VendorFacts(
        name=vendor.name,
        abbreviated_name=vendor.abbreviated_name,
        legal_name=vendor.legal_name,
        trade_name=vendor.trade_name,
        address=vendor.address,
        city=vendor.city,
        state_code=vendor.state_code,
        country_code=vendor.country_code,
        zip=vendor.zip,
        phone=vendor.business_phone,
        email=vendor.email_address,
        website=vendor.website,
        active=vendor.is_active,
        license_number=vendor.license_number,
        parent_id=vendor.parent_id,
        origin_id=vendor.origin_id,
        origin_code=vendor.origin_code,
    )
