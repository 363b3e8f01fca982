"""What changed of the API, and what may not go out unannounced."""

from typing import Any

import pytest

from boundaries.flags.change import Flag
from boundaries.flags.endpoints import endpoint_flags

LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
OK = {"content": {"application/json": {"schema": {"type": "object", "properties": {"data": {"type": "string"}}}}}}


def an_operation(name: str = "list_jobs", **parts: Any) -> dict[str, Any]:
    return {"operationId": name, "parameters": [], "responses": {"200": OK}, **parts}


def an_api(**operations: dict[str, Any]) -> Any:
    """Operations by a word for their address: ``get_v1_jobs``."""
    paths = {}
    for word, operation in operations.items():
        method, version, name = word.split("_")
        paths.setdefault(f"/{version}/{name}", {})[method] = operation
    return {"paths": paths}


def flags(before: Any, after: Any, **notes: str) -> list[tuple[str, str, bool]]:
    return [(flag.place, flag.change, flag.refused) for flag in _found(before, after, **notes)]


def _found(before: Any, after: Any, **notes: str) -> list[Flag]:
    return endpoint_flags(before, after, {place.replace("_", " "): note for place, note in notes.items()})


def test_nothing_changed() -> None:
    assert flags(an_api(get_v1_jobs=an_operation()), an_api(get_v1_jobs=an_operation())) == []


def test_a_new_operation_concerns_and_breaks_nobody() -> None:
    assert flags(an_api(), an_api(get_v1_jobs=an_operation())) == [("GET /v1/jobs", "the operation is new", False)]


def test_an_operation_that_goes_is_refused() -> None:
    assert flags(an_api(get_v1_jobs=an_operation()), an_api()) == [("GET /v1/jobs", "the operation is gone", True)]


def test_an_operation_may_go_once_its_next_version_is_there() -> None:
    [gone, _] = _found(an_api(get_v1_jobs=an_operation()), an_api(get_v2_jobs=an_operation("list_jobs_2")))
    assert (gone.breaking, gone.refused, gone.excused) == (True, False, "GET /v2/jobs replaces it")


def test_an_operation_may_go_that_was_deprecated_before() -> None:
    [gone] = _found(an_api(get_v1_jobs=an_operation(deprecated=True)), an_api())
    assert (gone.breaking, gone.refused) == (True, False)


def test_deprecating_in_the_change_that_breaks_comes_too_late() -> None:
    before, after = an_operation(parameters=[LIMIT]), an_operation(deprecated=True)
    assert flags(an_api(get_v1_jobs=before), an_api(get_v1_jobs=after)) == [
        ("GET /v1/jobs", "the operation is deprecated now", False),
        ("GET /v1/jobs query:limit", "the parameter is gone", True),
    ]


def test_what_the_base_announces_may_break() -> None:
    before, after = an_api(get_v1_jobs=an_operation(parameters=[LIMIT])), an_api(get_v1_jobs=an_operation())
    [gone] = endpoint_flags(before, after, {"GET /v1/jobs query:limit": "gone by May"})
    assert (gone.refused, gone.excused) == (False, "announced: gone by May")


def test_an_announcement_of_another_place_excuses_nothing() -> None:
    before, after = an_api(get_v1_jobs=an_operation(parameters=[LIMIT])), an_api(get_v1_jobs=an_operation())
    [gone] = endpoint_flags(before, after, {"GET /v1/jobs query:lim": "gone by May"})
    assert gone.refused


@pytest.mark.parametrize(
    ("before", "after", "place", "refused"),
    [
        ([], [LIMIT], "query:limit", False),
        ([], [{**LIMIT, "required": True}], "query:limit", True),
        ([LIMIT], [{**LIMIT, "required": True}], "query:limit", True),
        ([{**LIMIT, "required": True}], [LIMIT], "query:limit", False),
        ([LIMIT], [{**LIMIT, "schema": {"type": "integer", "maximum": 50}}], "query:limit", True),
        ([{**LIMIT, "deprecated": True}], [], "query:limit", False),
    ],
)
def test_a_parameter_breaks_when_it_asks_for_more(before: Any, after: Any, place: str, refused: bool) -> None:
    old, new = an_operation(parameters=before), an_operation(parameters=after)
    [(where, _, found)] = flags(an_api(get_v1_jobs=old), an_api(get_v1_jobs=new))
    assert (where, found) == (f"GET /v1/jobs {place}", refused)


def test_a_body_that_becomes_needed_breaks() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    [(where, _, refused)] = flags(
        an_api(post_v1_jobs=an_operation()), an_api(post_v1_jobs=an_operation(requestBody=body))
    )
    assert (where, refused) == ("POST /v1/jobs body", True)


def test_a_field_that_is_answered_no_more_breaks_and_is_named() -> None:
    less = {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {}}}}}}
    before, after = an_api(get_v1_jobs=an_operation()), an_api(get_v1_jobs=an_operation(responses=less))
    assert flags(before, after) == [("GET /v1/jobs 200 data", "is gone", True)]


def test_a_new_error_code_breaks_nobody_and_is_told() -> None:
    def failing(*codes: str) -> Any:
        error = {"type": "object", "properties": {"code": {"enum": list(codes)}}}
        schema = {"type": "object", "properties": {"error": error}}
        return an_operation(responses={"200": OK, "409": {"content": {"application/json": {"schema": schema}}}})

    before, after = an_api(get_v1_jobs=failing("A")), an_api(get_v1_jobs=failing("A", "B"))
    assert flags(before, after) == [("GET /v1/jobs 409 error.code", "may be B now", False)]


def test_another_status_of_success_breaks_and_another_failure_does_not() -> None:
    before = an_api(get_v1_jobs=an_operation(responses={"200": OK}))
    after = an_api(get_v1_jobs=an_operation(responses={"201": OK, "429": {}}))
    assert flags(before, after) == [
        ("GET /v1/jobs 200", "is not answered any more", True),
        ("GET /v1/jobs 201", "may be answered now", True),
        ("GET /v1/jobs 429", "may be answered now", False),
    ]
