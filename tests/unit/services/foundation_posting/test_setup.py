"""What a person decides for FOUNDATION is written with its audit entry, once."""

from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import LinkedKind
from fieldledger.repositories.documents import Range, TableName
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.result import ErrorCode
from fieldledger.services.crosswalk.books_links import BooksLinks
from fieldledger.wiring.foundation_setup import setup_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.foundation import some_mappings
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue


class Office:
    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.mappings = DocumentMappingsForFoundation(self.store)
        self.links = BooksLinks(DocumentIdentities(self.store), VendorName.FOUNDATION)
        self.setup = setup_over(self.store, RecordingQueue(), FakeClock())

    async def entries(self) -> list[str]:
        page = await self.store.query(TableName.AUDIT, f"COMPANY#{COMPANY}", Range.prefix(""), limit=50)
        return [document.body for document in page.unwrap().documents]


async def test_mappings_are_set_with_what_they_were_before() -> None:
    office = Office()
    (await office.setup.save(some_mappings(), ACCOUNTANT)).unwrap()
    changed = some_mappings().model_copy(update={"earn_codes": {"RT": "9"}})
    (await office.setup.save(changed, ACCOUNTANT)).unwrap()
    assert (await office.mappings.mappings(COMPANY)).unwrap().earn_codes == {"RT": "9"}
    entries = await office.entries()
    assert len(entries) == 2
    assert any('\\"RT\\":\\"1\\"' in entry and '\\"RT\\":\\"9\\"' in entry for entry in entries)


async def test_setting_the_same_again_writes_nothing() -> None:
    office = Office()
    for _ in range(2):
        (await office.setup.save(some_mappings(), ACCOUNTANT)).unwrap()
    assert len(await office.entries()) == 1


async def test_a_link_is_changed_and_repeated_without_another_entry() -> None:
    office = Office()
    for vendor_id in ("GRAYBAR", "GRAYBAR", "GRAY2"):
        (await office.setup.link(COMPANY, LinkedKind.SUPPLIER, "graybar", vendor_id, ACCOUNTANT)).unwrap()
    [link] = (await office.links.links(COMPANY, LinkedKind.SUPPLIER, ["graybar"])).unwrap()
    assert (link.vendor_id, link.decided_by, link.version) == ("GRAY2", ACCOUNTANT, 2)
    assert len(await office.entries()) == 2


async def test_an_id_that_foundation_cannot_have_is_refused() -> None:
    office = Office()
    refused = await office.setup.link(COMPANY, LinkedKind.SUPPLIER, "graybar", "GRAYBAR ELECTRIC", ACCOUNTANT)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert await office.entries() == []
