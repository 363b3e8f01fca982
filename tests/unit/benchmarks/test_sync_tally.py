"""The fewest calls that could have brought the same lists."""

import json

from benchmarks.sync.tally import Tally

PROJECT_1 = "http://procore.test/rest/v1.0/cost_codes?project_id=1"
PROJECT_2 = "http://procore.test/rest/v1.0/cost_codes?project_id=2"
CARDS = "http://raken.test/api/timeCards?changedSince=a"


def _rows(first: int, last: int, key: str = "id") -> list[dict[str, int]]:
    return [{key: number} for number in range(first, last)]


def _note(tally: Tally, url: str, body: object, status: int = 200) -> None:
    tally.note(url, status, json.dumps(body).encode())
    tally.finish()


def test_pages_of_a_list_are_one_list_whatever_their_size() -> None:
    tally = Tally()
    _note(tally, f"{PROJECT_1}&page=1&per_page=1000", _rows(0, 1000))
    _note(tally, f"{PROJECT_1}&page=2&per_page=1000", _rows(1000, 1500))
    assert (tally.calls, tally.bound, tally.records) == (2, 1, 1500)


def test_an_empty_list_takes_a_call_and_a_project_is_a_list_of_its_own() -> None:
    tally = Tally()
    _note(tally, PROJECT_1, _rows(0, 3))
    _note(tally, PROJECT_2, [])
    assert (tally.calls, tally.bound, tally.whole_pages) == (2, 2, 1)


def test_records_that_come_twice_count_once() -> None:
    tally = Tally()
    _note(tally, f"{CARDS}&offset=0", {"collection": _rows(0, 1000, "uuid")})
    _note(tally, f"{CARDS}&offset=900", {"collection": _rows(900, 1800, "uuid")})
    _note(tally, f"{CARDS}&offset=1700", {"collection": _rows(1700, 1801, "uuid")})
    assert (tally.calls, tally.bound, tally.records, tally.received) == (3, 2, 1801, 2001)


def test_a_list_that_is_asked_for_again_is_a_call_too_many() -> None:
    tally = Tally()
    for _ in range(2):
        _note(tally, PROJECT_1, _rows(0, 3))
    assert (tally.calls, tally.bound) == (2, 1)


def test_a_single_record_takes_one_call_and_tokens_are_not_counted() -> None:
    tally = Tally()
    _note(tally, "http://procore.test/rest/v1.0/work_order_contracts/7", {"id": 7, "line_items": []})
    _note(tally, "http://procore.test/oauth/token", {"access_token": "x"})
    assert (tally.calls, tally.bound, tally.single_records, tally.records) == (1, 1, 1, 1)


def test_an_answer_that_is_no_success_holds_no_records() -> None:
    tally = Tally()
    tally.note(PROJECT_1, 304, b"")
    tally.note(PROJECT_2, 429, b"slow down")
    tally.finish()
    assert (tally.calls, tally.bound, tally.records) == (2, 2, 0)
    assert tally.statuses == {304: 1, 429: 1}


def test_entities_of_books_and_changes_of_all_of_them_are_lists() -> None:
    tally = Tally()
    query = "http://books.test/v3/company/9/query?query=SELECT+*+FROM+{}+ORDERBY+Id+STARTPOSITION+{}+MAXRESULTS+1000"
    _note(tally, query.format("Bill", 1), {"QueryResponse": {"Bill": _rows(0, 1000, "Id"), "maxResults": 1000}})
    _note(tally, query.format("Bill", 1001), {"QueryResponse": {"Bill": _rows(1000, 1001, "Id")}})
    _note(tally, query.format("Vendor", 1), {"QueryResponse": {}})
    changes = {"CDCResponse": [{"QueryResponse": [{"Bill": [{"Id": "1"}]}, {"Vendor": [{"Id": "2"}]}]}]}
    _note(tally, "http://books.test/v3/company/9/cdc?entities=Bill,Vendor", changes)
    assert (tally.calls, tally.bound, tally.records) == (4, 4, 1003)


def test_posted_costs_have_no_ids_and_are_told_apart_by_what_they_say() -> None:
    tally = Tally()
    costs = [{"jobId": "1", "datePosted": "2026-03-01", "cost": cost} for cost in (1, 2)]
    _note(tally, "http://foundation.test/foundation/v1/jobcosthistory?jobId=1", costs)
    assert tally.records == 2


def test_many_answers_or_large_ones_do_not_wait_for_the_end() -> None:
    many, large = Tally(), Tally()
    for _ in range(100):
        many.note(PROJECT_1, 200, b"[]")
    large.note(PROJECT_1, 200, json.dumps(["x" * 4_000_000]).encode())
    assert (many.calls, large.calls) == (100, 1)
