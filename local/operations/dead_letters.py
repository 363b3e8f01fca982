"""Looking at dead letters, and sending them back to the queue that they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.errors import LocalStackError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

OUTPUTS: Final = {
    "quickbooks-postings": "QuickbooksPostingsDeadLetterQueueUrl",
    "foundation-postings": "FoundationPostingsDeadLetterQueueUrl",
    "quickbooks-events": "QuickbooksEventsDeadLetterQueueUrl",
    "vendor-events": "VendorEventsDeadLetterQueueUrl",
    "sync-slices": "SyncSlicesDeadLetterQueueUrl",
    "schedules": "SchedulesDeadLetterQueueUrl",
}
"""Queues by their names on the command line, and the stack's outputs that hold their addresses."""

SENT_BACK: Final = tuple(name for name in OUTPUTS if name != "schedules")
"""What failed of a schedule has no queue to go back to: the next run takes over."""

MOST_A_SECOND: Final = 10
"""Slow enough that what comes back does not crowd out what is new."""


@dataclass(frozen=True, slots=True)
class DeadQueue:
    """One queue of dead letters: how many are there, and the first of them as they were sent."""

    name: str
    waiting: int
    first: tuple[str, ...]


class DeadLetters:
    """``urls`` are the addresses of the queues by their names in ``OUTPUTS``."""

    def __init__(self, sqs: "SQSClient", urls: Mapping[str, str]) -> None:
        self._sqs = sqs
        self._urls = urls

    def look(self) -> list[DeadQueue]:
        """All queues; the messages stay where they are, visible to everybody."""
        return [self._look(name) for name in self._urls]

    def send_back(self, name: str) -> int:
        """Begin to move every message to the queue that it came from; the answer is about how many.

        A queue that is being emptied already is refused: two tasks of one queue cannot run at once.
        """
        attributes = self._attributes(name)
        waiting = int(attributes["ApproximateNumberOfMessages"])
        arn = attributes["QueueArn"]
        tasks = self._sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1).get("Results", [])
        if tasks and tasks[0].get("Status") == "RUNNING":
            raise LocalStackError(f"{name}: messages are being moved back already")
        if waiting:
            self._sqs.start_message_move_task(SourceArn=arn, MaxNumberOfMessagesPerSecond=MOST_A_SECOND)
        return waiting

    def _look(self, name: str) -> DeadQueue:
        waiting = int(self._attributes(name)["ApproximateNumberOfMessages"])
        answer = self._sqs.receive_message(QueueUrl=self._urls[name], MaxNumberOfMessages=3, VisibilityTimeout=0)
        return DeadQueue(name, waiting, tuple(message["Body"] for message in answer.get("Messages", [])))

    def _attributes(self, name: str) -> Mapping[str, str]:
        wanted = self._sqs.get_queue_attributes(
            QueueUrl=self._urls[name], AttributeNames=["QueueArn", "ApproximateNumberOfMessages"]
        )
        return {str(key): value for key, value in wanted["Attributes"].items()}
