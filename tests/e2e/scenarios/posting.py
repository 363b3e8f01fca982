"""From an approval to the books: once, completely, whatever gets lost or comes twice on the way."""

import json
from datetime import date
from uuid import uuid4

from local.demo.contractor import COMPANY_ID
from tests.e2e.books import activities, in_the_books, worked
from tests.e2e.contractor import day_of
from tests.e2e.scenarios.access import code_of
from tests.e2e.world import World, eventually

POSTINGS_QUEUE = "QuickbooksPostingsQueue"
WRITER = "QuickbooksPostingsFunction"
BATCH = "/v3/company/.*/batch"


def wake_again(world: World, posting_ids: list[str], group: str) -> None:
    """Deliver a wake-up once more; its own deduplication id keeps SQS from dropping it."""
    world.aws.queues.send_message(
        QueueUrl=world.state.queues[POSTINGS_QUEUE],
        MessageBody=json.dumps({"company_id": COMPANY_ID, "posting_ids": posting_ids}),
        MessageGroupId=group,
        MessageDeduplicationId=uuid4().hex,
    )


def assert_in_the_books_once(world: World, day: date, postings: int) -> None:
    """Every hour of the day is there, and no record of the company was ever made twice."""
    assert in_the_books(world, day) == worked(world, day)
    assert len(activities(world, day)) == postings
    stats = world.realm_stats()
    assert stats["creates"]["TimeActivity"] == stats["distinct_creates"]["TimeActivity"]


class PostingScenarios:
    """Each test has a day of the week of its own."""

    def test_an_approved_day_is_in_the_books_to_the_minute(self, world: World, monday: date) -> None:
        postings = world.postings(monday, "posted")
        assert len(postings) > 4
        assert_in_the_books_once(world, monday, len(postings))

    def test_the_same_idempotency_key_replays_the_answer_and_approves_nothing(self, world: World, monday: date) -> None:
        first, again = (world.approve(monday, "monday-approved") for _ in range(2))
        assert first.json()["data"] == again.json()["data"]
        assert first.json()["data"]["postings"] == len(world.postings(monday, "posted"))
        assert [answer.headers["idempotency-replayed"] for answer in (first, again)] == ["true", "true"]
        reused = world.approve(monday, "monday-approved", dry_run=True)
        assert (reused.status_code, code_of(reused)) == (422, "IDEMPOTENCY_KEY_REUSED")

    def test_wake_ups_that_are_delivered_again_post_nothing_more(self, world: World) -> None:
        tuesday = day_of(world.contractor, 1)
        approved = world.approve(tuesday, "tuesday-approved").json()["data"]
        posting_ids = [posting["posting_id"] for posting in world.postings(tuesday, "pending", "sealed", "posted")]
        for group in ("beside the first", "at the same time"):  # groups of their own: three writers at once
            wake_again(world, posting_ids, group)
        world.wait_until_posted(tuesday, approved["postings"])
        for _ in range(2):
            wake_again(world, posting_ids, f"{COMPANY_ID}:approved")
        eventually(lambda: world.queue_depth(POSTINGS_QUEUE) == 0, "every wake-up handled")
        assert_in_the_books_once(world, tuesday, approved["postings"])

    def test_a_batch_that_was_booked_without_an_answer_is_found_and_not_sent_again(self, world: World) -> None:
        wednesday = day_of(world.contractor, 2)
        before = world.realm_stats()["creates"]["TimeActivity"]
        world.vendors.post("quickbooks", "/_admin/faults", {"kind": "commit_then_drop", "path": BATCH})
        approved = world.approve(wednesday, "wednesday-approved").json()["data"]
        eventually(lambda: len(activities(world, wednesday)) == approved["postings"], "the lost answer's batch booked")
        assert world.postings(wednesday, "posted") == []

        def settled() -> bool:
            world.make_overdue()
            world.invoke("SweepPostingsFunction")
            return len(world.postings(wednesday, "posted")) == approved["postings"]

        eventually(settled, "the open batch settled by the sweep's wake-up")
        assert_in_the_books_once(world, wednesday, approved["postings"])
        assert world.realm_stats()["creates"]["TimeActivity"] - before == approved["postings"]

    def test_what_a_lost_wake_up_left_behind_is_posted_after_the_sweep(self, world: World) -> None:
        thursday = day_of(world.contractor, 3)
        with world.paused(WRITER):
            approved = world.approve(thursday, "thursday-approved").json()["data"]
            world.aws.queues.purge_queue(QueueUrl=world.state.queues[POSTINGS_QUEUE])
            assert world.queue_depth(POSTINGS_QUEUE) == 0
        assert len(world.postings(thursday, "pending")) == approved["postings"]
        assert world.invoke("SweepPostingsFunction") == {"companies": 0}, "the normal wake-up has its minute first"
        world.make_overdue()
        assert world.invoke("SweepPostingsFunction") == {"companies": 1}
        world.wait_until_posted(thursday, approved["postings"])
        assert_in_the_books_once(world, thursday, approved["postings"])
