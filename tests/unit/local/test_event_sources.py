"""Concurrency limits of queue event sources become numbers again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from local.event_sources import repair_concurrency

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class FakeLambda:
    """Two event sources, the first with its limit stored as text."""

    def __init__(self) -> None:
        self.mappings: dict[str, dict[str, object]] = {
            "a": {"UUID": "a", "ScalingConfig": {"MaximumConcurrency": "5"}},
            "b": {"UUID": "b"},
        }

    def get_paginator(self, operation: str) -> "FakeLambda":
        assert operation == "list_event_source_mappings"
        return self

    def paginate(self) -> Iterator[dict[str, object]]:
        for mapping in self.mappings.values():
            yield {"EventSourceMappings": [mapping]}

    def update_event_source_mapping(self, *, UUID: str, ScalingConfig: dict[str, object]) -> None:  # noqa: N803
        self.mappings[UUID] = {"UUID": UUID, "ScalingConfig": ScalingConfig}


def test_a_limit_stored_as_text_becomes_a_number_and_no_limit_stays_none() -> None:
    fake = FakeLambda()
    repair_concurrency(cast("LambdaClient", fake))
    assert fake.mappings == {
        "a": {"UUID": "a", "ScalingConfig": {"MaximumConcurrency": 5}},
        "b": {"UUID": "b"},
    }
