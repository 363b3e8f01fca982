"""Which bills charge a job is noted when the books are read, so that a job's cost is found by its keys."""

from decimal import Decimal

import pytest

from fieldledger.domain.facts.quickbooks_documents import BillFacts, DocumentLineFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.job_records import DocumentJobBills
from fieldledger.result import ErrorCode
from fieldledger.services.sync.quickbooks.rows import DocumentRow
from fieldledger.services.sync.sinking import RecordSink, Rows
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from tests.builders import COMPANY, SYNCED_AT
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

BILLS = SyncResource.QUICKBOOKS_BILLS


@pytest.fixture
def store() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


@pytest.fixture
def sink(store: InMemoryDocumentStore) -> RecordSink:
    return quickbooks_sinks(store, RecordingQueue(), FakeClock())[BILLS]


def a_bill(bill_id: str, *customers: str | None) -> Rows:
    lines = tuple(DocumentLineFacts(amount=Decimal(10), account_id="51", customer_id=each) for each in customers)
    return Rows(COMPANY, [DocumentRow(BILLS, bill_id, BillFacts(lines=lines))], SYNCED_AT)


async def test_a_bill_is_found_by_each_job_that_it_charges(store: InMemoryDocumentStore, sink: RecordSink) -> None:
    (await sink.keep(a_bill("400", "77", "78", "77", None))).unwrap()
    (await sink.keep(a_bill("401", "77"))).unwrap()
    (await sink.keep(a_bill("402", None))).unwrap()
    bills = DocumentJobBills(store)
    assert (await bills.of(COMPANY, "77")).unwrap() == ["400", "401"]
    assert (await bills.of(COMPANY, "78")).unwrap() == ["400"]
    assert (await bills.of(COMPANY, "7")).unwrap() == []
    assert (await bills.of("company-2", "77")).unwrap() == []


async def test_a_bill_that_charges_another_job_by_now_is_found_by_both(
    store: InMemoryDocumentStore, sink: RecordSink
) -> None:
    (await sink.keep(a_bill("400", "77"))).unwrap()
    (await sink.keep(a_bill("400", "78"))).unwrap()
    bills = DocumentJobBills(store)
    assert [(await bills.of(COMPANY, job)).unwrap() for job in ("77", "78")] == [["400"], ["400"]]


async def test_an_unchanged_bill_is_not_noted_again(store: InMemoryDocumentStore, sink: RecordSink) -> None:
    (await sink.keep(a_bill("400", "77"))).unwrap()
    store.fail_next(operation="put")
    assert (await sink.keep(a_bill("400", "77"))).unwrap().unchanged == 1


async def test_a_bill_that_cannot_be_noted_is_not_kept_either(store: InMemoryDocumentStore, sink: RecordSink) -> None:
    store.fail_next(operation="put")
    assert (await sink.keep(a_bill("400", "77"))).error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await sink.keep(a_bill("400", "77"))).unwrap().created == 1
