"""Conflict modes: who is right about a field, and that the losing side is never lost silently."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.field_merging import ConflictMode, Fields, merge_fields
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.identity_rules import IdentityRules

HELD: Fields = {"number": "2214", "name": "Clinic", "email": None}


@pytest.mark.parametrize(
    ("mode", "held", "value"),
    [
        (ConflictMode.OVERWRITE, "2214", "2300"),
        (ConflictMode.OVERWRITE, None, "2300"),
        (ConflictMode.FILL_IF_EMPTY, "2214", "2214"),
        (ConflictMode.FILL_IF_EMPTY, "", "2300"),
        (ConflictMode.FILL_IF_NEW, "2214", "2214"),
        (ConflictMode.FILL_IF_NEW, None, None),
        (ConflictMode.IDENTIFIER, "2214", "2214"),
        (ConflictMode.IDENTIFIER, None, "2300"),
    ],
)
def test_a_mode_decides_between_two_values(mode: ConflictMode, held: str | None, value: str | None) -> None:
    merged = merge_fields({"number": held}, {"number": "2300"}, {"number": mode})
    assert merged.values == {"number": value}
    took = value == "2300"
    assert (dict(merged.changed), dict(merged.lost)) == (
        ({"number": (held, "2300")}, {}) if took else ({}, {"number": (held, "2300")})
    )


def test_a_different_identifier_is_a_conflict_and_nothing_else_is() -> None:
    offered = {"number": "2300", "name": "Clinic West"}
    modes = {"number": ConflictMode.IDENTIFIER, "name": ConflictMode.FILL_IF_EMPTY}
    assert merge_fields(HELD, offered, modes).conflicts == ("number",)
    assert merge_fields(HELD, {"number": "2214"}, modes).conflicts == ()


@pytest.mark.parametrize("mode", ConflictMode)
@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_erases_nothing(mode: ConflictMode, empty: str | None) -> None:
    merged = merge_fields(HELD, {"number": empty}, {"number": mode})
    assert (merged.values, merged.lost) == (HELD, {})


@pytest.mark.parametrize("mode", ConflictMode)
def test_a_new_record_takes_everything(mode: ConflictMode) -> None:
    assert merge_fields(None, {"number": "2300"}, {"number": mode}).values == {"number": "2300"}


def test_a_field_without_a_mode_is_only_filled() -> None:
    merged = merge_fields(HELD, {"name": "Clinic West", "email": "a@x.example"}, {})
    assert merged.values == {"number": "2214", "name": "Clinic", "email": "a@x.example"}


@pytest.mark.parametrize(
    ("vendor", "others", "mode"),
    [
        (VendorName.FOUNDATION, {VendorName.PROCORE, VendorName.RAKEN}, ConflictMode.OVERWRITE),
        (VendorName.PROCORE, {VendorName.RAKEN}, ConflictMode.OVERWRITE),
        (VendorName.PROCORE, {VendorName.FOUNDATION}, ConflictMode.FILL_IF_EMPTY),
        (VendorName.RAKEN, {VendorName.PROCORE}, ConflictMode.FILL_IF_EMPTY),
    ],
)
def test_the_books_are_right_about_jobs_and_then_procore(
    vendor: VendorName, others: set[VendorName], mode: ConflictMode
) -> None:
    modes = IdentityRules().modes_for(IdentityKind.PROJECT, HELD, vendor, frozenset(others))
    assert set(modes.values()) == {mode}


def test_a_company_may_say_otherwise() -> None:
    rules = IdentityRules(
        authority={IdentityKind.PROJECT: (VendorName.RAKEN, VendorName.PROCORE)},
        modes={IdentityKind.PROJECT: {"number": ConflictMode.FILL_IF_NEW}},
    )
    modes = rules.modes_for(IdentityKind.PROJECT, HELD, VendorName.RAKEN, frozenset({VendorName.PROCORE}))
    assert (modes["name"], modes["number"]) == (ConflictMode.OVERWRITE, ConflictMode.FILL_IF_NEW)
