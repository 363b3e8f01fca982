"""What happens to writers, vendors, queues and clocks: the rules that all state machines of posting share.

Faults of the vendor, of the wire and of the store, messages in any order, several containers, restarts, jumps of the
clock, a person who disconnects the books. The books may or may not honour a requestid, and after 40 days they do not
know it any more.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any, Final

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from fieldledger.domain.connection import VendorName
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.flow.doubles import Crash, StepsDeadline
from tests.integration.flow.harness import SETTLE_SECONDS, Container, World, a_contractor
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.wire import raising

DAY: Final = 24 * 3600
JUMPS: Final = (1, 31, 61, SETTLE_SECONDS + 1, 3600, DAY, 40 * DAY)
FAULTS: Final = {
    "500": ("status", {"status": 500}),
    "503": ("drop_before", {}),
    "429": ("throttle", {}),
    "done, then 504": ("commit_then_drop", {}),
    "slow": ("slow", {"delay_seconds": 90}),
}
LOSSES: Final[dict[str, tuple[BaseException, bool]]] = {
    "closed before": (httpx.RemoteProtocolError("connection closed"), False),
    "closed after": (httpx.ReadError("connection reset"), True),
    "timeout": (httpx.ReadTimeout("no answer in time"), True),
    "not sent": (httpx.ConnectError("refused"), False),
    "died before": (Crash(), False),
    "died after": (Crash(), True),
}
BOUNDED: Final = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_ROUNDS: Final = 12

anyone = st.integers(0, 30)
"""A place in a list of things that only exist while a machine runs."""


class Troubled(RuleBasedStateMachine):
    """A subclass adds what is approved and what people do to it, ``_marked`` and ``_compare``."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._world: World = self._run(self._stack.enter_async_context(a_contractor()))
        self._containers: list[Container] = [self._world.flow.container() for _ in range(2)]
        self._touched: set[str] = set()  # markers whose record a person changed or deleted in the books
        self._connected = True

    async def _marked(self) -> Counter[str]:
        """How often each of our markers is in the books."""
        raise NotImplementedError

    async def _compare(self) -> None:
        """Everything is quiet: the books beside the approvals."""
        raise NotImplementedError

    def _run[T](self, step: Awaitable[T]) -> T:
        async def guarded() -> T:
            return await step

        return self._loop.run_until_complete(guarded())

    def _survive(self, step: Awaitable[object]) -> None:
        try:
            self._run(step)
        except Crash:
            return

    def teardown(self) -> None:
        """Let everybody finish, and compare the books with what was approved."""
        try:
            self._run(self._recover())
            self._run(self._each_marker_once())
            self._run(self._compare())
        finally:
            self._run(self._stack.aclose())
            self._loop.close()

    @rule(which=st.lists(anyone, min_size=1, max_size=3), container=st.integers(0, 1))
    def deliver_messages(self, which: list[int], container: int) -> None:
        """Any messages in any order, those that were handled long ago too."""
        woken = self._world.flow.queue.woken
        ids = [posting_id for place in which for posting_id in woken[place % len(woken)][1]]
        self._survive(self._world.flow.write(self._containers[container], ids))

    @rule(seconds=st.sampled_from([5, 60, 119]))
    def two_containers_interleave(self, seconds: int) -> None:
        """While the books work for the one, the other is woken."""
        flow = self._world.flow
        first, second = self._containers

        async def meanwhile(_request: httpx.Request) -> None:
            flow.clock.advance(seconds)
            await flow.write(second)

        flow.wire.on_request("/batch$", meanwhile)
        self._survive(flow.write(first))
        flow.wire.forget()

    @rule()
    def two_containers_at_once(self) -> None:
        """A queue that failed to keep them apart."""

        async def together() -> None:
            await asyncio.gather(*(self._world.flow.write(container) for container in self._containers))

        self._survive(together())

    @rule(steps=st.integers(0, 4))
    def run_out_of_time(self, steps: int) -> None:
        """An invocation with time for little."""
        self._survive(self._world.flow.write(deadline=StepsDeadline(steps)))

    @rule(fault=st.sampled_from(sorted(FAULTS)), path=st.sampled_from(["/batch$", "/query$", "bearer$"]))
    def break_the_next_call(self, fault: str, path: str) -> None:
        """The vendor's ways to fail."""
        kind, details = FAULTS[fault]
        self._run(self._world.books.fault(kind, **{"path": path, **details}))

    @rule(loss=st.sampled_from(sorted(LOSSES)), call=st.integers(0, 3))
    def lose_a_call(self, loss: str, call: int) -> None:
        """The wire's ways to fail, at any call of one writer."""
        error, arrived = LOSSES[loss]
        wire = self._world.flow.wire
        (wire.on_answer if arrived else wire.on_request)("quickbooks.test", raising(error), skip=call)
        self._survive(self._world.flow.write())
        wire.forget()

    @rule(failures=st.integers(1, 3), calls=st.integers(0, 20))
    def throttle_the_store(self, failures: int, calls: int) -> None:
        """Some calls of the store go through, and then some do not."""
        store = self._world.flow.store
        left = calls
        real = store._arrive

        async def arrive(operation: str) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                store.fail_next(failures)
            return await real(operation)

        vars(store)["_arrive"] = arrive
        try:
            self._survive(self._world.flow.write())
        finally:
            del vars(store)["_arrive"]
            store._failures.clear()

    @rule(backwards=st.booleans())
    def the_webhook_tells(self, backwards: bool) -> None:
        """What happened in the books, twice and in any order."""
        events = self._run(self._world.books.events())
        events = [*events, *events[:2]]
        told = list(reversed(events)) if backwards else events
        handled = self._run(self._world.flow.container().events.handle(REALM, told))
        if handled.failed:  # the queue brings it again
            self._world.books._mailbox.events.extend(told)

    @rule()
    def a_person_disconnects_or_reconnects_the_books(self) -> None:
        """The realm stays the company's."""
        if self._connected:
            connections = self._world.flow.container().connections
            self._run(connections.disconnect(COMPANY, "user-admin", VendorName.QUICKBOOKS)).unwrap()
            self._connected = False
        else:
            self._run(self._world.books.http.delete("/_admin/faults"))
            self._run(self._world.connect_books())
            self._connected = True

    @rule(seconds=st.sampled_from(JUMPS))
    def time_passes(self, seconds: int) -> None:
        """From a moment to what the books remember no more."""
        self._world.flow.clock.advance(seconds)
        if seconds == JUMPS[-1]:
            self._run(self._world.books.settings(requestid_mode="ignored"))

    @rule()
    def restart(self) -> None:
        """Everything that ran is gone."""
        self._containers = [self._world.flow.container() for _ in range(2)]

    @invariant()
    def no_marker_is_in_the_books_twice(self) -> None:
        """Not at any time, and nothing that was not approved."""
        self._run(self._each_marker_once())

    async def _each_marker_once(self) -> None:
        markers = await self._marked()
        assert max(markers.values(), default=0) <= 1, "twice in the books"
        known = {posting.marker for posting in await self._world.flow.postings()}
        assert set(markers) <= known

    async def _recover(self) -> None:
        """Faults end, the books are connected, and the sweep wakes the writer until there is nothing to do."""
        flow = self._world.flow
        await self._world.books.http.delete("/_admin/faults")
        if not self._connected:
            await self._world.connect_books()
        for _ in range(_ROUNDS):
            flow.settle_time_passes()
            woken = len(flow.queue.woken)
            (await flow.sweep().sweep()).unwrap()
            if len(flow.queue.woken) > woken:  # whom nobody wakes, does not run
                written = await flow.write()
                if written.error_code == ErrorCode.RECONNECT_REQUIRED:  # a refresh token got lost: the inbox says so
                    await self._world.connect_books()
            if not {PostingState.PENDING, PostingState.SEALED} & set(await flow.states()):
                break
        told = await self._world.books.events()
        (await flow.container().events.handle(REALM, told)).unwrap()

    async def _subjects(self) -> set[str]:
        return {item.subject for item in (await self._world.flow.inbox()).values()}


def standing(postings: list[Posting]) -> list[Posting]:
    """Those that the books should show: posted, and not changed or removed by a posting that was posted later."""
    posted = [posting for posting in postings if posting.state is PostingState.POSTED]
    replaced = {posting.replaces for posting in posted}
    return [posting for posting in posted if posting.posting_id not in replaced]


def is_waiting(posting: Posting) -> bool:
    """Behind another posting that waits for a person."""
    return posting.error is not None and posting.error.code == ErrorCode.POSTING_WAITS
