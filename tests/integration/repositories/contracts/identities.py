"""What the identities do, whatever the store."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, a_claim, a_link, an_identity

OTHER = "company-2"
EMPLOYEE = IdentityKind.EMPLOYEE
QUICKBOOKS, FOUNDATION = VendorName.QUICKBOOKS, VendorName.FOUNDATION
ODD_IDS = ["MY JOB", "12/3", "a#b", "00-17.L", "ÄBC", "%23"]


class IdentitiesContract:
    """Forward by our id, back by the vendor's."""

    async def test_an_identity_is_found_by_our_id_and_kind_within_its_company(self, store: DocumentStore) -> None:
        identities = DocumentIdentities(store)
        (await store.transact([identities.write(an_identity(links=[a_link()]))])).unwrap()
        found = (await identities.held(COMPANY, EMPLOYEE, ["employee-1", "employee-2"])).unwrap()
        assert found == {"employee-1": an_identity(links=[a_link()], version=1)}
        assert (await identities.held(COMPANY, IdentityKind.PROJECT, ["employee-1"])).unwrap() == {}
        assert (await identities.held(OTHER, EMPLOYEE, ["employee-1"])).unwrap() == {}

    async def test_what_nobody_linked_is_an_identity_without_links(self, store: DocumentStore) -> None:
        found = (await DocumentIdentities(store).of(COMPANY, EMPLOYEE, ["employee-9"])).unwrap()
        assert found == {"employee-9": an_identity(canonical_id="employee-9")}

    async def test_a_merged_record_stands_for_its_survivor(self, store: DocumentStore) -> None:
        identities = DocumentIdentities(store)
        survivor = an_identity(links=[a_link()], aliases=["employee-2"])
        alias = an_identity(canonical_id="employee-2", merged_into="employee-1")
        (await store.transact([identities.write(survivor), identities.write(alias)])).unwrap()
        found = (await identities.of(COMPANY, EMPLOYEE, ["employee-2", "employee-1"])).unwrap()
        assert {key: each.canonical_id for key, each in found.items()} == {
            "employee-1": "employee-1",
            "employee-2": "employee-1",
        }

    async def test_every_identity_of_a_kind_comes_by_id(self, store: DocumentStore) -> None:
        identities = DocumentIdentities(store)
        kept = [an_identity(canonical_id=f"employee-{n}") for n in (2, 1)]
        strangers = [an_identity(kind=IdentityKind.PROJECT), an_identity(company_id=OTHER)]
        (await store.transact([identities.write(each) for each in (*kept, *strangers)])).unwrap()
        every = (await identities.every(COMPANY, EMPLOYEE)).unwrap()
        assert [each.canonical_id for each in every] == ["employee-1", "employee-2"]

    @pytest.mark.parametrize("vendor_id", ODD_IDS)
    async def test_the_way_back_is_by_vendor_and_its_id(self, store: DocumentStore, vendor_id: str) -> None:
        identities = DocumentIdentities(store)
        (await store.transact([identities.write_claim(a_claim(vendor_id=vendor_id))])).unwrap()
        found = (await identities.claims(COMPANY, EMPLOYEE, QUICKBOOKS, [vendor_id, "nobody"])).unwrap()
        assert found == {vendor_id: a_claim(vendor_id=vendor_id, version=1)}
        assert (await identities.claims(COMPANY, EMPLOYEE, FOUNDATION, [vendor_id])).unwrap() == {}
        assert (await identities.claims(OTHER, EMPLOYEE, QUICKBOOKS, [vendor_id])).unwrap() == {}

    async def test_of_two_claims_to_one_record_one_loses(self, store: DocumentStore) -> None:
        identities = DocumentIdentities(store)
        (await store.transact([identities.write_claim(a_claim())])).unwrap()
        loser = await store.transact([identities.write_claim(a_claim(canonical_id="employee-2"))])
        assert loser.error_code == ErrorCode.VERSION_CONFLICT
