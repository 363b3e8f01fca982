"""``Result``: the return type of everything that can fail for an expected reason."""

import pytest

from fieldledger.result import ErrorCode, Remedy, Result, Turn, UnwrapError

FAILED: Result[int] = Result.fail("no such job", ErrorCode.NOT_FOUND, {"job": "2214"})


def _described(result: Result[object]) -> str:
    match result:
        case Result(True, data):
            return f"got {data}"
        case Result(False, error=message, error_code=code):
            return f"{code}: {message}"
    raise AssertionError("a result is a success or a failure")


def _half(number: int) -> Result[int]:
    return Result.fail("odd", ErrorCode.VALIDATION_FAILED) if number % 2 else Result.ok(number // 2)


async def _half_later(number: int) -> Result[int]:
    return _half(number)


@pytest.mark.parametrize(
    ("result", "description"), [(Result.ok("2214"), "got 2214"), (FAILED, "NOT_FOUND: no such job")]
)
def test_a_result_can_be_matched_as_success_or_failure(result: Result[object], description: str) -> None:
    assert _described(result) == description


def test_a_result_of_a_narrow_type_is_accepted_where_a_wider_one_is_asked_for() -> None:
    narrow: Result[int] = Result.ok(7)
    wide: Result[object] = narrow
    assert _described(wide) == "got 7"


def test_a_failure_fits_a_result_of_any_type() -> None:
    def find() -> Result[str]:
        return FAILED.failure()

    assert find().error_code == "NOT_FOUND"
    assert find().details == {"job": "2214"}


def test_a_success_has_no_failure_to_hand_on() -> None:
    with pytest.raises(UnwrapError):
        Result.ok(1).failure()


def test_unwrapping_a_failure_raises_with_its_code_and_message() -> None:
    with pytest.raises(UnwrapError, match="NOT_FOUND: no such job"):
        FAILED.unwrap()


def test_unwrap_or_gives_the_default_only_for_a_failure() -> None:
    assert FAILED.unwrap_or(3) == 3
    assert Result.ok(0).unwrap_or(3) == 0


def test_a_success_may_hold_none() -> None:
    nothing: Result[None] = Result.ok(None)
    assert nothing.success
    assert not nothing.failed
    assert nothing.unwrap() is None


def test_map_changes_the_data_of_a_success_only() -> None:
    assert Result.ok(4).map(str) == Result.ok("4")
    assert FAILED.map(str) == FAILED.failure()


def test_and_then_stops_at_the_first_failure() -> None:
    assert Result.ok(12).and_then(_half).and_then(_half) == Result.ok(3)
    stopped = Result.ok(6).and_then(_half).and_then(_half).and_then(_half)
    assert (stopped.error_code, stopped.error) == ("VALIDATION_FAILED", "odd")


async def test_and_then_async_awaits_the_step_of_a_success_only() -> None:
    assert await Result.ok(12).and_then_async(_half_later) == Result.ok(6)
    assert await FAILED.and_then_async(_half_later) is FAILED


def test_details_are_added_to_a_failure_and_the_original_stays_as_it_was() -> None:
    more = FAILED.with_details(company="company-1", job="9")
    assert more.details == {"job": "9", "company": "company-1"}
    assert (more.error, more.error_code) == (FAILED.error, FAILED.error_code)
    assert FAILED.details == {"job": "2214"}


def test_details_of_a_success_are_not_added() -> None:
    success = Result.ok(1)
    assert success.with_details(job="9") is success


def test_details_are_a_copy_that_cannot_be_changed() -> None:
    given: dict[str, object] = {"job": "2214"}
    failed = Result.fail("no such job", ErrorCode.NOT_FOUND, given)
    given["job"] = "other"
    assert failed.details == {"job": "2214"}
    with pytest.raises(TypeError):
        failed.details["job"] = "other"  # type: ignore[index]


def test_results_are_equal_whatever_their_details() -> None:
    assert Result.fail("no such job", ErrorCode.NOT_FOUND) == FAILED
    assert Result.fail("no such job", ErrorCode.JOB_UNMATCHED) != FAILED


def test_a_failure_without_a_code_is_unknown_and_ours() -> None:
    failed = Result.fail("odd")
    assert failed.error_code == "UNKNOWN"
    assert (failed.traits.status, failed.traits.turn) == (500, Turn.US)


def test_the_traits_of_a_failure_are_those_of_its_code() -> None:
    assert (FAILED.traits.status, FAILED.traits.remedy) == (404, Remedy.FIX_DATA)
