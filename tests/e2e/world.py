"""The stack as its users, its vendors and its operator reach it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import httpx

from local.aws import LocalAws
from local.demo.api import Api
from local.demo.contractor import COMPANY_ID, Contractor
from local.demo.people import ACCOUNTANT
from local.demo.seeding import Vendors
from local.demo.sign_in import sign_in
from local.state import StackState

VIEWER: Final = "vic@ridgeline.example"
STRANGER: Final = "sam@elsewhere.example"
USERS: Final = (
    {"email": VIEWER, "company_id": COMPANY_ID, "role": "viewer", "name": "Vic Viewer"},
    {"email": STRANGER, "company_id": "co_elsewhere", "role": "admin", "name": "Sam Stranger"},
)
APPROVALS: Final = "/v1/time-cards/approvals"
PATIENCE_SECONDS: Final = 60.0


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Return once the condition holds; queues and workers take their time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS:.0f} s: {what}"
        time.sleep(0.2)


@dataclass
class World:
    """One stack for all tests; what a test approves is its own day of the week."""

    state: StackState
    contractor: Contractor
    http: httpx.Client
    _tokens: dict[str, str] = field(default_factory=dict)

    @cached_property
    def aws(self) -> LocalAws:
        """AWS as an operator reaches it."""
        return LocalAws(self.state.endpoint)

    @cached_property
    def vendors(self) -> Vendors:
        """The simulators' administration."""
        return Vendors(self.state, self.http)

    def token(self, email: str) -> str:
        """An access token, by signing in once."""
        if email not in self._tokens:
            self._tokens[email] = sign_in(self.state, self.http, email)
        return self._tokens[email]

    def minted(self, **order: object) -> str:
        """A token made to order by the issuer."""
        return str(self.vendors.post("oidc", "/_admin/tokens", {"email": ACCOUNTANT, **order}).json()["token"])

    def send(self, method: str, path: str, *, token: str | None, **request: Any) -> httpx.Response:
        """A request to the API, without the Authorization header if ``token`` is None."""
        headers = dict(request.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.http.request(method, f"{self.state.api_url}{path}", headers=headers, **request)

    def get(self, path: str, email: str = ACCOUNTANT, **params: str) -> httpx.Response:
        """A GET of somebody who is signed in."""
        return self.send("GET", path, token=self.token(email), params=params)

    def approve(self, day: date, key: str, email: str = ACCOUNTANT, **changes: object) -> httpx.Response:
        """Approve one day's time cards."""
        body = {"first_day": day.isoformat(), "last_day": day.isoformat(), **changes}
        return self.send("POST", APPROVALS, token=self.token(email), json=body, headers={"Idempotency-Key": key})

    @property
    def api(self) -> Api:
        """The API as the accountant's frontend uses it: errors become exceptions, lists are read to their end."""
        return Api(self.state.api_url, self.token(ACCOUNTANT), self.http)

    def postings(self, day: date, *states: str) -> list[dict[str, Any]]:
        """The postings of one day in the given states."""
        found = [posting for state in states for posting in self.api.pages("/v1/postings", {"state": state})]
        return [posting for posting in found if posting["payload"]["work_date"] == day.isoformat()]

    def wait_until_posted(self, day: date, count: int) -> None:
        """Until all of a day's postings are posted; one that is refused fails at once."""

        def done() -> bool:
            assert self.postings(day, "parked") == []
            return len(self.postings(day, "posted")) == count

        eventually(done, f"{count} postings of {day} posted")

    def invoke(self, logical_id: str) -> dict[str, Any]:
        """Invoke a scheduled function as its schedule does."""
        answer = self.aws.functions.invoke(FunctionName=self.state.functions[logical_id], Payload=b"{}")
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return dict(payload)

    def queue_depth(self, logical_id: str) -> int:
        """Messages of a queue, those that a worker holds included."""
        names: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        answer = self.aws.queues.get_queue_attributes(QueueUrl=self.state.queues[logical_id], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    @contextmanager
    def paused(self, function: str) -> Iterator[None]:
        """A worker takes no messages from its queue meanwhile."""
        name = self.state.functions[function]
        [mapping] = self.aws.functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
        self.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            self.aws.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    def make_overdue(self) -> None:
        """Let what waits in the postings table have waited for hours: its due times move, nothing else does."""
        table = self.state.tables["PostingsTable"]
        waiting = self.aws.dynamodb.scan(TableName=table, FilterExpression="attribute_exists(due_at)")["Items"]
        for item in waiting:
            with suppress(self.aws.dynamodb.exceptions.ConditionalCheckFailedException):  # done meanwhile
                self.aws.dynamodb.update_item(
                    TableName=table,
                    Key={"pk": item["pk"], "sk": item["sk"]},
                    UpdateExpression="SET due_at = :past",
                    ConditionExpression="attribute_exists(due_at)",
                    ExpressionAttributeValues={":past": {"S": "2020-01-01T00:00:00.000000Z"}},
                )

    def realm_stats(self) -> Mapping[str, Any]:
        """What QuickBooks counted for the company."""
        realms: Any = self.vendors.stats()["realms"]
        [stats] = realms.values()
        return dict(stats)
