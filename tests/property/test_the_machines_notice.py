"""The state machines fail when the product does: faults of our own making, each noticed in the steps that show it."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import Result
from fieldledger.services.posting import preparing
from fieldledger.services.posting.books_events import BooksEvents
from fieldledger.services.posting.kinds import of
from tests.property.test_documents_whatever_happens import DAYS, DocumentsWhateverHappen
from tests.property.test_whatever_happens import WhateverHappens
from tests.property.troubled import Troubled
from tests.soak import mutants

type Begun = Callable[[], WhateverHappens | DocumentsWhateverHappen]


def _cards() -> WhateverHappens:
    machine = WhateverHappens()
    machine.begin("ignored", 1)
    return machine


def _bills() -> DocumentsWhateverHappen:
    machine = DocumentsWhateverHappen()
    machine.begin("ignored", 1)
    return machine


def _lose_an_answer(machine: Troubled) -> None:
    machine.break_the_next_call("done, then 504", "/batch$")
    machine.deliver_messages([0], 0)


@pytest.mark.parametrize("begun", [_cards, _bills])
def test_steps_that_show_nothing_wrong_end_well(begun: Begun) -> None:
    machine = begun()
    _lose_an_answer(machine)
    machine.time_passes(3600)
    machine.deliver_messages([0], 1)
    machine.deliver_messages([0], 1)
    machine.a_person_deletes_a_record_in_the_books(0)
    machine.teardown()


def test_a_writer_that_repeats_hours_without_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.look_away(monkeypatch)
    machine = _cards()
    _lose_an_answer(machine)
    with pytest.raises(AssertionError, match="twice in the books"):
        machine.teardown()


def test_a_writer_that_repeats_bills_without_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """QuickBooks takes no bill's number twice; it cannot help when a person has given the first one another number."""
    mutants.look_away(monkeypatch)
    machine = _bills()
    machine.deliver_messages([0], 0)
    machine.approve_a_bill("ferguson", "5000.00", DAYS[1])
    _lose_an_answer(machine)
    for record in range(2):
        machine.a_person_edits_a_record_in_the_books(record)
    with pytest.raises(AssertionError, match="twice in the books"):
        machine.teardown()


@pytest.mark.parametrize("begun", [_cards, _bills])
def test_a_sweep_that_wakes_nobody(monkeypatch: pytest.MonkeyPatch, begun: Begun) -> None:
    mutants.blind_sweep(monkeypatch)
    machine = begun()
    with pytest.raises(AssertionError, match="left behind"):
        machine.teardown()


async def _hears_nothing(_events: BooksEvents, _account_id: str, _told: Sequence[VendorEvent]) -> Result[int]:
    return Result.ok(0)


@pytest.mark.parametrize("begun", [_cards, _bills])
def test_a_change_in_the_books_that_nobody_is_told_of(monkeypatch: pytest.MonkeyPatch, begun: Begun) -> None:
    monkeypatch.setattr(BooksEvents, "handle", _hears_nothing)
    machine = begun()
    machine.deliver_messages([0], 0)
    machine.a_person_deletes_a_record_in_the_books(0)
    with pytest.raises(AssertionError, match="nobody is told"):
        machine.teardown()


def test_an_update_that_overwrites_what_a_person_did(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = SimpleNamespace(**{**vars(of), "differences": lambda _sent, _held: {}})
    monkeypatch.setattr(preparing, "of", blind)
    machine = _bills()
    machine.deliver_messages([0], 0)
    machine.a_person_edits_a_record_in_the_books(0)
    machine.change_a_bill_at_its_source(0, "13000.50")
    machine.confirm_what_a_change_means(0, remove=False)
    with pytest.raises(AssertionError, match="a person's work was overwritten"):
        machine.teardown()
