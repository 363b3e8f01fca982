"""Rules for hours: duplicates, days longer than a day, one overtime authority, rounding, per diems."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldledger.domain.time_card import TimeCard
from fieldledger.domain.time_rules import OvertimeAuthority, PerDiemRate, TimeRules, Worked, findings
from fieldledger.result import ErrorCode
from tests.builders import a_time_card, an_entry

RULES = TimeRules(per_diem_pay_types=frozenset({"PD"}))
BOOKS = TimeRules(
    overtime=OvertimeAuthority.BOOKS, regular_pay_type="Regular", overtime_pay_types=frozenset({"Overtime", "Double"})
)


def _found(*cards: TimeCard, rules: TimeRules = RULES) -> dict[str, ErrorCode]:
    worked = [Worked(card, card.employee_id, card.project_id) for card in cards]
    return {each.time_card_id: each.code for each in findings(worked, rules)}


def _procore(card_id: str = "card-p", hours: str = "8", **changes: object) -> TimeCard:
    card = a_time_card(time_card_id=card_id, source="procore", entries=[an_entry(hours)])
    return card.model_copy(update=changes)


def test_the_same_day_from_two_systems_is_one_day_told_twice() -> None:
    found = _found(a_time_card(), _procore())
    assert found == {"card-1": ErrorCode.TIME_CARD_DUPLICATE, "card-p": ErrorCode.TIME_CARD_DUPLICATE}


def test_it_is_told_which_card_is_the_other_one() -> None:
    [first, _] = findings([Worked(card, "e", "p") for card in (a_time_card(), _procore())], RULES)
    assert (first.refuses, "procore card-p" in first.message) == (True, True)


def test_the_order_and_number_of_entries_do_not_matter() -> None:
    halves = a_time_card(entries=[an_entry("4"), an_entry("1", pay_type="Overtime"), an_entry("4.00")])
    whole = a_time_card(
        time_card_id="card-p", source="procore", entries=[an_entry("1.0", pay_type="Overtime"), an_entry("8")]
    )
    assert set(_found(halves, whole)) == {"card-1", "card-p"}


@pytest.mark.parametrize(
    "other",
    [
        _procore(hours="7.5"),
        _procore(project_id="project-2"),
        _procore(employee_id="employee-2"),
        _procore(work_date=date(2026, 2, 20)),
        _procore().model_copy(update={"entries": (an_entry("8", cost_code="09-900"),)}),
    ],
    ids=["hours", "job", "worker", "day", "cost code"],
)
def test_another_key_or_other_hours_are_no_duplicate(other: TimeCard) -> None:
    assert _found(a_time_card(), other) == {}


def test_two_alike_cards_of_one_system_may_be_two_shifts() -> None:
    [first, second] = findings([Worked(a_time_card(time_card_id=key), "e", "p") for key in ("card-1", "card-2")], RULES)
    assert {first.code, second.code} == {ErrorCode.TIME_CARD_REPEATED}
    assert (first.refuses, second.refuses) == (False, False)


def test_nobody_works_more_than_a_day_in_a_day_over_all_jobs() -> None:
    cards = [
        a_time_card(time_card_id=f"card-{n}", project_id=f"project-{n}", entries=[an_entry(hours)])
        for n, hours in enumerate(("12", "8", "4.01"))
    ]
    assert set(_found(*cards).values()) == {ErrorCode.TIME_OVER_A_DAY}
    assert _found(*cards[:2]) == {}


def test_a_whole_day_is_not_too_long_and_other_days_and_workers_do_not_count() -> None:
    day = a_time_card(entries=[an_entry("24")])
    next_day = a_time_card(time_card_id="card-2", work_date=date(2026, 2, 20), entries=[an_entry("24")])
    other = a_time_card(time_card_id="card-3", employee_id="employee-2", entries=[an_entry("24")])
    assert _found(day, next_day, other) == {}


def test_a_per_diem_is_no_time() -> None:
    fine = a_time_card(entries=[an_entry("8"), an_entry("0", pay_type="PD")])
    wrong = a_time_card(time_card_id="card-2", project_id="project-2", entries=[an_entry("1", pay_type="PD")])
    assert _found(fine, wrong) == {"card-1": ErrorCode.PER_DIEM_APART, "card-2": ErrorCode.PER_DIEM_HAS_HOURS}
    assert [entry.pay_type for entry in RULES.payable(fine.entries)] == ["Regular"]


PRICED = TimeRules(
    per_diem_pay_types=frozenset({"PD", "TR"}),
    per_diem_amounts={"PD": PerDiemRate(amount=Decimal("45.5"), jobs={"project-2": Decimal(60)})},
)


def _said(*cards: TimeCard) -> dict[str, str]:
    worked = [Worked(card, card.employee_id, card.project_id) for card in cards]
    return {each.time_card_id: each.message.partition(": ")[2] for each in findings(worked, PRICED)}


def test_a_per_diem_is_told_with_the_amount_of_its_pay_type_and_job() -> None:
    here = a_time_card(entries=[an_entry("0", pay_type="PD")])
    away = a_time_card(time_card_id="card-2", employee_id="e2", project_id="project-2", entries=here.entries)
    other = a_time_card(time_card_id="card-3", employee_id="e3", entries=[an_entry("0", pay_type="TR")])
    assert _said(here, away, other) == {
        "card-1": "enter 45.50 for the day in the books",
        "card-2": "enter 60.00 for the day in the books",
        "card-3": "enter it in the books",
    }


def test_of_two_cards_of_a_day_one_has_the_per_diem() -> None:
    first = a_time_card(entries=[an_entry("4"), an_entry("0", pay_type="PD"), an_entry("0", pay_type="PD")])
    second = a_time_card(time_card_id="card-2", project_id="project-2", entries=[an_entry("0", pay_type="PD")])
    next_day = second.model_copy(update={"time_card_id": "card-3", "work_date": date(2026, 3, 1)})
    assert _said(second, first, next_day) == {
        "card-1": "enter 45.50 for the day in the books",
        "card-2": "card card-1 has it already",
        "card-3": "enter 60.00 for the day in the books",
    }


def test_an_amount_is_of_a_per_diem_only() -> None:
    with pytest.raises(ValidationError, match="a pay type that is a per diem"):
        TimeRules(per_diem_amounts={"PD": PerDiemRate(amount=Decimal(45))})


def test_a_per_diem_never_counts_as_hours_of_the_day() -> None:
    day = a_time_card(entries=[an_entry("24"), an_entry("1", pay_type="PD")])
    assert _found(day) == {"card-1": ErrorCode.PER_DIEM_HAS_HOURS}


def test_the_jobsites_pay_types_are_taken_where_it_is_the_authority() -> None:
    entries = (an_entry("8"), an_entry("2", pay_type="Overtime"))
    assert TimeRules().payable(entries) == entries


def test_the_books_get_plain_hours_where_they_compute_overtime() -> None:
    entries = (an_entry("8"), an_entry("2", pay_type="Overtime"), an_entry("1", pay_type="Sick"))
    assert [(entry.pay_type, str(entry.hours)) for entry in BOOKS.payable(entries)] == [
        ("Regular", "8"),
        ("Regular", "2"),
        ("Sick", "1"),
    ]


@pytest.mark.parametrize(
    "settings",
    [
        {"overtime": "books"},
        {"overtime": "books", "regular_pay_type": "RT"},
        {"overtime": "both"},
        {"overtime_pay_types": ["OT"], "per_diem_pay_types": ["OT"]},
        {"regular_pay_type": "RT", "per_diem_pay_types": ["RT"]},
    ],
)
def test_settings_with_two_authorities_or_none_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TimeRules.model_validate(settings)


_HOURS = st.dictionaries(
    st.integers(0, 40), st.decimals("0", "24", places=2, allow_nan=False, allow_infinity=False), max_size=30
)
