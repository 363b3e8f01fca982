"""What the cache of report bodies does, whatever the store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from fieldledger.repositories import report_cache
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.repositories.report_cache import CachedBody, DocumentReportCache
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore

OTHER = "company-2"
KEY = "/dailyReports?fromDate=2026-02-01&limit=1000&offset=0&toDate=2026-02-28"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_body(
    body: bytes = b'{"collection":[]}', *, etag: str | None = '"v1"', fetched_at: datetime = NOW, version: int = 0
) -> CachedBody:
    """An empty page that was just fetched."""
    return CachedBody(body, etag, fetched_at, version=version)


def incompressible(size: int) -> bytes:
    """The same noise every time."""
    return Random(1).randbytes(size)


class ReportCacheContract:
    """Bodies by company and key, and the pause of refreshing."""

    async def test_a_body_is_found_as_it_was_saved_by_its_company_and_key_only(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        assert (await cache.save(COMPANY, KEY, a_body("Zürich ☂".encode()))).unwrap() is True
        assert (await cache.find(COMPANY, KEY)).unwrap() == a_body("Zürich ☂".encode(), version=1)
        assert (await cache.find(OTHER, KEY)).unwrap() is None
        assert (await cache.find(COMPANY, KEY + "0")).unwrap() is None

    async def test_a_body_without_an_etag_and_an_empty_one_are_kept_too(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        (await cache.save(COMPANY, KEY, replace(a_body(b"", etag=None), outdated=True))).unwrap()
        found = (await cache.find(COMPANY, KEY)).unwrap()
        assert found == replace(a_body(b"", etag=None, version=1), outdated=True)

    async def test_the_version_that_was_read_is_replaced(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        (await cache.save(COMPANY, KEY, a_body())).unwrap()
        later = a_body(b"new", etag='"v2"', fetched_at=NOW + HOUR, version=1)
        assert (await cache.save(COMPANY, KEY, later)).unwrap() is True
        assert (await cache.find(COMPANY, KEY)).unwrap() == replace(later, version=2)

    async def test_of_two_refreshes_the_first_stays(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        (await cache.save(COMPANY, KEY, a_body(b"first"))).unwrap()
        assert (await cache.save(COMPANY, KEY, a_body(b"second"))).unwrap() is False
        found = (await cache.find(COMPANY, KEY)).unwrap()
        assert found is not None
        assert found.body == b"first"

    async def test_a_large_body_that_packs_well_fits_an_item(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        body = b'{"uuid":"5b1f0c2e-0000-4000-8000-000000000001","status":"COMPLETED"},' * 40_000
        assert (await cache.save(COMPANY, KEY, a_body(body))).unwrap() is True
        found = (await cache.find(COMPANY, KEY)).unwrap()
        assert found is not None
        assert found.body == body

    async def test_a_body_just_below_the_limit_fits_an_item(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        body = incompressible(report_cache.MAX_PACKED * 3 // 4 - 200)
        assert (await cache.save(COMPANY, KEY, a_body(body))).unwrap() is True

    async def test_a_body_too_large_even_when_packed_is_not_stored_and_breaks_nothing(
        self, store: DocumentStore
    ) -> None:
        cache = DocumentReportCache(store)
        assert (await cache.save(COMPANY, KEY, a_body(incompressible(400_000)))).unwrap() is False
        assert (await cache.find(COMPANY, KEY)).unwrap() is None

    async def test_a_body_expires_long_after_its_last_refresh(self, store: DocumentStore) -> None:
        (await DocumentReportCache(store).save(COMPANY, KEY, a_body())).unwrap()
        document = (await store.get(TableName.CONTROL, f"COMPANY#{COMPANY}", f"REPORT#{KEY}")).unwrap()
        assert document is not None
        assert document.expires_at == NOW + report_cache.KEEP

    async def test_a_pause_belongs_to_one_company_and_only_grows(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        assert (await cache.paused_until(COMPANY)).unwrap() is None
        for until in (NOW, NOW + HOUR, NOW):
            (await cache.pause(COMPANY, until)).unwrap()
        assert (await cache.paused_until(COMPANY)).unwrap() == NOW + HOUR
        assert (await cache.paused_until(OTHER)).unwrap() is None

    async def test_a_store_that_does_not_answer_is_a_failure(self) -> None:
        store = InMemoryDocumentStore()
        cache = DocumentReportCache(store)
        store.fail_next(5)
        answers = (
            await cache.find(COMPANY, KEY),
            await cache.save(COMPANY, KEY, a_body()),
            await cache.paused_until(COMPANY),
            await cache.pause(COMPANY, NOW),
        )
        assert {answer.error_code for answer in answers} == {ErrorCode.STORE_UNAVAILABLE}
