"""Which record of FOUNDATION one of ours is: links, then numbers, and never a link that has to be looked at."""

from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import LinkedKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.result import ErrorCode
from fieldledger.services.crosswalk.books_links import BooksLinks
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.foundation_posting.ids import LinkedIds, ResolvedIds
from fieldledger.wiring.foundation_setup import setup_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.companies import a_project
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

JOB = (LinkedKind.PROJECT, "clinic")


class Office:
    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.identities = DocumentIdentities(self.store)
        self.setup = setup_over(self.store, RecordingQueue(), FakeClock())

    async def link(self, vendor_id: str) -> None:
        (await self.setup.link(COMPANY, JOB[0], JOB[1], vendor_id, ACCOUNTANT)).unwrap()

    async def mark_stale(self) -> None:
        decisions = LinkDecisions(
            self.identities, DocumentParties(self.store), DocumentAuditTrail(self.store), FakeClock()
        )
        identity = (await self.identities.of(COMPANY, IdentityKind.PROJECT, [JOB[1]])).unwrap()[JOB[1]]
        link = identity.link(VendorName.FOUNDATION)
        assert link is not None
        (await self.store.transact(decisions.mark_stale(identity, link, "the job was closed").writes)).unwrap()

    async def resolve(self) -> ResolvedIds:
        links = BooksLinks(self.identities, VendorName.FOUNDATION)
        ids = LinkedIds(links, DocumentEmployees(self.store), DocumentProjects(self.store))
        return (await ids.resolve(COMPANY, [JOB], numbers_are_ids=True)).unwrap()


async def test_a_number_stands_for_an_id_that_nobody_linked() -> None:
    office = Office()
    (await DocumentProjects(office.store).save(a_project(project_id="clinic", number="2401"))).unwrap()
    assert (await office.resolve()).ids == {JOB: "2401"}
    await office.link("2401-B")
    assert (await office.resolve()).ids == {JOB: "2401-B"}


async def test_nothing_is_written_by_a_link_that_has_to_be_looked_at_and_no_number_stands_in() -> None:
    office = Office()
    (await DocumentProjects(office.store).save(a_project(project_id="clinic", number="2401"))).unwrap()
    await office.link("2401")
    await office.mark_stale()
    resolved = await office.resolve()
    assert resolved.ids == {}
    assert resolved.problems[JOB].code == ErrorCode.LINK_STALE
    await office.link("2401")
    assert (await office.resolve()).ids == {JOB: "2401"}
