"""Time to live on the deployed tables, which MiniStack's CloudFormation leaves out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from local.template import Template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def enable_expiry(client: "DynamoDBClient", template: Template, resources: Mapping[str, str]) -> None:
    """Switch on the expiry that the template asks for, where it is off."""
    for logical_id, attribute in template.tables_with_expiry().items():
        table = resources[logical_id]
        status = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        if status.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
            client.update_time_to_live(
                TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
            )
