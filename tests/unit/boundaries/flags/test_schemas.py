"""What is different between two schemas, and for whom it breaks."""

from typing import Any, Final

import pytest

from boundaries.flags.schemas import Comparison, Side

TEXT: Final = {"type": "string"}
NULL: Final = {"type": "null"}


def an_object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def told(side: Side, before: Any, after: Any) -> list[tuple[str, str, bool]]:
    found = Comparison({}, {}, side).differences(before, after)
    return [(each.place, each.words, each.breaks) for each in found]


@pytest.mark.parametrize(
    ("before", "after", "place", "words", "breaks_sent", "breaks_got"),
    [
        (an_object(a=TEXT), an_object(), "a", "is gone", True, True),
        (an_object(), an_object(a=TEXT), "a", "is new", False, False),
        (an_object(), an_object(("a",), a=TEXT), "a", None, True, False),
        (an_object(a=TEXT), an_object(("a",), a=TEXT), "a", "is required now", True, False),
        (an_object(("a",), a=TEXT), an_object(a=TEXT), "a", "may be missing now", False, True),
        (TEXT, {"type": "integer"}, "", "is integer instead of string", True, True),
        (TEXT, {"type": ["string", "null"]}, "", "is null or string instead of string", False, True),
        ({"type": ["string", "null"]}, TEXT, "", "is string instead of null or string", True, False),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "", "is never b any more", True, False),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "", "may be b now", False, True),
        (TEXT, {**TEXT, "enum": ["a"]}, "", "is one of certain values now", True, False),
        ({**TEXT, "enum": ["a"]}, TEXT, "", "is any value now", False, True),
        (TEXT, {**TEXT, "maxLength": 5}, "", "has maxLength 5 instead of None", True, False),
        ({**TEXT, "maxLength": 5}, {**TEXT, "maxLength": 9}, "", "has maxLength 9 instead of 5", False, False),
        (
            {"type": "integer", "minimum": 1},
            {"type": "integer", "minimum": 2},
            "",
            "has minimum 2 instead of 1",
            True,
            False,
        ),
        (TEXT, {**TEXT, "pattern": "^a"}, "", "has another pattern", True, False),
        (TEXT, {**TEXT, "format": "date"}, "", "has the format date instead of None", True, False),
        ({**TEXT, "format": "date"}, TEXT, "", "has the format None instead of date", False, True),
        (TEXT, {"anyOf": [TEXT, NULL]}, "", "may be null now", False, True),
        ({"anyOf": [TEXT, NULL]}, TEXT, "", "may not be null any more", True, False),
        (
            {"type": "array", "items": TEXT},
            {"type": "array", "items": NULL},
            "[]",
            "is null instead of string",
            True,
            True,
        ),
    ],
)
def test_a_difference_breaks_those_who_send_or_those_who_get(
    before: Any, after: Any, place: str, words: str | None, breaks_sent: bool, breaks_got: bool
) -> None:
    [sent], [got] = told(Side.SENT, before, after), told(Side.GOT, before, after)

    assert (sent[0], sent[2]) == (place, breaks_sent)
    assert (got[0], got[2]) == (place, breaks_got)
    assert words is None or {sent[1], got[1]} == {words}


@pytest.mark.parametrize("side", Side)
def test_what_only_describes_is_no_difference(side: Side) -> None:
    before = {**TEXT, "description": "A name.", "examples": ["a"]}
    assert told(side, before, {**TEXT, "description": "The name."}) == []


def test_named_types_are_compared_behind_their_names_and_those_that_hold_themselves_end() -> None:
    reference = {"$ref": "#/components/schemas/Node"}
    before = {"Node": an_object(child=reference, name=TEXT)}
    after = {"Node": an_object(child=reference)}
    found = Comparison(before, after, Side.GOT).differences(reference, reference)

    assert [(each.place, each.words) for each in found] == [("name", "is gone")]


def test_what_allof_adds_is_part_of_the_type() -> None:
    before = {"allOf": [an_object(code=TEXT), an_object(code={"enum": ["A", "B"]})]}
    after = {"allOf": [an_object(code=TEXT), an_object(code={"enum": ["A"]})]}

    assert told(Side.SENT, before, after) == [("code", "is never B any more", True)]


def test_a_field_that_was_deprecated_may_go() -> None:
    [gone] = Comparison({}, {}, Side.GOT).differences(an_object(a={**TEXT, "deprecated": True}), an_object())
    assert (gone.breaks, gone.announced) == (True, True)
