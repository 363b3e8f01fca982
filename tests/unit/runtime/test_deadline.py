"""The time that an invocation has left."""

from fieldledger.runtime.deadline import Deadline
from tests.support.lambda_context import FakeLambdaContext


def test_the_deadline_follows_the_invocation() -> None:
    context = FakeLambdaContext(remaining_millis=9_500)
    deadline = Deadline.of(context)
    before = deadline.remaining_seconds()
    context.remaining_millis = 1_200

    assert (before, deadline.remaining_seconds()) == (9.5, 1.2)


def test_work_may_begin_while_all_of_its_time_remains() -> None:
    deadline = Deadline(lambda: 5_000)

    assert deadline.allows(5)
    assert not deadline.allows(5.001)


def test_an_overrun_leaves_nothing_and_not_less() -> None:
    assert Deadline(lambda: -300).remaining_seconds() == 0
