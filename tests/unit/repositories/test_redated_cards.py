"""From an approved day to the cards that were moved away from it."""

from datetime import date

import pytest

from fieldledger.domain.redated_card import RedatedCard
from fieldledger.repositories import redated_cards
from fieldledger.repositories.redated_cards import DocumentRedatedCards
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore


def _card(number: int, day: date, company_id: str = COMPANY) -> RedatedCard:
    return RedatedCard(company_id=company_id, time_card_id=f"card-{number}", approved_day=day)


async def test_cards_of_both_ends_are_found_however_many_and_those_beside_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redated_cards, "_PAGE", 2)
    cards = DocumentRedatedCards(InMemoryDocumentStore())
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 14), date(2026, 2, 28), date(2026, 3, 1)]
    for number, day in enumerate(days):
        (await cards.note(_card(number, day))).unwrap()
    (await cards.note(_card(9, date(2026, 2, 14), "company-2"))).unwrap()
    found = (await cards.approved_on(COMPANY, date(2026, 2, 1), date(2026, 2, 28))).unwrap()
    assert found == ["card-1", "card-2", "card-3"]


async def test_noting_a_card_again_succeeds_and_a_store_that_does_not_answer_is_told() -> None:
    store = InMemoryDocumentStore()
    cards, day = DocumentRedatedCards(store), date(2026, 2, 14)
    for _ in range(2):
        assert (await cards.note(_card(1, day))).success
    assert (await cards.approved_on(COMPANY, day, day)).unwrap() == ["card-1"]
    store.fail_next()
    assert (await cards.note(_card(2, day))).error_code == ErrorCode.STORE_UNAVAILABLE
