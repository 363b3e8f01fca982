"""A batch is read once, however many of its items are asked for and however many ask at the same time."""

from asyncio import gather

from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, a_posting
from tests.builders.postings import a_sealed_batch
from tests.fakes.documents import InMemoryDocumentStore

NAMES = [str(number) for number in range(30)]
BATCH = a_sealed_batch(postings=[a_posting(posting=name) for name in NAMES])


async def _stored() -> tuple[DocumentPostings, InMemoryDocumentStore]:
    store = InMemoryDocumentStore()
    postings = DocumentPostings(store)
    (await store.transact([postings.write_batch(BATCH)])).unwrap()
    store.calls.clear()
    return postings, store


async def test_the_items_of_a_batch_are_read_at_once_by_many_and_the_store_is_asked_once() -> None:
    postings, store = await _stored()
    found = await gather(*(postings.sealed_item(COMPANY, BATCH.batch_id, name) for name in NAMES))
    assert [each.unwrap() for each in found] == list(BATCH.items)
    assert store.calls == ["get"]


async def test_a_batch_of_another_company_with_the_same_id_is_another_batch() -> None:
    postings, _ = await _stored()
    assert (await postings.sealed_item(COMPANY, BATCH.batch_id, "1")).unwrap() == BATCH.items[1]
    assert (await postings.sealed_item("company-2", BATCH.batch_id, "1")).unwrap() is None


async def test_a_batch_that_could_not_be_read_or_was_not_there_yet_is_asked_for_again() -> None:
    postings, store = await _stored()
    store.fail_next()
    failed = await postings.sealed_item(COMPANY, BATCH.batch_id, "1")
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    later = a_sealed_batch(postings=[a_posting(posting="99")])
    assert (await postings.sealed_item(COMPANY, later.batch_id, "99")).unwrap() is None
    (await store.transact([postings.write_batch(later)])).unwrap()
    assert (await postings.sealed_item(COMPANY, later.batch_id, "99")).unwrap() == later.items[0]
    assert (await postings.sealed_item(COMPANY, BATCH.batch_id, "1")).unwrap() == BATCH.items[1]


async def test_no_more_than_the_last_batches_are_held() -> None:
    postings, store = await _stored()
    others = [a_sealed_batch(postings=[a_posting(posting=f"other-{place}")]) for place in range(64)]
    (await store.transact([postings.write_batch(other) for other in others])).unwrap()
    for batch in (BATCH, *others):
        await postings.sealed_item(COMPANY, batch.batch_id, batch.items[0].posting_id)
    store.calls.clear()
    await postings.sealed_item(COMPANY, others[-1].batch_id, "other-63")
    assert store.calls == []
    await postings.sealed_item(COMPANY, BATCH.batch_id, "1")
    assert store.calls == ["get"]
