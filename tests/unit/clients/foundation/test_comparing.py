"""A list that cannot be filtered is compared: what is new, changed or gone since the last time."""

from decimal import Decimal

import pytest

from fieldledger.clients.foundation import comparing
from fieldledger.clients.foundation.comparing import compare, record_hash
from fieldledger.clients.foundation.models import Job, JobCostEntry, Phase, Record
from fieldledger.clients.reading import Rows, rows_of

NOTHING: dict[str, str] = {}


def a_job(id_: str = "17355", **changes: object) -> dict[str, object]:
    return {"jobId": id_, "description": "North Tower Reroof", "status": "A"} | changes


def a_cost(**changes: object) -> dict[str, object]:
    return {"jobId": "17355", "datePosted": "2026-02-19", "cost": 812.4, "source": "PR"} | changes


def rows[M: Record](kind: type[M], *bodies: dict[str, object]) -> Rows[M]:
    return rows_of(bodies, kind, kind.id_name())


def test_everything_is_new_the_first_time_and_nothing_the_second() -> None:
    jobs = rows(Job, a_job("1"), a_job("2"))
    first = compare(NOTHING, jobs)
    assert [job.key for job in first.changed] == ["1", "2"]
    again = compare(first.hashes, jobs)
    assert (again.changed, again.gone, again.hashes) == ((), frozenset(), first.hashes)


def test_what_changed_is_told_from_what_is_gone() -> None:
    before = compare(NOTHING, rows(Job, a_job("1"), a_job("2"), a_job("3"))).hashes
    after = compare(before, rows(Job, a_job("1"), a_job("2", surety="Acme")))
    assert [job.key for job in after.changed] == ["2"]
    assert after.gone == {"3"}
    assert set(after.hashes) == {"1", "2"}


def test_padding_and_trailing_zeros_are_no_change() -> None:
    plain, padded = rows(
        Job,
        a_job(originalContract="250000.00", bonus=1, surety="Acme"),
        a_job("17355     ", originalContract="250000", bonus="1", surety="Acme      "),
    ).good
    assert record_hash(plain) == record_hash(padded)


@pytest.mark.parametrize("number", ["1E+999999999", "-1E-999999999", "NaN"])
def test_a_number_without_measure_is_not_written_out(number: str) -> None:
    assert comparing._number(Decimal(number)) == number


def test_nothing_is_gone_while_a_row_cannot_be_read() -> None:
    before = compare(NOTHING, rows(Job, a_job("1"), a_job("2"))).hashes
    after = compare(before, rows(Job, a_job("1"), a_job("2", startDate="soon")))
    assert (after.gone, after.hashes) == (frozenset(), before)


def test_equal_costs_are_two_costs() -> None:
    once = compare(NOTHING, rows(JobCostEntry, a_cost())).hashes
    twice = compare(once, rows(JobCostEntry, a_cost(), a_cost()))
    assert len(twice.changed) == 1
    assert len(twice.hashes) == 2


def test_phases_of_two_jobs_are_two_phases() -> None:
    phases = rows(Phase, {"phaseId": "01", "jobId": "1"}, {"phaseId": "01", "jobId": "2"})
    before = compare(NOTHING, phases).hashes
    assert compare(before, rows(Phase, {"phaseId": "01", "jobId": "2"})).gone == {"1/01"}
