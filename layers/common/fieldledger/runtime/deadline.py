"""How much of an invocation is left, as a value that can be handed on and faked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from aws_lambda_powertools.utilities.typing import LambdaContext


@dataclass(frozen=True, slots=True)
class Deadline:
    """``remaining_millis`` tells the milliseconds until Lambda stops the function."""

    remaining_millis: Callable[[], int]

    @classmethod
    def of(cls, context: LambdaContext) -> Self:
        """The deadline of the running invocation."""
        return cls(context.get_remaining_time_in_millis)

    def remaining_seconds(self) -> float:
        """Seconds left; never negative."""
        return max(0, self.remaining_millis()) / 1000

    def allows(self, seconds: float) -> bool:
        """Whether work that takes up to ``seconds`` may begin."""
        return self.remaining_seconds() >= seconds
