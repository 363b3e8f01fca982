"""What the commands ask of the API, and what they tell a person."""

import stat

import httpx
import pytest

from cli.session import Sessions

from .conftest import URL, FakeApi, Terminal, envelope, refusal

ME = {"user_id": "user-1", "email": "dana@bluestem.example", "role": "accountant", "company_id": "bluestem"}


def run_of(finished_at: str | None = None, **more: object) -> dict[str, object]:
    return {"run_id": "run-1", "finished_at": finished_at, "counts": {"seen": 4, "created": 1}, **more}


def sync_of(active: object = None, last: object = None, resource: str = "raken/time_cards") -> dict[str, object]:
    return {"resource": resource, "active": active, "last": last}


def test_a_token_from_standard_input_is_tried_and_kept_for_its_owner_only(terminal: Terminal) -> None:
    terminal.api.on("GET /v1/me", envelope(ME))

    code, out = terminal.run("login", "--api-url", URL, "--token-stdin", typed="token-2\n")

    assert (code, out) == (0, "signed in as dana@bluestem.example, accountant of bluestem\n")
    assert terminal.api.requests[0].headers["authorization"] == "Bearer token-2"
    assert terminal.sessions.current().token == "token-2"
    assert stat.S_IMODE(terminal.sessions.file.stat().st_mode) == 0o600


def test_a_token_that_the_api_refuses_is_not_kept(terminal: Terminal) -> None:
    terminal.api.on("GET /v1/me", httpx.Response(401, json={"message": "Unauthorized"}))

    code, out = terminal.run("login", "--api-url", URL, "--token-stdin", typed="bad\n")

    assert (code, terminal.sessions.current().token) == (1, "token-1")
    assert "run `fieldledger login`" in out


def test_after_logging_out_nobody_is_signed_in(terminal: Terminal) -> None:
    terminal.run("logout")

    assert terminal.run("me")[1] == "nobody is signed in: run `fieldledger login`"


def test_the_environment_wins_over_the_kept_sign_in(terminal: Terminal) -> None:
    environment = {"FIELDLEDGER_SESSION": str(terminal.sessions.file), "FIELDLEDGER_TOKEN": "of-a-machine"}

    assert Sessions(environment).current().token == "of-a-machine"


def test_a_check_that_misses_something_ends_with_one(terminal: Terminal) -> None:
    items = [{"name": "installation", "finding": "missing", "message": "the app is not installed"}]
    terminal.api.on("GET /v1/connections/procore/check", envelope({"ready": False, "items": items}))

    code, out = terminal.run("connections", "check", "procore")

    assert code == 1
    assert "the app is not installed" in out


def test_a_sync_is_followed_to_its_end(terminal: Terminal) -> None:
    terminal.api.on("POST /v1/syncs", envelope({"queued": False, "run": {"run_id": "run-1"}}))
    terminal.api.on(
        "GET /v1/syncs",
        envelope([sync_of(active=run_of())]),
        envelope([sync_of(last=run_of(finished_at="2026-03-02T13:00:09Z"))]),
    )

    code, out = terminal.run("syncs", "start", "raken/time_cards", "--full")

    assert code == 0
    assert out.strip().endswith("raken/time_cards: 4 seen, 1 new, 0 changed, 0 deleted, 0 failed, 0 calls")
    assert terminal.api.requests[0].headers["idempotency-key"]
    assert len(terminal.api.requests) == 3


def test_a_sync_that_ends_with_a_problem_ends_with_one(terminal: Terminal) -> None:
    terminal.api.on("POST /v1/syncs", envelope({"queued": False, "run": {"run_id": "run-1"}}))
    ended = run_of(finished_at="2026-03-02T13:00:09Z", problem={"code": "RECONNECT_REQUIRED"})
    terminal.api.on("GET /v1/syncs", envelope([sync_of(last=ended)]))

    code, out = terminal.run("syncs", "start", "raken/time_cards")

    assert code == 1
    assert "RECONNECT_REQUIRED" in out


def test_a_single_record_is_asked_for_with_what_it_belongs_to(terminal: Terminal) -> None:
    terminal.api.on("POST /v1/syncs", envelope({"queued": False, "run": None}))

    terminal.run("syncs", "start", "procore/requisitions", "--record", "77", "--scope", "2214")

    assert terminal.api.sent() == {
        "resource": "procore/requisitions",
        "mode": "incremental",
        "record_id": "77",
        "scope_id": "2214",
    }


def test_a_list_goes_on_to_its_last_page(terminal: Terminal) -> None:
    def item(number: int) -> dict[str, object]:
        what = f"job {number} [bold] is not in QuickBooks"
        return {
            "exception_id": f"e-{number}",
            "code": "JOB_UNMATCHED",
            "subject": "project:1",
            "message": what,
            "turn": "customer",
            "state": "open",
            "occurrences": 2,
        }

    terminal.api.on("GET /v1/exceptions", envelope([item(1)], next_cursor="more"), envelope([item(2)]))

    out = terminal.run("exceptions", "list")[1]

    assert "job 1 [bold] is not in QuickBooks" in out
    assert "e-2" in out
    assert terminal.api.requests[1].url.params["cursor"] == "more"


def test_a_whole_code_is_replayed_until_nothing_remains(terminal: Terminal) -> None:
    def outcome(number: int, remaining: int) -> httpx.Response:
        return envelope({"outcomes": [{"exception_id": f"e-{number}", "released": 3}], "remaining": remaining})

    terminal.api.on("POST /v1/exceptions/replays", outcome(1, 1), outcome(2, 0))

    code, out = terminal.run("exceptions", "replay", "--code", "JOB_UNMATCHED")

    assert (code, out) == (0, "e-1: 3 postings are tried again\ne-2: 3 postings are tried again\n")
    first, second = (request.headers["idempotency-key"] for request in terminal.api.requests)
    assert first != second


def test_a_replay_that_does_not_get_on_ends(terminal: Terminal) -> None:
    stuck = envelope({"outcomes": [{"exception_id": "e-1", "code": "VERSION_CONFLICT"}], "remaining": 1})
    terminal.api.on("POST /v1/exceptions/replays", stuck)

    code, out = terminal.run("exceptions", "replay", "--code", "JOB_UNMATCHED")

    assert code == 1
    assert out.splitlines() == ["e-1: VERSION_CONFLICT"] * 2


def posting(state: str, *states: str, error: object = None) -> httpx.Response:
    history = [{"at": f"2026-03-02T13:00:0{n}Z", "state": one, "note": "n"} for n, one in enumerate(states)]
    return envelope({"posting_id": "p-1", "target": "quickbooks", "state": state, "history": history, "error": error})


def test_a_posting_is_followed_step_by_step_and_no_step_is_told_twice(terminal: Terminal) -> None:
    route = "GET /v1/postings/p-1"
    terminal.api.on(route, posting("pending", "pending"), posting("posted", "pending", "sealed", "posted"))

    code, out = terminal.run("postings", "follow", "p-1")

    assert code == 0
    assert [line.split()[1] for line in out.splitlines()] == ["pending", "sealed", "posted"]


def test_a_posting_that_waits_for_a_person_says_for_what(terminal: Terminal) -> None:
    error = {"code": "JOB_UNMATCHED", "message": "job 2402 is not in QuickBooks"}
    terminal.api.on("GET /v1/postings/p-1", posting("parked", "pending", "parked", error=error))

    code, out = terminal.run("postings", "follow", "p-1")

    assert code == 1
    assert out.endswith("waits: JOB_UNMATCHED: job 2402 is not in QuickBooks\n")


def test_an_error_names_its_code_its_request_and_every_field(terminal: Terminal) -> None:
    fault = {"field": "body.resource", "problem": "is not one of ours"}
    terminal.api.on("POST /v1/syncs", refusal("VALIDATION_FAILED", fields=[fault]))

    out = terminal.run("syncs", "start", "sage/jobs")[1]

    assert out == "VALIDATION_FAILED: no (request r-1)\n  body.resource: is not one of ours"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(429, json={"message": "Too Many Requests"}), "too many requests: try again in a moment"),
        (httpx.Response(502, text="<html>"), "or it is down (status 502)"),
        (envelope({"role": "admin"}), "update it"),
    ],
)
def test_what_is_no_envelope_of_ours_is_told_in_words(answer: httpx.Response, told: str, terminal: Terminal) -> None:
    terminal.api.on("GET /v1/me", answer)

    code, out = terminal.run("me")

    assert code == 1
    assert told in out


def test_an_api_that_cannot_be_reached_is_told_in_words(api: FakeApi, terminal: Terminal) -> None:
    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    terminal.api = dead  # type: ignore[assignment]  # an API that never answers

    assert terminal.run("me") == (1, f"the API does not answer at {URL}: ConnectError")
