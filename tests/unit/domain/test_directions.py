"""Which way each kind of record goes, and the older switches that are still understood."""

from typing import Final

import pytest
from pydantic import JsonValue, ValidationError

from fieldledger.domain.company import Company, CompanySettings
from fieldledger.domain.directions import Directions
from fieldledger.domain.settings_change import settings_changes
from tests.builders import a_company

PLAIN: Final[dict[str, JsonValue]] = {"name": "Bluestem Builders", "pay_periods": {"anchor": "2026-01-05"}}


def test_a_company_that_says_nothing_sends_to_the_books_and_pushes_nothing_back() -> None:
    assert CompanySettings.model_validate(PLAIN).directions == Directions(
        time="to_books", bills="to_books", invoices="to_books", payments="off", actuals="off"
    )


def test_flows_of_true_and_false_become_directions() -> None:
    stored = {**PLAIN, "company_id": "bluestem", "version": 3, "flows": {"time": True, "bills": False}}
    assert Company.model_validate(stored).directions == Directions(time="to_books", bills="off")


def test_settings_that_say_both_are_refused_even_where_both_say_the_same() -> None:
    with pytest.raises(ValidationError, match="say one of them"):
        CompanySettings.model_validate({**PLAIN, "flows": {"time": True}, "directions": {"time": "to_books"}})


@pytest.mark.parametrize(
    "settings",
    [
        {"directions": {"time": "from_books"}},
        {"directions": {"bills": "both"}},
        {"directions": {"payments": "to_books"}},
        {"directions": {"actuals": True}},
        {"directions": {"payroll": "off"}},
        {"flows": {"payments": True, "payroll": True}},
        {"flows": {"time": "yes"}},
        {"flows": [True]},
        {"flows": None},
    ],
    ids=str,
)
def test_a_way_that_a_kind_cannot_go_is_refused(settings: dict[str, JsonValue]) -> None:
    with pytest.raises(ValidationError):
        CompanySettings.model_validate({**PLAIN, **settings})


def test_what_is_written_is_read_again_the_same() -> None:
    company = a_company().model_copy(update={"directions": Directions(time="off", payments="from_books")})
    assert Company.model_validate_json(company.model_dump_json()).directions == company.directions


def test_a_change_of_direction_stands_in_the_history_by_its_path() -> None:
    before = a_company().settings
    after = before.model_copy(update={"directions": Directions(actuals="from_books")})
    assert settings_changes(before, after) == {"directions.actuals": ("off", "from_books")}
