"""What the repositories of FOUNDATION's outbox, exports and settings do, whatever the store."""

from datetime import timedelta

import pytest

from fieldledger.domain.foundation_export import MOST_ITEMS, ExportState
from fieldledger.domain.foundation_seal import SealState
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.repositories.foundation_outbox import DocumentFoundationOutbox
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from tests.builders import APPROVED_AT, COMPANY, a_posting
from tests.builders.foundation import (
    a_claim,
    a_seal,
    an_export,
    an_export_item,
    some_mappings,
)

OTHER = "company-2"


class FoundationOutboxContract:
    """Seals and claims."""

    async def test_an_open_seal_is_found_oldest_first_until_it_is_closed(self, store: DocumentStore) -> None:
        outbox = DocumentFoundationOutbox(store)
        later = a_seal(seal_id="seal-2", sealed_at=APPROVED_AT + timedelta(seconds=1))
        theirs = a_seal(company_id=OTHER)
        (await store.transact([outbox.write_seal(each) for each in (later, a_seal(), theirs)])).unwrap()
        found = (await outbox.open_seals(COMPANY)).unwrap()
        assert [seal.seal_id for seal in found] == ["seal-1", "seal-2"]
        closed = found[0].model_copy(update={"state": SealState.CONFIRMED})
        (await store.transact([outbox.write_seal(closed)])).unwrap()
        assert [seal.seal_id for seal in (await outbox.open_seals(COMPANY)).unwrap()] == ["seal-2"]
        assert (await outbox.seal(COMPANY, "seal-1")).unwrap().state is SealState.CONFIRMED

    async def test_a_seal_is_made_once_and_seen_by_its_company_only(self, store: DocumentStore) -> None:
        outbox = DocumentFoundationOutbox(store)
        (await store.transact([outbox.write_seal(a_seal())])).unwrap()
        assert (await store.transact([outbox.write_seal(a_seal())])).error_code == ErrorCode.VERSION_CONFLICT
        assert (await outbox.seal(OTHER, "seal-1")).error_code == ErrorCode.NOT_FOUND

    async def test_a_key_that_was_never_written_is_claimed_by_nobody(self, store: DocumentStore) -> None:
        claim = (await DocumentFoundationOutbox(store).claim(COMPANY, "any key")).unwrap()
        assert (claim.seal_id, claim.holder, claim.version) == (None, None, 0)

    async def test_of_two_claims_on_a_key_the_second_loses(self, store: DocumentStore) -> None:
        outbox = DocumentFoundationOutbox(store)
        (await store.transact([outbox.write_claim(a_claim())])).unwrap()
        lost = await store.transact([outbox.write_claim(a_claim(seal_id="seal-2"))])
        assert lost.error_code == ErrorCode.VERSION_CONFLICT
        held = (await outbox.claim(COMPANY, a_claim().natural_key)).unwrap()
        assert (held.seal_id, held.version) == ("seal-1", 1)


class FoundationDueContract:
    """What the sweep of FOUNDATION finds, and nothing of QuickBooks'."""

    async def test_each_set_of_books_has_its_own_postings(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        mine = a_posting(posting="posting-1").model_copy(update={"target": "foundation"})
        theirs = a_posting(posting="posting-2")
        (await store.transact([postings.write(mine), postings.write(theirs)])).unwrap()
        for target, expected in (("foundation", "posting-1"), ("quickbooks", "posting-2")):
            page = await postings.by_state(COMPANY, PostingState.PENDING, 10, None, target)
            assert [posting.posting_id for posting in page.unwrap().items] == [expected]

    @pytest.mark.parametrize("what", ["posting", "seal", "export"])
    async def test_work_that_is_due_names_its_company(self, store: DocumentStore, what: str) -> None:
        write = {
            "posting": lambda: DocumentPostings(store).write(a_posting().model_copy(update={"target": "foundation"})),
            "seal": lambda: DocumentFoundationOutbox(store).write_seal(a_seal()),
            "export": lambda: DocumentFoundationExports(store).write(an_export()),
        }[what]()
        (await store.transact([write])).unwrap()
        postings, later = DocumentPostings(store), APPROVED_AT + timedelta(hours=1)
        assert list((await postings.due_companies(later, "foundation")).unwrap()) == [COMPANY]
        assert (await postings.due_companies(later)).unwrap() == {}

    async def test_a_seal_is_due_when_it_may_be_settled(self, store: DocumentStore) -> None:
        (await store.transact([DocumentFoundationOutbox(store).write_seal(a_seal())])).unwrap()
        postings, due = DocumentPostings(store), a_seal().settle_after
        assert (await postings.due_companies(due - timedelta(seconds=1), "foundation")).unwrap() == {}
        assert (await postings.due_companies(due, "foundation")).unwrap() == {COMPANY: due}


class FoundationExportsContract:
    """Import files."""

    async def test_an_export_is_unfinished_until_it_is_recorded(self, store: DocumentStore) -> None:
        exports = DocumentFoundationExports(store)
        saved = (await exports.save(an_export())).unwrap()
        for state in (ExportState.SEALED, ExportState.WRITTEN):
            saved = (await exports.save(saved.model_copy(update={"state": state}))).unwrap()
            assert [each.state for each in (await exports.unfinished(COMPANY)).unwrap()] == [state]
        (await exports.save(saved.model_copy(update={"state": ExportState.RECORDED}))).unwrap()
        assert (await exports.unfinished(COMPANY)).unwrap() == []
        assert (await exports.get(COMPANY, "export-1")).unwrap().state is ExportState.RECORDED

    async def test_of_two_writers_of_a_version_the_second_loses(self, store: DocumentStore) -> None:
        exports = DocumentFoundationExports(store)
        (await exports.save(an_export())).unwrap()
        assert (await exports.save(an_export())).error_code == ErrorCode.VERSION_CONFLICT

    async def test_exports_are_listed_page_by_page_and_by_company(self, store: DocumentStore) -> None:
        exports = DocumentFoundationExports(store)
        for export in (an_export(export_id="a"), an_export(export_id="b"), an_export(company_id=OTHER)):
            (await exports.save(export)).unwrap()
        first = (await exports.page(COMPANY, 1, None)).unwrap()
        rest = (await exports.page(COMPANY, 5, first.next_start)).unwrap()
        assert [export.export_id for export in (*first.items, *rest.items)] == ["a", "b"]
        assert (await exports.get(OTHER, "a")).error_code == ErrorCode.NOT_FOUND

    async def test_the_largest_export_fits_an_item(self, store: DocumentStore) -> None:
        """Before its content is fixed it holds bodies, afterwards the file."""
        long = "x" * 450
        items = [an_export_item(posting_id=f"{n:024}").model_copy(update={"body": long}) for n in range(MOST_ITEMS)]
        (await DocumentFoundationExports(store).save(an_export(items=items))).unwrap()


class MappingsForFoundationContract:
    """Mappings and links."""

    async def test_a_company_without_mappings_has_empty_ones(self, store: DocumentStore) -> None:
        mappings = (await DocumentMappingsForFoundation(store).mappings(COMPANY)).unwrap()
        assert (mappings.earn_codes, mappings.version) == ({}, 0)

    async def test_mappings_are_replaced_by_version(self, store: DocumentStore) -> None:
        directory = DocumentMappingsForFoundation(store)
        (await store.transact([directory.write_mappings(some_mappings())])).unwrap()
        lost = await store.transact([directory.write_mappings(some_mappings())])
        assert lost.error_code == ErrorCode.VERSION_CONFLICT
        assert (await directory.mappings(COMPANY)).unwrap() == some_mappings(version=1)
