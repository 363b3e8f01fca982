"""Batches, and requestid in single writes and in batches."""

import pytest

from tests.unit.simulators.quickbooks.bench import Bench, Json, code, hours, item


def fault(answer: Json) -> str:
    shown = answer["Fault"]
    assert isinstance(shown, dict)
    return str(shown["Error"][0]["code"])


async def test_items_succeed_and_fail_on_their_own(bench: Bench) -> None:
    answers = await bench.batch(
        item("0"), item("1", NameOf=None), {"bId": "2", "Query": "SELECT COUNT(*) FROM Customer"}
    )
    assert "TimeActivity" in answers["0"]
    assert fault(answers["1"]) == "6300"
    assert answers["2"]["QueryResponse"] == {"totalCount": 1}


async def test_items_can_update_and_delete(bench: Bench) -> None:
    await bench.batch(item("0"), item("1"))
    answers = await bench.batch(
        {"bId": "u", "operation": "update", "TimeActivity": hours(Id="1", SyncToken="0", Hours=2)},
        {"bId": "d", "operation": "delete", "TimeActivity": {"Id": "2", "SyncToken": "0"}},
    )
    assert set(answers) == {"u", "d"}
    rows = await bench.stored("TimeActivity")
    assert [(row["Hours"], row["deleted"]) for row in rows] == [(2, False), (8, True)]


async def test_answers_come_in_another_order_than_the_items(bench: Bench) -> None:
    sent = [item(str(n)) for n in range(30)]
    answer = await bench.post("batch", {"BatchItemRequest": sent})
    order = [entry["bId"] for entry in answer.json()["BatchItemResponse"]]
    assert order != [str(n) for n in range(30)]
    assert sorted(order, key=int) == [str(n) for n in range(30)]


async def test_more_than_thirty_items_are_refused_as_a_whole(bench: Bench) -> None:
    answer = await bench.post("batch", {"BatchItemRequest": [item(str(n)) for n in range(31)]})
    assert (answer.status_code, code(answer)) == (400, "1040")
    assert "30" in answer.json()["Fault"]["Error"][0]["Detail"]
    assert await bench.stored("TimeActivity") == []


async def test_a_replayed_requestid_returns_the_first_response(bench: Bench) -> None:
    first = await bench.post("timeactivity", hours(), requestid="r1")
    bench.clock.advance(5)
    second = await bench.post("timeactivity", hours(Hours=1), requestid="r1")
    assert second.json()["TimeActivity"] == first.json()["TimeActivity"]
    assert len(await bench.stored("TimeActivity")) == 1


async def test_a_replay_still_answers_after_the_record_was_deleted(bench: Bench) -> None:
    await bench.post("timeactivity", hours(), requestid="r1")
    await bench.post("timeactivity", {"Id": "1", "SyncToken": "0"}, operation="delete")
    again = await bench.post("timeactivity", hours(), requestid="r1")
    assert again.json()["TimeActivity"]["Id"] == "1"


async def test_a_refused_write_is_not_remembered(bench: Bench) -> None:
    await bench.post("timeactivity", hours(NameOf=None), requestid="r1")
    assert (await bench.post("timeactivity", hours(), requestid="r1")).status_code == 200


async def test_a_batch_item_repeats_only_with_the_same_requestid_and_bid(bench: Bench) -> None:
    first = await bench.batch(item("0"), item("1"), requestid="batch-1")
    again = await bench.batch(item("0"), item("1"), item("2"), requestid="batch-1")
    other = await bench.batch(item("0"), requestid="batch-2")
    assert (again["0"], again["1"]) == (first["0"], first["1"])
    assert len(await bench.stored("TimeActivity")) == 4
    assert other["0"] != first["0"]


async def test_in_the_broken_mode_a_replay_acts_again(bench: Bench) -> None:
    await bench.admin("settings", {"requestid_mode": "ignored"})
    await bench.post("timeactivity", hours(), requestid="r1")
    await bench.post("timeactivity", hours(), requestid="r1")
    assert len(await bench.stored("TimeActivity")) == 2


async def test_a_requestid_over_fifty_characters_is_a_business_fault(bench: Bench) -> None:
    answer = await bench.post("timeactivity", hours(), requestid="r" * 51)
    detail = answer.json()["Fault"]["Error"][0]["Detail"]
    assert code(answer) == "6000"
    assert f"more than 50 characters in the request_id field. You tried entering {'r' * 51}, which is 51" in detail


@pytest.mark.parametrize(("request_id", "item_id"), [("r" * 32, "b" * 36), ("r" * 37, "0"), ("r", "b" * 11)])
async def test_too_long_ids_fault_each_batch_item(bench: Bench, request_id: str, item_id: str) -> None:
    answers = await bench.batch(item(item_id), requestid=request_id)
    assert fault(answers[item_id]) == "6000"


async def test_the_longest_allowed_ids_pass(bench: Bench) -> None:
    answers = await bench.batch(item("b" * 10), requestid="r" * 36)
    assert "TimeActivity" in answers["b" * 10]


async def test_long_bids_are_fine_without_a_requestid(bench: Bench) -> None:
    answers = await bench.batch(item("b" * 36))
    assert "TimeActivity" in answers["b" * 36]
