"""Derived ids, content hashes and markers: equal things get equal names, different things different ones."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.clock import iso
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.hashing import content_hash, derive_id
from fieldledger.domain.posting import PostingSource, posting_id
from fieldledger.domain.sealed_batch import batch_id, settle_time
from tests.builders import a_posting, a_posting_source, a_sealed_batch

AWARE = st.datetimes(
    datetime(1970, 1, 2),  # noqa: DTZ001 - made aware by hypothesis
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6)), timezone(timedelta(hours=9, minutes=30))]),
)


def test_an_id_is_the_same_on_every_machine_and_in_every_release() -> None:
    assert derive_id("raken", "card-1") == "312b919a81f2da66fc58a4b4"


def test_a_content_hash_is_the_same_on_every_machine_and_in_every_release() -> None:
    content = {"hours": Decimal("8.00"), "day": date(2026, 2, 27), "name": "Müller"}
    assert content_hash(content) == "422af827645b67b2b0546ac9322a6be9"


def test_parts_of_an_id_do_not_run_into_each_other() -> None:
    assert len({derive_id("ab", "c"), derive_id("a", "bc"), derive_id("abc"), derive_id("ab", "c", "")}) == 4


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6))
def test_a_content_hash_does_not_depend_on_the_order_of_the_keys(content: dict[str, object]) -> None:
    backwards = dict(reversed(content.items()))
    assert content_hash(backwards) == content_hash(content)


def test_a_content_hash_depends_on_every_value_and_on_the_order_of_lists() -> None:
    contents: list[dict[str, object]] = [
        {"hours": Decimal(8)},
        {"hours": Decimal(9)},
        {"hours": None},
        {"entries": [1, 2]},
        {"entries": [2, 1]},
        {},
    ]
    assert len({content_hash(content) for content in contents}) == len(contents)


def test_the_same_approved_source_gives_the_same_posting() -> None:
    assert posting_id("company-1", "quickbooks", a_posting_source()) == a_posting().posting_id


@pytest.mark.parametrize(
    "other",
    [
        a_posting_source(system="procore"),
        a_posting_source(record_id="card-2"),
        a_posting_source(part="Overtime/03-300/Carpenter"),
        a_posting_source(content_hash="another"),
    ],
    ids=["system", "record", "part", "content"],
)
def test_another_source_gives_another_posting(other: PostingSource) -> None:
    assert posting_id("company-1", "quickbooks", other) != posting_id("company-1", "quickbooks", a_posting_source())


def test_another_company_or_target_gives_another_posting() -> None:
    source = a_posting_source()
    ids = {
        posting_id("company-1", "quickbooks", source),
        posting_id("company-2", "quickbooks", source),
        posting_id("company-1", "foundation", source),
    }
    assert len(ids) == 3


def test_a_marker_is_one_short_word_that_names_the_posting() -> None:
    posting = a_posting()
    assert re.fullmatch(r"\[fl:[0-9a-f]{24}\]", posting.marker)
    assert posting.posting_id in posting.marker


def test_a_marker_stays_the_same_when_the_posting_is_repeated() -> None:
    assert a_posting(generation=2, attempts=5).marker == a_posting().marker


def test_a_batch_id_fits_the_vendors_request_id() -> None:
    many = [a_posting(source=a_posting_source(record_id=f"card-{number}")) for number in range(30)]
    assert re.fullmatch(r"[0-9a-f]{32}", batch_id(many))
    assert len(batch_id(many)) <= 36


def test_the_same_postings_give_the_same_batch_id_whatever_else_changed_about_them() -> None:
    assert batch_id([a_posting(attempts=3, version=7)]) == batch_id([a_posting()])


def _another_generation() -> str:
    return batch_id([a_posting(generation=2)])


def _one_more() -> str:
    return batch_id([a_posting(), a_posting(source=a_posting_source(record_id="card-2"))])


def _another_posting() -> str:
    return batch_id([a_posting(source=a_posting_source(record_id="card-2"))])


@pytest.mark.parametrize("other", [_another_generation, _one_more, _another_posting])
def test_other_postings_or_another_generation_give_another_batch_id(other: Callable[[], str]) -> None:
    assert other() != batch_id([a_posting()])


def test_the_items_of_a_batch_have_short_unique_names() -> None:
    postings = [a_posting(source=a_posting_source(record_id=f"card-{number}")) for number in range(30)]
    bids = [item.bid for item in a_sealed_batch(postings=postings).items]
    assert len(set(bids)) == 30
    assert max(map(len, bids)) <= 10


def test_the_same_problem_about_the_same_thing_is_one_exception() -> None:
    ids = [
        exception_id("company-1", "EMPLOYEE_UNMATCHED", "employee:1"),
        exception_id("company-1", "EMPLOYEE_UNMATCHED", "employee:1"),
        exception_id("company-2", "EMPLOYEE_UNMATCHED", "employee:1"),
        exception_id("company-1", "EMPLOYEE_AMBIGUOUS", "employee:1"),
        exception_id("company-1", "EMPLOYEE_UNMATCHED", "employee:2"),
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_an_unknown_outcome_is_settled_only_after_the_vendors_own_limit() -> None:
    now = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    assert settle_time(now, 150) == datetime(2026, 3, 2, 13, 2, 30, tzinfo=UTC)


@given(AWARE, AWARE)
def test_moments_written_as_text_sort_as_they_follow_each_other(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) == (one < other)
    assert len(iso(one)) == len(iso(other))


def test_a_moment_is_written_in_utc_with_microseconds() -> None:
    central = timezone(timedelta(hours=-6))
    assert iso(datetime(2026, 3, 2, 7, 0, 0, 5, tzinfo=central)) == "2026-03-02T13:00:00.000005Z"
