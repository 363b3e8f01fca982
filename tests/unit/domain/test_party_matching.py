"""Suggestions: numbers exactly, then e-mail, then names; certain only where nothing else fits, on both sides."""

import pytest

from fieldledger.domain.party import NumberPatterns, Party, email_key, name_key, number_key
from fieldledger.domain.party_matching import MOST_SHOWN, Key, Matcher
from tests.builders import a_party


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("  107 ", "107"),
        ("16457     ", "16457"),
        ("a-12", "A-12"),
        ("22  14", "22 14"),
        ("0017", "0017"),
        ("03.30.00", "03.30.00"),
        ("", ""),
        (None, ""),
        ("\t", ""),
    ],
)
def test_a_number_is_trimmed_and_upper_case_and_otherwise_as_written(written: str | None, key: str) -> None:
    assert number_key(written) == key


@pytest.mark.parametrize(
    "name", ["Rosa Delgado", "Delgado, Rosa", "DELGADO,  rosa", " rosa   delgado ", "Delgado , Rosa"]
)
def test_last_first_and_first_last_are_one_name(name: str) -> None:
    assert name_key(name) == "rosa delgado"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Delgado, Rosa, Jr.", "delgado rosa jr"),
        ("Smith,", "smith"),
        ("O'Brien, Pat", "pat o brien"),
        ("Öz Bau GmbH", "öz bau gmbh"),
        ("", ""),
        ("---", ""),
    ],
)
def test_a_name_that_is_no_pair_keeps_its_order(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(("written", "key"), [(" A@B.Example ", "a@b.example"), ("none", ""), (None, ""), ("", "")])
def test_an_address_is_compared_without_case(written: str | None, key: str) -> None:
    assert email_key(written) == key


@pytest.mark.parametrize(
    ("patterns", "number", "fits"),
    [
        (NumberPatterns(), None, True),
        (NumberPatterns(include=("CY*",)), "cy-101", True),
        (NumberPatterns(include=("CY*",)), "2214", False),
        (NumberPatterns(include=("CY*",)), None, False),
        (NumberPatterns(exclude=("99*", "T-?")), "9901", False),
        (NumberPatterns(exclude=("99*", "T-?")), "t-1", False),
        (NumberPatterns(exclude=("99*", "T-?")), "T-10", True),
        (NumberPatterns(include=("CY*",), exclude=("CY-0*",)), "CY-01", False),
    ],
)
def test_prefixes_carry_meaning(patterns: NumberPatterns, number: str | None, *, fits: bool) -> None:
    assert patterns.fit(number) is fits


def _certain(ours: list[Party], theirs: list[Party], *keys: Key) -> str | None:
    found = Matcher(ours, theirs, frozenset(keys or {Key.NUMBER})).certain(ours[0])
    return None if found is None else found.party.id


def test_a_number_that_occurs_once_on_both_sides_is_certain() -> None:
    theirs = [a_party("a", "Anything", " 2214 "), a_party("b", number="02214"), a_party("c", number=None)]
    [first, *rest] = Matcher([a_party()], theirs).suggestions(a_party())
    assert (first.party.id, first.key, first.score, first.certain) == ("a", Key.NUMBER, 100, True)
    assert first.reason == "the number is that of 2214 Anything"
    assert [(each.party.id, each.certain) for each in rest] == [("c", False), ("b", False)]


def test_a_number_in_the_name_counts_where_there_is_no_field_for_it() -> None:
    customers = [a_party("a", "Clinic (2214)", None, number_in_name=True), a_party("b", "Clinic 22145", None)]
    assert _certain([a_party()], customers) == "a"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([a_party()], [a_party("a"), a_party("b", "Annex")]),
        ([a_party(), a_party("2", "Annex")], [a_party("a")]),
        ([a_party(), a_party("2", "Annex")], [a_party("a"), a_party("b")]),
    ],
    ids=["theirs", "ours", "both"],
)
def test_a_tie_on_either_side_is_never_broken(ours: list[Party], theirs: list[Party]) -> None:
    matcher = Matcher(ours, theirs)
    assert matcher.certain(ours[0]) is None
    assert all("fit" in each.reason or "more of ours" in each.reason for each in matcher.suggestions(ours[0]))


@pytest.mark.parametrize("key", [Key.NUMBER, Key.EMAIL])
def test_an_address_is_certain_only_where_the_caller_says_so(key: Key) -> None:
    ours = a_party(number=None, email="rosa@example.com")
    theirs = a_party("a", "R. D.", None, email="Rosa@example.com")
    assert _certain([ours], [theirs], Key.NUMBER, key) == ("a" if key is Key.EMAIL else None)
    [found] = Matcher([ours], [theirs]).suggestions(ours)
    assert (found.key, found.score) == (Key.EMAIL, 80)


def test_an_address_decides_nothing_against_the_numbers() -> None:
    ours, theirs = a_party(number="107", email="crew@x.example"), a_party("a", "Ben", "112", email="crew@x.example")
    assert _certain([ours], [theirs], Key.NUMBER, Key.EMAIL) is None
    [found] = Matcher([ours], [theirs], frozenset(Key)).suggestions(ours)
    assert (found.score, found.reason) == (40, "the e-mail address is the same, but the numbers differ")


def test_a_name_only_suggests() -> None:
    ours = a_party(name="Rosa Delgado", number=None)
    theirs = [a_party("a", "Delgado, Rosa", "107"), a_party("b", "Rosa Delgado", "108"), a_party("c", "Rosa", None)]
    found = Matcher([ours], theirs).suggestions(ours)
    assert [(each.party.id, each.score, each.certain, each.fits) for each in found] == [
        ("a", 50, False, 2),
        ("b", 50, False, 2),
    ]
    assert found[0].reason == "the name is that of 107 Delgado, Rosa, which 2 records fit"


def test_what_is_switched_off_there_is_neither_suggested_nor_a_tie() -> None:
    theirs = [a_party("a", active=False), a_party("b", "Clinic")]
    assert _certain([a_party()], theirs) == "b"


def test_a_worker_who_left_is_matched_all_the_same() -> None:
    assert _certain([a_party(active=False)], [a_party("a")]) == "a"


def _many(count: int, prefix: str) -> list[Party]:
    return [
        a_party(f"{prefix}{n}", f"Worker {n}", f"{n:05d}", email=f"w{n}@x.example", active=True) for n in range(count)
    ]


def test_five_thousand_on_each_side_are_compared_key_by_key_and_not_pair_by_pair() -> None:
    ours, theirs = _many(5000, "o"), _many(5000, "t")
    matcher = Matcher(ours, theirs)
    assert all(matcher.certain(party) is not None for party in ours)
    assert matcher.examined == 3 * 5000  # one pair for each key


def test_a_name_that_everything_bears_names_the_first_and_counts_the_rest() -> None:
    theirs = [a_party(f"t{n}", "Service call", None) for n in range(5000)]
    matcher = Matcher([a_party(name="Service Call", number=None)], theirs)
    found = matcher.suggestions(a_party(name="Service Call", number=None))
    assert (len(found), found[0].fits, matcher.examined) == (MOST_SHOWN, 5000, MOST_SHOWN)
