"""The queue of ordered faults."""

import pytest
from pydantic import ValidationError

from simulators.kit.faults import Fault, FaultQueue


def test_a_fault_is_served_as_often_as_its_count_says() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="status", status=500, count=2))
    served = [queue.take("GET", "/a") is not None for _ in range(3)]
    assert served == [True, True, False]


def test_a_fault_lets_the_first_matches_through() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="status", after=2))
    served = [queue.take("GET", "/a") is not None for _ in range(4)]
    assert served == [False, False, True, False]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/v3/company", "/v3/company/1/batch", True),
        (r"/company/\d+/batch$", "/v3/company/1/batch", True),
        (r"/company/\d+/query$", "/v3/company/1/batch", False),
        (None, "/anything", True),
    ],
)
def test_a_path_matches_as_prefix_or_pattern(pattern: str | None, path: str, *, expected: bool) -> None:
    assert Fault(kind="status", path=pattern).matches("GET", path) is expected


def test_a_fault_for_one_method_leaves_others_alone() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="status", method="post"))
    assert queue.take("GET", "/a") is None
    assert queue.take("POST", "/a") is not None


def test_only_the_kinds_a_caller_can_act_on_are_served() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="item_fault", item=1))
    assert queue.take("POST", "/a", kinds={"status"}) is None
    assert [fault.kind for fault in queue.pending()] == ["item_fault"]


def test_pending_faults_show_what_remains() -> None:
    queue = FaultQueue()
    queue.add(Fault(kind="status", count=3))
    queue.take("GET", "/a")
    assert [fault.count for fault in queue.pending()] == [2]


def test_a_broken_pattern_is_refused() -> None:
    with pytest.raises(ValidationError, match="regular expression"):
        Fault(kind="status", path="(")
