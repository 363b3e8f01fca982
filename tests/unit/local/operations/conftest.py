"""A deployed stack's tables, queues, secrets, key and bucket, in memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from fieldledger.repositories.dynamo import DynamoDocumentStore
from local.operations.dead_letters import OUTPUTS as DEAD_LETTERS
from local.operations.rows import TABLES
from local.operator_cli import main
from tests.support.tables import create_tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

PARAMETERS = {
    name: {"Type": "String", "Default": "https://vendor.example"}
    for name in (
        "RakenTokenUrl",
        "QuickbooksTokenUrl",
        "FoundationApiUrl",
        "FoundationTokenUrl",
        "FoundationScope",
        "ProcoreLoginUrl",
    )
}
BUCKET = "fieldledger-dev-exports"


@dataclass
class Stack:
    """Clients of what is deployed, and the operator's command line over it."""

    capsys: pytest.CaptureFixture[str]
    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    sqs: "SQSClient"
    secrets: "SecretsManagerClient"
    store: DynamoDocumentStore
    tables: dict[str, str]
    queues: dict[str, str]
    key_id: str

    def operator(self, command: str, *arguments: str) -> str:
        """What the command says."""
        status = main([command, "--stage", "dev", *arguments])
        told = self.capsys.readouterr()
        assert status == 0, told.err
        return told.out

    def refused(self, command: str, *arguments: str) -> str:
        """Why the command ends with an error."""
        assert main([command, "--stage", "dev", *arguments]) == 1
        return self.capsys.readouterr().err

    def secret(self, name: str) -> object:
        """The secret's JSON."""
        return json.loads(self.secrets.get_secret_value(SecretId=name)["SecretString"])


@pytest.fixture
def stack(capsys: pytest.CaptureFixture[str]) -> Iterator[Stack]:
    with mock_aws():
        names = create_tables("fieldledger-dev")
        dynamodb, s3, sqs = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("sqs")
        secrets = boto3.client("secretsmanager")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        queues = {name: sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"] for name in DEAD_LETTERS}
        secrets.create_secret(Name="cursor", SecretString=json.dumps({"keys": ["c" * 32]}))
        secrets.create_secret(Name="webhook-keys", SecretString=json.dumps({"keys": ["w" * 32]}))
        app = {"client_id": "app-1", "client_secret": "kept", "verifier_tokens": ["token-one"]}
        secrets.create_secret(Name="quickbooks", SecretString=json.dumps(app))
        key_id = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
        outputs = {
            **{f"{table.capitalize()}TableName": f"fieldledger-dev-{table}" for table in TABLES},
            **{output: queues[name] for name, output in DEAD_LETTERS.items()},
            "ExportBucketName": BUCKET,
            "QuickbooksPostingsQueueUrl": "postings",
            "FoundationPostingsQueueUrl": "foundation",
            "ConnectionsKeyId": key_id,
            "CursorSecretId": "cursor",
            "WebhookKeysSecretId": "webhook-keys",
            "QuickbooksSecretId": "quickbooks",
            "RakenSecretId": "raken",
            "ProcoreSecretId": "procore",
            "FoundationSecretId": "foundation",
        }
        template = {
            "Parameters": PARAMETERS,
            "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {name: {"Value": value} for name, value in outputs.items()},
        }
        boto3.client("cloudformation").create_stack(StackName="fieldledger-dev", TemplateBody=json.dumps(template))
        tables = {table: f"fieldledger-dev-{table}" for table in TABLES}
        store = DynamoDocumentStore(names)
        yield Stack(capsys, dynamodb, s3, sqs, secrets, store, tables, queues, key_id)
