"""What changed of tables, of what is deployed, and of who may do what."""

from typing import Any

import pytest

from boundaries.flags.access import permission_flags
from boundaries.flags.change import Flag, Team
from boundaries.flags.deployment import environment_flags
from boundaries.flags.stores import table_flags


def told(flags: list[Flag]) -> list[tuple[str, str, bool]]:
    assert {flag.refused for flag in flags} <= {False}
    return [(flag.place, flag.change, flag.breaking) for flag in flags]


def a_table(**parts: Any) -> dict[str, Any]:
    return {"key": {"partition": "pk"}, "expires_at": None, "indexes": {}, "items": {}, **parts}


def an_item(**fields: str) -> dict[str, Any]:
    return {"items": {"JOB": {"fields": fields}}}


@pytest.mark.parametrize(
    ("before", "after", "place", "words", "breaks"),
    [
        ({}, {"jobs": a_table()}, "jobs", "the table is new", False),
        ({"jobs": a_table()}, {}, "jobs", "the table is gone", True),
        ({"jobs": a_table()}, {"jobs": a_table(expires_at="end")}, "jobs expires_at", "is end instead of None", True),
        ({"jobs": a_table()}, {"jobs": a_table(indexes={"by": 1})}, "jobs by", "the index is new", False),
        ({"jobs": a_table(indexes={"by": 1})}, {"jobs": a_table()}, "jobs by", "the index is gone", True),
        (
            {"jobs": a_table(indexes={"by": 1})},
            {"jobs": a_table(indexes={"by": 2})},
            "jobs by",
            "the index is 2 instead of 1",
            True,
        ),
        ({"jobs": a_table()}, {"jobs": a_table(**an_item())}, "jobs JOB", "the kind of item is new", False),
        ({"jobs": a_table(**an_item())}, {"jobs": a_table(**an_item(a="string?"))}, "jobs JOB.a", "is new", False),
        (
            {"jobs": a_table(**an_item())},
            {"jobs": a_table(**an_item(a="string"))},
            "jobs JOB.a",
            "is new and required: items stored before lack it",
            True,
        ),
        (
            {"jobs": a_table(**an_item(a="string"))},
            {"jobs": a_table(**an_item(a="string?"))},
            "jobs JOB.a",
            "is string? instead of string",
            False,
        ),
        (
            {"jobs": a_table(**an_item(a="string"))},
            {"jobs": a_table(**an_item(a="integer"))},
            "jobs JOB.a",
            "is integer instead of string",
            True,
        ),
        (
            {"jobs": a_table(**an_item(a="string"))},
            {"jobs": a_table(**an_item())},
            "jobs JOB.a",
            "is not stored any more; items that hold it remain",
            True,
        ),
    ],
)
def test_tables(before: Any, after: Any, place: str, words: str, breaks: bool) -> None:
    assert told(table_flags(before, after)) == [(place, words, breaks)]
    assert {flag.team for flag in table_flags(before, after)} == {Team.DATABASE}


def an_environment(**parts: Any) -> dict[str, Any]:
    return {"parameters": {}, "functions": {}, "queues": {}, "resources": {}, "outputs": [], **parts}


def a_function(**parts: Any) -> dict[str, Any]:
    return {"functions": {"api/me": {"variables": {}, "memory_mb": 512, **parts}}}


@pytest.mark.parametrize(
    ("before", "after", "place", "words", "breaks"),
    [
        ({}, {"parameters": {"A": {"Default": 1}}}, "A", "the parameter is new", False),
        ({}, {"parameters": {"A": {}}}, "A", "the parameter is new and has no default", True),
        ({"parameters": {"A": {}}}, {}, "A", "the parameter is gone: a deployment that sets it fails", True),
        (
            {"parameters": {"A": {"Default": 1}}},
            {"parameters": {"A": {"Default": 2}}},
            "A",
            "Default is 2 instead of 1",
            False,
        ),
        (
            {"parameters": {"A": {"MaxValue": 2}}},
            {"parameters": {"A": {"MaxValue": 1}}},
            "A",
            "MaxValue is 1 instead of 2",
            True,
        ),
        (a_function(), a_function(memory_mb=1024), "api/me", "memory_mb is 1024 instead of 512", False),
        (a_function(), a_function(variables={"A": "${A}"}), "api/me A", "the function is told ${A}", False),
        ({"queues": {"Q": {"FifoQueue": True}}}, {"queues": {"Q": {}}}, "Q", "FifoQueue is None instead of True", True),
        ({"resources": {"B": "Bucket"}}, {}, "B", "the resource is gone", True),
        ({"outputs": ["ApiUrl"]}, {}, "ApiUrl", "the output is gone", True),
    ],
)
def test_what_is_deployed(before: Any, after: Any, place: str, words: str, breaks: bool) -> None:
    found = environment_flags(an_environment(**before), an_environment(**after))
    assert told(found) == [(place, words, breaks)]
    assert {flag.team for flag in found} == {Team.DEVOPS}


def permissions(**parts: Any) -> dict[str, Any]:
    return {"routes": {}, "roles": {}, "functions": {}, **parts}


def a_route(scope: str | None, *roles: str) -> dict[str, Any]:
    return {"routes": {"GET /v1/jobs": {"scope": scope, "roles": list(roles)}}}


@pytest.mark.parametrize(
    ("before", "after", "place", "words", "breaks"),
    [
        ({}, a_route(None), "GET /v1/jobs", "may be called without sign-in", False),
        (a_route("a"), a_route("b"), "GET /v1/jobs", "needs b instead of a", True),
        (a_route("a"), a_route(None), "GET /v1/jobs", "needs no sign-in instead of a", True),
        (
            a_route("a", "admin", "viewer"),
            a_route("a", "admin"),
            "GET /v1/jobs",
            "no longer may be called by viewer",
            True,
        ),
        (a_route("a", "admin"), a_route("a", "admin", "viewer"), "GET /v1/jobs", "now may be called by viewer", False),
        ({"roles": {"viewer": ["a"]}}, {"roles": {"viewer": []}}, "role viewer", "no longer has the scope a", True),
        ({}, {"functions": {"api/me": {"T": ["Get"]}}}, "api/me T", "now may Get", False),
    ],
)
def test_who_may_do_what(before: Any, after: Any, place: str, words: str, breaks: bool) -> None:
    found = permission_flags(permissions(**before), permissions(**after))
    assert told(found) == [(place, words, breaks)]
    assert {flag.team for flag in found} == {Team.EVERYONE}
