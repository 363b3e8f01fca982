"""Whose answer is whose: nothing is guessed that could be another item's."""

from collections.abc import Mapping, Sequence

from fieldledger.clients.procore.models.base import Synced
from fieldledger.clients.procore.sync_matching import Echo, matched, read_echoes
from tests.unit.clients.procore.bench import an_answer


def _written(**attributes: object) -> Echo[Synced]:
    return Echo(attributes)


def _refused(**attributes: object) -> Echo[Synced]:
    return Echo(attributes, errors={"name": ("is taken",)}, refused=True)


def _ids(items: Sequence[Mapping[str, object]], echoes: list[Echo[Synced]]) -> list[str | None]:
    return [None if echo is None else echo.entity_id for echo in matched(items, echoes)]


def test_ids_decide_whatever_the_order() -> None:
    assert _ids([{"id": 1}, {"id": 2}], [_written(id=2), _written(id=1)]) == ["1", "2"]


def test_an_item_with_an_id_gets_a_new_origin_id() -> None:
    items: list[dict[str, object]] = [{"id": 1, "origin_id": "B"}, {"origin_id": "A"}]
    assert _ids(items, [_written(id=9, origin_id="A"), _written(id=1, origin_id="B")]) == ["1", "9"]


def test_an_unknown_id_is_never_given_the_record_of_its_origin_id() -> None:
    items: list[dict[str, object]] = [{"id": 1, "origin_id": "A"}, {"origin_id": "A", "name": "x"}]
    echoes = [_written(id=9, origin_id="A", name="x"), _refused(id=1, origin_id="A")]
    assert _ids(items, echoes) == ["1", "9"]


def test_numbers_and_texts_are_the_same_id() -> None:
    assert _ids([{"id": "77"}], [_written(id=77)]) == ["77"]


def test_refused_items_are_known_by_the_attributes_that_come_back() -> None:
    items = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    echoes = [_written(id=1, name="a"), _written(id=3, name="c"), _refused(name="b")]
    found = matched(items, echoes)
    assert [echo is not None and echo.refused for echo in found] == [False, True, False]


def test_amounts_are_equal_whatever_their_digits() -> None:
    items = [{"amount": "5"}, {"amount": "7"}]
    assert _ids(items, [_written(id=2, amount="7.00"), _written(id=1, amount="5.00")]) == ["1", "2"]


def test_what_is_left_is_taken_in_order() -> None:
    items = [{"vendor_id": 5}, {"vendor_id": 6}]
    assert _ids(items, [_written(id=1, vendor={"id": 5}), _written(id=2, vendor={"id": 6})]) == ["1", "2"]


def test_the_order_is_not_trusted_where_a_value_contradicts() -> None:
    items = [{"number": "A", "vendor_id": 5}, {"number": "B", "vendor_id": 6}]
    assert _ids(items, [_written(id=2, number="B"), _written(id=1, number="A")]) == [None, None]


def test_the_order_is_not_trusted_where_an_answer_is_missing() -> None:
    assert _ids([{"vendor_id": 5}, {"vendor_id": 6}], [_written(id=1)]) == [None, None]


def test_the_order_says_nothing_about_several_refused_items() -> None:
    items = [{"vendor_id": 5}, {"vendor_id": 6}]
    assert matched(items, [_written(id=1), _refused(vendor="x")]) == [None, None]


def test_twins_take_their_answers_one_by_one() -> None:
    items = [{"origin_id": "A"}, {"origin_id": "A"}]
    assert _ids(items, [_written(id=1, origin_id="A"), _written(id=1, origin_id="A")]) == ["1", "1"]


def test_an_answer_with_more_records_than_were_sent_is_not_believed() -> None:
    assert read_echoes(an_answer({"entities": [{"id": 1}, {"id": 2}]}), Synced, 1).failed


def test_an_origin_id_decides_where_nothing_else_comes_back() -> None:
    items = [{"origin_id": "A", "vendor_id": 5}, {"origin_id": "B", "vendor_id": 6}]
    assert _ids(items, [_written(id=2, origin_id="B"), _written(id=1, origin_id="A")]) == ["1", "2"]


def test_a_record_of_another_id_is_never_taken_for_the_one_that_was_asked_for() -> None:
    assert _ids([{"id": 1, "origin_id": "A"}], [_written(id=9, origin_id="A")]) == [None]


def test_a_single_refused_item_is_known_without_any_sign() -> None:
    [found] = matched([{"vendor_id": 5}], [_refused()])
    assert found is not None
    assert found.refused


def test_one_of_the_two_lists_is_enough() -> None:
    for body in ({"entities": [{"id": 1}]}, {"errors": [{"id": 1, "errors": {}}]}):
        assert len(read_echoes(an_answer(body), Synced, 1).unwrap()) == 1


def test_the_messages_of_a_refused_item_are_no_attribute_of_it() -> None:
    [echo] = read_echoes(an_answer({"errors": [{"name": "x", "errors": {"name": ["is taken"]}}]}), Synced, 1).unwrap()
    assert (echo.attributes, echo.errors, echo.refused) == ({"name": "x"}, {"name": ("is taken",)}, True)
