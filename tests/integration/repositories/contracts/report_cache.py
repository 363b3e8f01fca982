"""What the cache of report months does, whatever the store."""

from datetime import UTC, datetime, timedelta
from random import Random

from fieldledger.repositories import report_cache
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.repositories.report_cache import CachedMonth, CachedPage, DocumentReportCache
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore

OTHER = "company-2"
KEY = "2026-02"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EMPTY = b'{"collection":[]}'


def a_month(*bodies: bytes, checked_at: datetime = NOW, stored_at: datetime = NOW, version: int = 0) -> CachedMonth:
    """A month that was just fetched: one empty page unless others are given."""
    pages = tuple(CachedPage(body, f'"v{number}"') for number, body in enumerate(bodies or (EMPTY,)))
    return CachedMonth(KEY, pages, checked_at, stored_at, version=version)


def incompressible(size: int) -> bytes:
    """The same noise every time."""
    return Random(1).randbytes(size)


async def _saved(cache: DocumentReportCache, month: CachedMonth) -> bool:
    return (await cache.save(COMPANY, month)).unwrap()


async def _held(cache: DocumentReportCache) -> CachedMonth:
    found = (await cache.find(COMPANY, KEY)).unwrap()
    assert found is not None
    return found


class ReportCacheContract:
    """Months by company and key, what asks for their refresh, and the pause of refreshing."""

    async def test_a_month_is_found_as_it_was_saved_by_its_company_and_key_only(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        month = a_month("Zürich ☂".encode(), b"")
        assert await _saved(cache, month)
        assert (await _held(cache)).pages == month.pages
        assert (await cache.find(OTHER, KEY)).unwrap() is None
        assert (await cache.find(COMPANY, "2026-0")).unwrap() is None

    async def test_the_version_that_was_read_is_replaced(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month(b"one", b"two"))
        assert await _saved(cache, a_month(b"one", b"three", checked_at=NOW + HOUR, version=1))
        held = await _held(cache)
        assert ([page.body for page in held.pages], held.checked_at) == ([b"one", b"three"], NOW + HOUR)

    async def test_of_two_refreshes_the_first_stays(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month(b"first"))
        assert not await _saved(cache, a_month(b"second"))
        assert [page.body for page in (await _held(cache)).pages] == [b"first"]

    async def test_a_large_body_that_packs_well_fits_an_item(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        body = b'{"uuid":"5b1f0c2e-0000-4000-8000-000000000001","status":"COMPLETED"},' * 40_000
        assert await _saved(cache, a_month(body))
        assert [page.body for page in (await _held(cache)).pages] == [body]

    async def test_a_body_just_below_the_limit_fits_an_item(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        assert await _saved(cache, a_month(incompressible(report_cache.MAX_PACKED * 3 // 4 - 200)))

    async def test_a_body_too_large_even_when_packed_is_not_stored_and_breaks_nothing(
        self, store: DocumentStore
    ) -> None:
        cache = DocumentReportCache(store)
        assert not await _saved(cache, a_month(incompressible(400_000)))
        assert (await cache.find(COMPANY, KEY)).unwrap() is None

    async def test_a_month_of_which_a_body_is_missing_is_none(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month(b"one", b"two"))
        gone = a_month(b"two").pages[0].sha256
        [document] = [await store.get(TableName.CONTROL, f"COMPANY#{COMPANY}", f"REPORT#{KEY}#{gone}")]
        held = document.unwrap()
        assert held is not None
        (await store.delete(TableName.CONTROL, held.pk, held.sk)).unwrap()
        assert (await cache.find(COMPANY, KEY)).unwrap() is None

    async def test_a_refresh_that_found_nothing_new_stores_no_body_until_the_bodies_age(
        self, store: DocumentStore
    ) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month())
        lives_until = []
        for version, days in ((1, 1), (2, 40)):
            await _saved(cache, a_month(checked_at=NOW + timedelta(days=days), version=version))
            key = f"REPORT#{KEY}#{a_month().pages[0].sha256}"
            body = (await store.get(TableName.CONTROL, f"COMPANY#{COMPANY}", key)).unwrap()
            assert body is not None
            lives_until.append(body.expires_at)
        assert lives_until == [NOW + report_cache.KEEP, NOW + timedelta(days=40) + report_cache.KEEP]

    async def test_months_are_asked_for_until_they_are_refreshed(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        assert (await cache.mark_outdated(COMPANY, KEY, NOW)).unwrap() is False
        await _saved(cache, a_month())
        assert (await cache.asked_for(COMPANY)).unwrap() == []
        assert (await cache.mark_wanted(COMPANY, KEY, NOW)).unwrap() is True
        assert (await cache.mark_wanted(COMPANY, KEY, NOW + HOUR)).unwrap() is False
        assert (await cache.mark_outdated(COMPANY, KEY, NOW)).unwrap() is True
        assert (await cache.asked_for(COMPANY)).unwrap() == [KEY]
        assert (await cache.asked_for(OTHER)).unwrap() == []
        held = await _held(cache)
        assert (held.wanted_at, held.outdated_at) == (NOW, NOW)
        await _saved(cache, a_month(version=held.version))
        assert (await cache.asked_for(COMPANY)).unwrap() == []

    async def test_a_refresh_that_began_before_a_change_does_not_hide_it(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month())
        begun = await _held(cache)
        (await cache.mark_outdated(COMPANY, KEY, NOW + HOUR)).unwrap()
        assert not await _saved(cache, a_month(b"too early", version=begun.version))
        assert (await _held(cache)).outdated_at == NOW + HOUR

    async def test_why_a_month_is_not_refreshed_is_written_when_it_changes(self, store: DocumentStore) -> None:
        cache = DocumentReportCache(store)
        await _saved(cache, a_month())
        marked = [(await cache.mark_refused(COMPANY, KEY, code)).unwrap() for code in ("A", "A", "B")]
        assert (marked, (await _held(cache)).refused) == ([True, False, True], "B")

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
        store.fail_next(6)
        answers = (
            await cache.find(COMPANY, KEY),
            await cache.save(COMPANY, a_month()),
            await cache.mark_wanted(COMPANY, KEY, NOW),
            await cache.asked_for(COMPANY),
            await cache.paused_until(COMPANY),
            await cache.pause(COMPANY, NOW),
        )
        assert {answer.error_code for answer in answers} == {ErrorCode.STORE_UNAVAILABLE}
