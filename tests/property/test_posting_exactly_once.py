"""Whatever happens to writers, answers and time: an approved minute is in the books at most once, in the end exactly.

The machine runs the real writer and clients against the simulated books, which act on every request they get: the
replay of a requestid is switched off.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Final

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from fieldledger.domain.posting import PostingState
from fieldledger.repositories.documents import Write
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from tests.builders import WORK_DATE, a_time_card, an_entry
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import SETTLE_SECONDS, Container, World, a_contractor
from tests.integration.flow.wire import Action, raising

WORKERS: Final = ("rosa", "ben", "ana")
JOBS: Final = ("clinic", "plant")
LOSSES: Final[dict[str, httpx.HTTPError]] = {
    "timeout": httpx.ReadTimeout("no answer in time"),
    "closed": httpx.RemoteProtocolError("connection closed"),
    "not sent": httpx.ConnectError("refused"),
}
ITEM_CODES: Final = ("1010", "600", "150", "3001")


class PostingToTheBooks(RuleBasedStateMachine):
    """Rules are what may happen; the books are checked after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._world: World = self._run(self._stack.enter_async_context(a_contractor()))
        self._warm: Container = self._world.flow.container()
        self._cards = 0
        self._approved_minutes = 0

    def _run[T](self, step: Awaitable[T]) -> T:
        async def guarded() -> T:
            return await step

        return self._loop.run_until_complete(guarded())

    def teardown(self) -> None:
        """Let everything settle, and compare the books with what was approved."""
        try:
            self._run(self._settle())
        finally:
            self._run(self._stack.aclose())
            self._loop.close()

    @initialize()
    def the_books_act_on_every_request(self) -> None:
        self._run(self._world.books.settings(requestid_mode="ignored"))
        self._run(self._world.flow.sync())

    @rule(
        cards=st.lists(
            st.tuples(st.sampled_from(WORKERS), st.sampled_from(JOBS), st.integers(1, 960)), min_size=1, max_size=5
        )
    )
    def approve(self, cards: list[tuple[str, str, int]]) -> None:
        """Cards of any length; the last ones also hold overtime."""
        self._run(self._approve(cards))

    async def _approve(self, cards: Sequence[tuple[str, str, int]]) -> None:
        for worker, job, minutes in cards:
            self._cards += 1
            card = a_time_card(
                time_card_id=f"c-{self._cards}",
                content_hash=f"hash-{self._cards}",
                work_date=WORK_DATE - timedelta(days=self._cards % 20),
                employee_id=worker,
                project_id=job,
                entries=[
                    an_entry(str(round(minutes / 60, 4)), pay_type="RT"),
                    *([an_entry("1.5", pay_type="OT")] if minutes % 2 else []),
                ],
            )
            (await DocumentTimeCards(self._world.flow.store).save(card)).unwrap()
        outcome = await self._world.flow.approve()
        self._approved_minutes += outcome.minutes

    @rule(cold=st.booleans())
    def write(self, cold: bool) -> None:
        """A wake-up, in a container that has run before or in a new one."""
        self._run(self._world.flow.write(None if cold else self._warm))

    @rule(writers=st.integers(2, 3))
    def write_at_once(self, writers: int) -> None:
        """Duplicate wake-ups that the queue failed to keep apart."""

        async def together() -> None:
            await asyncio.gather(*(self._world.flow.write() for _ in range(writers)))

        self._run(together())

    @rule(commit=st.integers(1, 8), after=st.booleans())
    def crash_at_a_commit(self, commit: int, after: bool) -> None:
        """The container dies before or after the n-th thing it stores."""
        moment, store, left = "after_commit" if after else "before_commit", self._world.flow.store, commit

        def hook(_writes: Sequence[Write]) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash

        setattr(store, moment, hook)
        self._survive(self._world.flow.write())
        setattr(store, moment, None)

    @rule(call=st.integers(0, 3), arrived=st.booleans())
    def crash_at_a_call(self, call: int, arrived: bool) -> None:
        """The container dies while a vendor works, or just before."""
        self._at_the_wire(raising(Crash()), call, arrived=arrived)

    @rule(loss=st.sampled_from(sorted(LOSSES)), call=st.integers(0, 3))
    def lose_an_answer(self, loss: str, call: int) -> None:
        """The vendor has done its work, and nobody learns of it; what was not sent has not arrived."""
        self._at_the_wire(raising(LOSSES[loss]), call, arrived=loss != "not sent")

    @rule(kind=st.sampled_from(["commit_then_drop", "drop_before", "unauthorized", "throttle"]))
    def break_the_next_batch(self, kind: str) -> None:
        """The gateway's ways to fail."""
        self._run(self._world.books.fault(kind))

    @rule(item=st.integers(0, 4), code=st.sampled_from(ITEM_CODES))
    def refuse_one_item(self, item: int, code: str) -> None:
        """One record of the next batch that is long enough."""
        self._run(self._world.books.fault("item_fault", item=item, code=code))

    @rule(seconds=st.sampled_from([1, 31, 61, SETTLE_SECONDS - 1, SETTLE_SECONDS + 1, 3600]))
    def time_passes(self, seconds: int) -> None:
        """From a moment to the end of a token."""
        self._world.flow.clock.advance(seconds)

    @rule(seconds=st.sampled_from([5, 60, 119]))
    def write_while_a_request_is_under_way(self, seconds: int) -> None:
        """The vendor works on a request for as long as it may, and meanwhile another writer is woken."""
        self._at_the_wire(self._meanwhile(seconds), 0, arrived=False, pattern="/batch$")

    @rule(seconds=st.sampled_from([5, 60, 200]))
    def write_while_a_token_is_refreshed(self, seconds: int) -> None:
        """Before a request leaves, anything may take any time."""
        self._world.flow.clock.advance(hours=1)
        self._at_the_wire(self._meanwhile(seconds), 0, arrived=False, pattern="tokens/bearer")

    def _meanwhile(self, seconds: int) -> Action:
        async def act(_request: httpx.Request) -> None:
            self._world.flow.clock.advance(seconds)
            await self._world.flow.write()

        return act

    @rule()
    def wake_by_the_sweep(self) -> None:
        """Only a message; the writer does not depend on it."""
        self._run(self._world.flow.sweep().sweep())

    @invariant()
    def no_minute_is_in_the_books_twice(self) -> None:
        """Not at any time."""
        markers: Counter[str] = self._run(self._world.books.markers())
        assert max(markers.values(), default=0) <= 1
        known = {posting.marker for posting in self._run(self._world.flow.postings())}
        assert set(markers) <= known

    @invariant()
    def what_is_posted_is_in_the_books(self) -> None:
        """Our records never run ahead of the books."""
        markers: Counter[str] = self._run(self._world.books.markers())
        posted = {posting.marker for posting in self._run(self._world.flow.postings(PostingState.POSTED))}
        assert posted <= set(markers)

    def _at_the_wire(self, action: Action, call: int, *, arrived: bool, pattern: str = "quickbooks.test/v3") -> None:
        wire = self._world.flow.wire
        (wire.on_answer if arrived else wire.on_request)(pattern, action, skip=call)
        self._survive(self._world.flow.write())
        wire.forget()

    def _survive(self, step: Awaitable[object]) -> None:
        try:
            self._run(step)
        except Crash:
            return

    async def _settle(self) -> None:
        await self._world.books.http.delete("/_admin/faults")
        for _ in range(5):
            self._world.flow.settle_time_passes()
            written = await self._world.flow.write()
            if written.error_code == ErrorCode.RECONNECT_REQUIRED:  # a refresh token died with its container
                await self._world.connect_books()
        await self._world.assert_books_equal_approvals()
        assert sum((await self._world.books.minutes()).values()) == self._approved_minutes


PostingToTheBooks.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestPostingToTheBooks = PostingToTheBooks.TestCase
