"""Time cards as a sync source: two feeds in one cursor, nothing lost between pages, windows and feeds."""

from datetime import date, timedelta

import pytest

from fieldledger.clients.raken import client as raken_client
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.services.daily_reports import DailyReports
from fieldledger.services.sync.source import PageRequest, Span
from fieldledger.wiring.daily_reports import report_months
from tests.builders import COMPANY, WORK_DATE
from tests.integration.clients.raken.jobsite import ACCOUNT
from tests.integration.flow.simulated_raken import a_card
from tests.integration.sync.raken.conftest import Site

CARDS = SyncResource.RAKEN_TIME_CARDS


async def _cards(site: Site) -> dict[str, TimeCard]:
    cards = DocumentTimeCards(site.jobsite.store)
    page = await cards.by_date(COMPANY, date(2025, 1, 1), date(2027, 1, 1), 10_000, None)
    return {card.time_card_id: card for card in page.unwrap().items}


async def _delete(site: Site, uuid: str) -> None:
    await site.jobsite.admin("DELETE", f"companies/{ACCOUNT}/timeCards/{uuid}?force=true")


async def test_both_feeds_are_one_walk(site: Site) -> None:
    await site.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2", approved=False))
    site.jobsite.clock.advance(minutes=1)
    first = await site.office.walk(site.source(CARDS), site.last(days=30))
    assert (first.counts.created, first.counts.calls, first.cursors) == (2, 2, ["deleted:0"])
    await _delete(site, "c-1")
    site.jobsite.clock.advance(minutes=1)
    second = await site.office.walk(site.source(CARDS), site.last(minutes=5))
    assert (second.counts.deleted, second.balanced) == (1, True)
    assert {key: card.status for key, card in (await _cards(site)).items()} == {
        "c-1": TimeCardStatus.DELETED,
        "c-2": TimeCardStatus.UNAPPROVED,
    }


async def test_empty_feeds_delete_nothing(site: Site) -> None:
    await site.jobsite.seed("timeCards", a_card("c-1"))
    site.jobsite.clock.advance(minutes=1)
    await site.office.walk(site.source(CARDS), site.last(days=30))
    site.jobsite.clock.advance(hours=3)
    assert (await site.office.walk(site.source(CARDS), site.last(hours=1))).counts.seen == 0
    assert (await _cards(site))["c-1"].status is TimeCardStatus.READY


async def test_a_nightly_read_of_two_months_finds_what_the_day_missed_and_writes_nothing_else(site: Site) -> None:
    await site.jobsite.seed("timeCards", *(a_card(f"c-{n}") for n in range(5)))
    site.jobsite.clock.advance(days=20)
    await site.office.walk(site.source(CARDS), site.last(hours=1))
    traits = site.source(CARDS).traits
    assert traits.look_back is not None
    assert (traits.full_every, traits.look_back) == (timedelta(days=1), timedelta(days=62))
    assert traits.longest_window is not None
    assert traits.longest_window + traits.overlap <= timedelta(days=31)
    walked = [await site.office.walk(site.source(CARDS), site.last(days=30)) for _ in range(2)]
    assert [(each.counts.created, each.counts.unchanged) for each in walked] == [(5, 0), (0, 5)]


async def test_pages_overlap_so_that_a_card_that_leaves_the_window_hides_none(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raken_client, "PAGE_SIZE", 5)
    for n in range(12):
        await site.jobsite.seed("timeCards", a_card(f"c-{n:02}"))
        site.jobsite.clock.advance(1)
    window = site.last(hours=1)
    source = site.source(CARDS)
    cursor: str | None = None
    seen: set[str] = set()
    for number in range(40):
        page = (await source.page(PageRequest(COMPANY, window=window, cursor=cursor))).unwrap()
        seen |= {row.record_id for row in page.rows}
        cursor = page.next_cursor
        if number == 1:
            site.jobsite.clock.advance(1)
            await site.jobsite.admin("PATCH", f"companies/{ACCOUNT}/timeCards/c-00?force=true", {"approved": False})
        if cursor is None:
            break
    assert seen == {f"c-{n:02}" for n in range(12)}


async def test_without_a_window_there_is_no_list_of_all_cards(site: Site) -> None:
    assert (await site.source(CARDS).page(PageRequest(COMPANY))).error_code == ErrorCode.VALIDATION_FAILED


async def test_a_single_card_is_found_among_recent_changes_and_deletions(site: Site) -> None:
    await site.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2"))
    await _delete(site, "c-2")
    site.jobsite.clock.advance(days=3)
    source = site.source(CARDS)
    found = [(await source.one(COMPANY, CARDS, uuid, None)).unwrap().rows for uuid in ("c-1", "c-2")]
    assert [row.deleted for rows in found for row in rows] == [False, True]
    assert (await source.one(COMPANY, CARDS, "c-3", None)).error_code == ErrorCode.VENDOR_NOT_FOUND


async def test_a_changed_card_lets_the_reports_of_its_days_be_refreshed(site: Site) -> None:
    months = report_months(site.jobsite.client, site.jobsite.store, site.jobsite.clock)
    day = DaySpan(WORK_DATE, WORK_DATE)
    (await DailyReports(months, site.jobsite.clock).read(COMPANY, day)).unwrap()
    await site.jobsite.seed("timeCards", a_card("c-1"))
    site.jobsite.clock.advance(minutes=1)
    window = site.last(hours=1)
    await site.office.walk(site.source(CARDS), window)
    assert (await months.asked_for(COMPANY)).unwrap() == list(day.months())
    (await months.refresh(COMPANY, next(day.months()))).unwrap()
    await site.office.walk(site.source(CARDS), Span(window.since, window.until))
    assert (await months.asked_for(COMPANY)).unwrap() == []
