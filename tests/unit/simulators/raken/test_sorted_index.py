"""Finding records by key."""

from itertools import permutations

import pytest

from simulators.raken.sorted_index import SortedIndex

PAIRS = [("2026-01-01", "b"), ("2026-01-01", "a"), ("2026-01-02", "c")]


def an_index(*pairs: tuple[str, str]) -> SortedIndex:
    index = SortedIndex()
    for pair in pairs:
        index.add(*pair)
    return index


@pytest.mark.parametrize("pairs", list(permutations(PAIRS)))
def test_the_order_is_that_of_the_keys_whatever_the_order_of_adding(pairs: tuple[tuple[str, str], ...]):
    assert an_index(*pairs).between("2026-01-01", "2026-01-02") == sorted(PAIRS)


def test_both_ends_belong_to_a_span():
    index = an_index(*PAIRS)
    assert [uuid for _, uuid in index.between("2026-01-02", "2026-01-02")] == ["c"]
    assert [uuid for _, uuid in index.between("2025-12-31", "2026-01-01")] == ["a", "b"]
    assert index.between("2026-01-03", "2026-01-04") == []


def test_what_is_removed_is_gone_and_what_comes_later_finds_its_place():
    index = an_index(*PAIRS)
    index.remove("2026-01-01", "b")
    index.add("2026-01-01", "aa")
    assert [uuid for _, uuid in index.between("2026", "2027")] == ["a", "aa", "c"]


def test_many_additions_at_once_keep_the_order_too():
    days = [(f"2026-01-{day:02d}", f"card-{n}") for n in range(20) for day in range(28, 0, -1)]
    index = an_index(*PAIRS)
    index.between("2026", "2027")
    for pair in days:
        index.add(*pair)
    assert index.between("2026", "2027") == sorted([*PAIRS, *days])
