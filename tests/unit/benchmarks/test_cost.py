"""The cost model's arithmetic: prices, counts, and a month worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarks.cost import bill, month
from benchmarks.cost.prices import PRICES, Item
from benchmarks.cost.stack import runs_a_day, stack
from benchmarks.cost.sync_runs import RunCounts
from benchmarks.cost.usage import Usage
from benchmarks.kit.counted_store import CountedStore
from fieldledger.repositories.documents import Document, Put, TableName


def _run(pull: str, *, minutes: float = 60, calls: int = 2, writes: int = 5) -> RunCounts:
    return RunCounts(
        pull=pull,
        resource="procore/vendors",
        minutes=minutes,
        mode="incremental",
        slices=1,
        calls=calls,
        seen=10,
        written_records=0,
        read_units={"records": 4.0},
        write_units={"control": writes},
        due_writes=2,
        requests=10,
        cpu_seconds=0.1,
        slept=0.0,
        log_bytes=650,
    )


def test_every_item_has_one_dated_price_with_its_source() -> None:
    assert set(PRICES) == set(Item)
    for price in PRICES.values():
        assert price.usd > 0
        assert price.source.startswith("aws.amazon.com/")
        assert date(2026, 1, 1) <= price.read_on


def test_counts_scale_linearly() -> None:
    once = Usage(invocations={"sync_slices": 3}, read_units={"records": 4.5}, sqs_fifo=2, stored_bytes=10)
    assert once.plus(once).plus(once) == once.times(3)


def test_a_month_worked_by_hand() -> None:
    """Two million requests of half a second at 512 MB, a million writes, four million reads, a gigabyte."""
    used = Usage(
        invocations={"list_projects": 2_000_000},
        seconds={"list_projects": 1_000_000},
        read_units={"records": 4_000_000},
        write_units={"records": 1_000_000},
        api_requests=2_000_000,
        stored_bytes=bill.GIGABYTE,
    )
    found = bill.variable(used, {"list_projects": 512}, retention_days=30)
    assert found["Lambda"] == pytest.approx(Decimal("0.40") + Decimal("6.6667"), abs=Decimal("0.0001"))
    assert found["DynamoDB"] == Decimal("0.625") + Decimal("0.500") + Decimal("0.45")
    assert found["API Gateway"] == Decimal("2.00")
    assert bill.sum_of(found) == pytest.approx(10.64, abs=0.01)


def test_a_resource_runs_in_its_rhythm_and_reads_everything_once_a_day() -> None:
    runs = [_run("unchanged"), _run("changed", calls=3), _run("daily", calls=20)]
    used = month.sync_month(runs, 1769)
    days, business = 365 / 12, 21
    expected = 20 * days + 3 * business + 2 * (23 * days - business)
    assert used.vendor_calls == {"procore": pytest.approx(expected)}
    assert used.invocations == {"sync_slices": pytest.approx(24 * days)}


def test_what_runs_once_a_day_runs_once_a_day() -> None:
    runs = [_run(pull, minutes=1440) for pull in ("unchanged", "changed", "daily")]
    assert month.sync_month(runs, 1769).invocations == {"sync_slices": pytest.approx(365 / 12)}


def test_an_invocation_at_half_a_processor_thinks_twice_as_long_and_waits_as_long() -> None:
    assert month.seconds(1769, 1.0, 10, 0, 0.0) == pytest.approx(1.0 + 3.0)
    assert month.seconds(1769 // 2, 1.0, 10, 0, 0.0) == pytest.approx(2.0 + 3.0, abs=0.01)


@pytest.mark.parametrize(
    ("expression", "runs"),
    [("rate(1 minute)", 1440), ("rate(15 minutes)", 96), ("rate(1 day)", 1), ("cron(20 5-11 * * ? *)", 7)],
)
def test_schedules_are_read_out_of_their_expressions(expression: str, runs: float) -> None:
    assert runs_a_day(expression) == runs


def test_the_stack_is_read_out_of_the_template() -> None:
    here = stack("prod")
    assert here.keys == 1
    assert here.log_retention_days == 400
    assert here.schedules["start_syncs"] == 1440
    assert here.memory_mb["sync_slices"] == 1024


def _indexed(body: str, day: str, version: int = 0) -> Document:
    index = {"date_pk": f"COMPANY#a#{day}", "date_sk": "x"}
    return Document(TableName.RECORDS, "COMPANY#a", "ONE", body, version, index)


async def test_a_store_is_billed_for_items_indexes_and_transactions() -> None:
    store = CountedStore()
    (await store.put(_indexed("x" * 1500, "MONDAY"))).unwrap()
    (await store.transact([Put(Document(TableName.AUDIT, "COMPANY#a", "TWO", "x"))])).unwrap()
    (await store.get(TableName.RECORDS, "COMPANY#a", "ONE")).unwrap()
    assert dict(store.tally.writes) == {"records": 4, "audit": 2}
    assert dict(store.tally.partitions) == {
        "records:COMPANY#a": 2,
        "records:COMPANY#a#MONDAY": 2,
        "audit:COMPANY#a": 2,
    }
    assert store.tally.read_units == {"records": 1.0}


async def test_an_item_that_moves_in_an_index_is_deleted_there_and_written_there() -> None:
    store = CountedStore()
    (await store.put(_indexed("x", "MONDAY"))).unwrap()
    before = store.tally.copy()
    (await store.put(_indexed("x", "TUESDAY", version=1))).unwrap()
    assert dict(store.tally.minus(before).partitions) == {
        "records:COMPANY#a": 1,
        "records:COMPANY#a#MONDAY": 1,
        "records:COMPANY#a#TUESDAY": 1,
    }


async def test_an_item_that_stays_is_written_in_an_index_of_everything_and_not_in_one_of_keys() -> None:
    store = CountedStore()
    kept = {"state_pk": "COMPANY#a#PENDING", "state_sk": "x", "due_shard": "DUE#1", "due_at": "x"}
    (await store.put(Document(TableName.POSTINGS, "COMPANY#a", "ONE", "x", 0, kept))).unwrap()
    before = store.tally.copy()
    (await store.put(Document(TableName.POSTINGS, "COMPANY#a", "ONE", "y", 1, kept))).unwrap()
    spent = store.tally.minus(before)
    assert dict(spent.partitions) == {"postings:COMPANY#a": 1, "postings:COMPANY#a#PENDING": 1}


async def test_an_item_that_leaves_costs_what_it_was_as_large_as_there_and_in_its_index() -> None:
    store = CountedStore()
    (await store.put(_indexed("x" * 1500, "MONDAY"))).unwrap()
    before = store.tally.copy()
    (await store.delete(TableName.RECORDS, "COMPANY#a", "ONE")).unwrap()
    assert dict(store.tally.minus(before).writes) == {"records": 4}


async def test_a_refused_write_is_billed_without_its_indexes() -> None:
    store = CountedStore()
    (await store.put(_indexed("x", "MONDAY"))).unwrap()
    before = store.tally.copy()
    assert (await store.put(_indexed("x", "TUESDAY"))).failed
    assert dict(store.tally.minus(before).writes) == {"records": 1}
