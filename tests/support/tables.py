"""Creates the tables that the SAM template declares, on any DynamoDB endpoint: tests never repeat a table's shape."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import boto3
import yaml

from fieldledger.repositories.documents import TableName

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE: Final = Path(__file__).parents[2] / "template.yaml"
LOGICAL_IDS: Final[Mapping[TableName, str]] = {
    TableName.RECORDS: "RecordsTable",
    TableName.POSTINGS: "PostingsTable",
    TableName.CONTROL: "ControlTable",
    TableName.AUDIT: "AuditTable",
}
_CREATE_ARGUMENTS: Final = frozenset(
    {"AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode", "ProvisionedThroughput"}
)


class _TemplateLoader(yaml.SafeLoader):
    """Understands CloudFormation's short tags: ``!Sub x`` loads as ``{"Fn::Sub": "x"}``."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, object]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    return {name: loader.construct_scalar(cast("yaml.ScalarNode", node))}


_TemplateLoader.add_multi_constructor("!", _intrinsic)


@cache
def load_template(path: Path = TEMPLATE) -> Mapping[str, dict[str, dict[str, object]]]:
    """The parsed template, read once."""
    # the loader is a SafeLoader with CloudFormation's tags
    return cast("dict[str, dict[str, dict[str, object]]]", yaml.load(path.read_text(), Loader=_TemplateLoader))  # noqa: S506


def table_properties(table: TableName, path: Path = TEMPLATE) -> dict[str, object]:
    """CloudFormation properties of ``table``."""
    resource = load_template(path)["Resources"][LOGICAL_IDS[table]]
    if resource["Type"] != "AWS::DynamoDB::Table":
        raise ValueError(f"{LOGICAL_IDS[table]} is {resource['Type']}, not a DynamoDB table")
    return cast("dict[str, object]", resource["Properties"])


def create_tables(prefix: str, endpoint_url: str | None = None) -> dict[TableName, str]:
    """Create all tables as ``<prefix>-<table>`` with TTL switched on; the answer is what ``DynamoDocumentStore`` takes.

    ``endpoint_url`` None means AWS itself, or moto where it is active.
    """
    client: DynamoDBClient = boto3.client("dynamodb", endpoint_url=endpoint_url)
    names = {table: f"{prefix}-{table}" for table in TableName}
    for table, name in names.items():
        _create(client, name, table_properties(table))
    return names


def drop_tables(names: Mapping[TableName, str], endpoint_url: str | None = None) -> None:
    """Remove what ``create_tables`` created."""
    client: DynamoDBClient = boto3.client("dynamodb", endpoint_url=endpoint_url)
    for name in names.values():
        client.delete_table(TableName=name)


def _create(client: "DynamoDBClient", name: str, properties: Mapping[str, object]) -> None:
    arguments = {key: value for key, value in properties.items() if key in _CREATE_ARGUMENTS}
    client.create_table(TableName=name, **arguments)  # type: ignore[arg-type]  # the template is data
    client.get_waiter("table_exists").wait(TableName=name)
    ttl = cast("dict[str, str]", properties.get("TimeToLiveSpecification", {}))
    if ttl:
        client.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": ttl["AttributeName"]}
        )
