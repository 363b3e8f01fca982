"""What the canonical models accept, and the small sums they do."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.time_card import TimeCard
from tests.builders import a_time_activity, a_time_card, an_employee, an_entry

OUTCOMES = ("created", "updated", "unchanged", "deleted", "failed")


@st.composite
def _counts(draw: st.DrawFn) -> SyncCounts:
    outcomes = {name: draw(st.integers(0, 1000)) for name in OUTCOMES}
    return SyncCounts(seen=sum(outcomes.values()), calls=draw(st.integers(0, 50)), **outcomes)


def _sum_of_outcomes(counts: SyncCounts) -> int:
    return counts.created + counts.updated + counts.unchanged + counts.deleted + counts.failed


@given(_counts(), _counts())
def test_counts_add_up_and_what_was_seen_still_equals_its_outcomes(one: SyncCounts, other: SyncCounts) -> None:
    total = one.plus(other)
    assert total.seen == _sum_of_outcomes(total) == one.seen + other.seen
    assert total.calls == one.calls + other.calls
    assert total == other.plus(one)


@given(_counts())
def test_adding_nothing_changes_no_count(counts: SyncCounts) -> None:
    assert counts.plus(SyncCounts()) == counts


def test_a_cards_total_is_the_exact_sum_of_its_entries() -> None:
    card = a_time_card(entries=[an_entry("0.1"), an_entry("0.2", pay_type="Overtime")])
    assert card.total_hours == Decimal("0.3")
    assert a_time_card(entries=[]).total_hours == 0


@pytest.mark.parametrize("hours", ["-0.01", "24.01", "NaN"])
def test_an_entry_has_between_nothing_and_a_whole_day(hours: str) -> None:
    with pytest.raises(ValidationError):
        an_entry(hours)


def test_hours_never_pass_through_a_float() -> None:
    card = a_time_card(entries=[an_entry("0.10")])
    assert str(TimeCard.model_validate_json(card.model_dump_json()).entries[0].hours) == "0.10"


def test_a_posting_of_no_time_is_impossible() -> None:
    with pytest.raises(ValidationError):
        a_time_activity(minutes=0)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        a_time_card(source_updated_at=datetime(2026, 3, 2))  # noqa: DTZ001 - the point of the test


def test_an_unknown_field_is_a_bug_of_ours() -> None:
    with pytest.raises(ValidationError):
        TimeCard.model_validate({**a_time_card().model_dump(), "pay_rate": "31.50"})


def test_a_model_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        a_time_card().version = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("first", "last", "shown"), [("Rosa", "Delgado", "Rosa Delgado"), ("", "Delgado", "Delgado"), ("Rosa", "", "Rosa")]
)
def test_a_worker_is_shown_by_the_names_there_are(first: str, last: str, shown: str) -> None:
    assert an_employee(first_name=first, last_name=last).display_name == shown
