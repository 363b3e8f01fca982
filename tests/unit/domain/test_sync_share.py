"""How much of a run is done: by projects, by pages, by time, or not known."""

from datetime import datetime, timedelta

import pytest

from fieldledger.domain.sync_share import scopes_in_all, share_done
from fieldledger.domain.sync_state import FullRead, SkippedScope, SyncProgress, SyncRun
from tests.builders.moments import APPROVED_AT
from tests.builders.syncs import a_sync_run

HOUR = timedelta(hours=1)


def full(*, pages: int = 64, scopes: int = 60) -> FullRead:
    return FullRead(run_id="run-0", finished_at=APPROVED_AT, pages=pages, scopes=scopes, seen=400)


def run(
    *, since: datetime | None = None, window: tuple[datetime, datetime] | None = None, **progress: object
) -> SyncRun:
    """A run until ``APPROVED_AT``; without a window everything is read."""
    span = {} if window is None else {"window_since": window[0], "window_until": window[1]}
    at = SyncProgress.model_validate({**span, **progress})
    return a_sync_run().model_copy(update={"prepared": True, "since": since, "progress": at})


def test_a_run_that_is_not_prepared_has_done_nothing() -> None:
    assert share_done(a_sync_run(), full()) == 0


def test_projects_measure_what_is_read_project_by_project() -> None:
    assert (share_done(run(scopes_done=21, pages=63), full()), scopes_in_all(run(scopes_done=21), full())) == (0.35, 60)


def test_projects_that_were_skipped_are_behind_too() -> None:
    skipped = (SkippedScope(scope_id="9", code="VENDOR_FORBIDDEN"),)
    assert share_done(run(scopes_done=29, skipped=skipped), full()) == 0.5


def test_a_run_is_never_done_before_it_ends_however_many_projects_came_since() -> None:
    assert (share_done(run(scopes_done=70), full()), scopes_in_all(run(scopes_done=70), full())) == (0.99, 70)


def test_pages_measure_what_is_read_as_one_list() -> None:
    assert (share_done(run(pages=16), full(scopes=0)), scopes_in_all(run(pages=16), full(scopes=0))) == (0.25, None)


def test_pages_of_changes_say_nothing() -> None:
    changes = run(since=APPROVED_AT - HOUR, window=(APPROVED_AT - 1.2 * HOUR, APPROVED_AT), pages=3)
    assert share_done(changes, full(scopes=0)) is None


def test_changes_in_one_window_are_measured_by_projects() -> None:
    changes = run(since=APPROVED_AT - HOUR, window=(APPROVED_AT - 1.2 * HOUR, APPROVED_AT), scopes_done=30)
    assert share_done(changes, full()) == 0.5


@pytest.mark.parametrize(("begun", "share"), [(10, 0.0), (7.5, 0.25), (1, 0.9)])
def test_windows_one_after_the_other_are_measured_by_time(begun: float, share: float) -> None:
    since = APPROVED_AT - 10 * HOUR
    at = APPROVED_AT - begun * HOUR
    changes = run(since=since, window=(at, min(at + HOUR, APPROVED_AT)), scopes_done=200)
    assert (share_done(changes, full()), scopes_in_all(changes, full())) == (share, None)


def test_before_the_first_full_read_nothing_is_known() -> None:
    assert (share_done(run(pages=3), None), scopes_in_all(run(scopes_done=3), None)) == (None, None)
