"""Queue event sources with a limit on concurrency, which MiniStack stores in a form that stops its poller.

A limit given by a template parameter arrives as text, and the comparison with it fails for every queue.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def repair_concurrency(client: "LambdaClient") -> None:
    """Write every concurrency limit again, as a number."""
    for page in client.get_paginator("list_event_source_mappings").paginate():
        for mapping in page["EventSourceMappings"]:
            limit = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
            if limit is not None:
                client.update_event_source_mapping(
                    UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": int(limit)}
                )
