"""What a scenario brings along: a world of its own, steps, help, an end, and a comparison.

The harness (``crashes.py``) knows nothing else, so it disturbs every vendor's scenarios. Those of another vendor go
into a module of their own and are added to ``catalogue.py``.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from fieldledger.result import Result
from tests.soak.effects import Effects

type Step = Callable[[], Awaitable[Result[object]]]


@dataclass(frozen=True, slots=True)
class Ending:
    """``problems`` is empty if the books equal the approvals and all counts balance."""

    postings: int
    duplicates: int
    lost: int
    problems: tuple[str, ...]


class Play(Protocol):
    """One run of a scenario. Only what its ``steps`` do is disturbed."""

    @property
    def steps(self) -> Sequence[Step]:
        """In order; a step that fails is repeated, as a person or a queue would repeat it."""
        ...

    async def recover(self) -> None:
        """What happens before a step is repeated: time passes, and people mend what is theirs to mend."""
        ...

    async def finish(self) -> None:
        """Redelivery and the sweep, until nothing is left to do or nothing moves any more."""
        ...

    async def ending(self) -> Ending:
        """The books beside the approvals."""
        ...


class Scenario(Protocol):
    """``books``: the kinds of books that it is played with, for instance such that ignore a ``requestid``."""

    @property
    def name(self) -> str:
        """As it is printed."""
        ...

    @property
    def books(self) -> tuple[str, ...]:
        """All of them are tried."""
        ...

    def played(self, effects: Effects, books: str) -> AbstractAsyncContextManager[Play]:
        """Prepare the world undisturbed, and watch it with ``effects``, which watches nothing yet."""
        ...
