"""The content of an import file: of what was kept, in a fixed order, with totals that add up."""

import csv
import hashlib
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.clients.foundation.models.writes import TimeCardWrite
from fieldledger.domain.foundation_export import ExportItem, FoundationExport
from fieldledger.services.foundation_posting.books import natural_key
from fieldledger.services.foundation_posting.export_file import closed, manifest
from fieldledger.services.foundation_posting.quantities import Before, RoundedWeeks
from fieldledger.services.foundation_posting.sealed_text import sealed_text
from tests.builders.foundation import an_export, an_export_item

MONDAY, DAY = date(2026, 1, 5), date(2026, 2, 27)


def _item(posting_id: str, minutes: int, **changes: Any) -> ExportItem:
    usual: dict[str, Any] = {"employee_id": "107", "day": DAY, "job_id": "2214", "earn_code_id": "RT"}
    write = TimeCardWrite.model_validate(usual | {"hours": Decimal("0.01"), "reference": posting_id} | changes)
    fields = {"body": sealed_text(write), "natural_key": natural_key(write), "approved": Decimal(minutes)}
    return an_export_item(posting_id=posting_id).model_copy(update=fields)


def _closed(*items: ExportItem) -> FoundationExport:
    return closed(an_export(items=items), items, RoundedWeeks(MONDAY), ASSUMED).unwrap().export


def _rows(export: FoundationExport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export.content)))


def test_the_order_is_that_of_the_natural_keys_whatever_the_order_of_the_postings() -> None:
    items = [_item("b", 60, employee_id="112"), _item("a", 60), _item("c", 60, earn_code_id="OT")]
    export = _closed(*items)
    assert [(row["Employee No"], row["Earn Code"]) for row in _rows(export)] == [
        ("107", "OT"),
        ("107", "RT"),
        ("112", "RT"),
    ]
    assert [(item.posting_id, item.row) for item in export.items] == [("c", 1), ("a", 2), ("b", 3)]
    assert export.content == _closed(*reversed(items)).content


def test_what_was_not_kept_is_not_in_the_file_and_does_not_round() -> None:
    items = [_item("a", 20), _item("b", 20, job_id="2230"), _item("c", 20, job_id="2240")]
    export = closed(an_export(items=items), items[:1], RoundedWeeks(MONDAY), ASSUMED).unwrap().export
    assert [row["Hours"] for row in _rows(export)] == ["0.33"]
    assert sum(Decimal(row["Hours"]) for row in _rows(_closed(*items))) == 1


def test_rows_of_one_key_are_one_and_keep_different_classes_apart() -> None:
    export = _closed(_item("a", 60), _item("b", 30), _item("c", 30, class_id="J1"))
    assert sorted((row["Class"], row["Hours"]) for row in _rows(export)) == [("", "1.50"), ("J1", "0.50")]
    places = {item.posting_id: item.row for item in export.items}
    assert places["a"] == places["b"] != places["c"]


def test_the_totals_are_of_the_file_and_of_what_was_approved() -> None:
    export = _closed(_item("a", 20), _item("b", 480, employee_id="112"))
    controls = export.controls
    assert controls is not None
    assert (controls.postings, controls.rows, controls.quantity, controls.approved) == (2, 2, Decimal("8.33"), 500)
    assert controls.rounding == Decimal("-0.0033")
    assert controls.sha256 == hashlib.sha256(export.content.encode()).hexdigest()
    assert controls.bytes == len(export.content)
    assert {item.body for item in export.items} == {""}


def test_a_manifest_is_the_same_every_time_and_holds_no_bodies() -> None:
    export = _closed(_item("a", 20))
    first = manifest(export, ["Employee No"])
    assert first == manifest(export, ["Employee No"])
    assert b'"body"' not in first
    assert b'"posting_id": "a"' in first


_worked = st.lists(
    st.tuples(
        st.sampled_from(["107", "112"]),
        st.dates(MONDAY, MONDAY + timedelta(days=13)),
        st.integers(1, 900),
        st.sampled_from(["RT", "OT"]),
    ),
    min_size=1,
    max_size=12,
)


@given(st.lists(_worked, min_size=1, max_size=4))
def test_a_week_adds_up_after_each_of_several_files(files: list[list[tuple[str, date, int, str]]]) -> None:
    """Whatever is one row in a file: a posting's share counts for the files after it."""
    weeks, told = RoundedWeeks(MONDAY), dict[tuple[str, date], Before]()
    for number, worked in enumerate(files):
        items = [
            _item(f"{number}-{place}", minutes, employee_id=who, day=day, earn_code_id=code)
            for place, (who, day, minutes, code) in enumerate(worked)
        ]
        made = closed(an_export(items=items), items, weeks, ASSUMED, dict(told)).unwrap()
        in_file = sum((Decimal(row["Hours"]) for row in _rows(made.export)), Decimal(0))
        assert sum(made.hours.values(), Decimal(0)) == in_file
        for item, (who, day, minutes, _) in zip(items, worked, strict=True):
            key = (who, weeks.first_day(day))
            told[key] = told.get(key, Before()).plus(Before(Decimal(minutes), made.hours[item.posting_id]))
        for before in told.values():
            assert before.hours == (before.minutes / 60).quantize(Decimal("0.01"), "ROUND_HALF_UP")
