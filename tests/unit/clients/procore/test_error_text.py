"""One reader for every shape in which Procore refuses (procore.md 1)."""

import pytest

from fieldledger.clients.procore.error_text import field_messages, said
from tests.unit.clients.procore.bench import an_answer

V2 = {
    "error": {
        "code": "BAD_REQUEST",
        "message": "Invalid request",
        "details": [{"reason_code": "blank", "message": "can't be blank", "source": "due_date"}],
    }
}


@pytest.mark.parametrize(
    ("body", "text", "fields"),
    [
        ({"errors": "Unauthorized"}, "Unauthorized", {}),
        ({"errors": ["App is not connected to this company."]}, "App is not connected to this company.", {}),
        ({"errors": {"name": ["required"]}}, "name: required", {"name": ("required",)}),
        ({"errors": {"name": "required"}}, "name: required", {"name": ("required",)}),
        ({"errors": {"lines": {"0": {"amount": ["bad"]}}}}, "lines.0.amount: bad", {"lines.0.amount": ("bad",)}),
        ({"errors": [{"message": "first"}, "second"]}, "first; second", {}),
        ({"error": "not found"}, "not found", {}),
        ({"error": {"error": "Too many snapshots"}}, "Too many snapshots", {}),
        ({"error": {"code": "x", "message": "missing param"}}, "missing param", {}),
        (V2, "Invalid request; due_date: can't be blank", {"due_date": ("can't be blank",)}),
        ({"message": "gone", "exception": "RecordNotFound"}, "gone", {}),
        ({"code": 401, "message": "expired", "fields": None, "reason": "token"}, "expired", {}),
        ({"vendor": ["can't be blank"]}, "vendor: can't be blank", {"vendor": ("can't be blank",)}),
        ({"name": ["a", "b"]}, "name: a; name: b", {"name": ("a", "b")}),
        (["one", "two"], "one; two", {}),
        ("just text", "just text", {}),
        (b"You have surpassed the max number of requests", "You have surpassed the max number of requests", {}),
        (b"<html>gateway</html>", "", {}),
        (b"", "", {}),
        ({"data": None}, "", {}),
        ({"errors": None, "message": "late"}, "late", {}),
        (7, "", {}),
    ],
)
def test_the_message_is_found_in_every_shape(body: object, text: str, fields: object) -> None:
    words = said(an_answer(body, 400))
    assert (words.text, words.fields) == (text, fields)


def test_the_code_of_a_v2_error_is_kept() -> None:
    assert said(an_answer(V2, 400)).code == "BAD_REQUEST"


def test_endless_messages_are_cut() -> None:
    words = said(an_answer({"errors": ["x" * 5000] * 500}, 400))
    assert len(words.text) < 20 * 310


def test_a_bottomless_body_is_read_without_falling_over() -> None:
    nested: object = "deep"
    for _ in range(60):
        nested = {"a": nested}
    assert said(an_answer({"errors": nested}, 400)).text == ""


def test_messages_without_a_field_stay_in_an_error_map() -> None:
    assert field_messages(["stale"]) == {"base": ("stale",)}
    assert field_messages({"id": ["Entity with this ID not found"]}) == {"id": ("Entity with this ID not found",)}


def test_all_messages_without_a_field_are_kept() -> None:
    assert field_messages(["first", "second"]) == {"base": ("first", "second")}
