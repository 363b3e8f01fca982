"""Clients of the local stack's AWS; they cannot reach a real account."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from local.settings import DIRECT, REGION

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def environment(endpoint: str, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Build an environment for AWS tools that knows ``endpoint`` only: nobody's profile, credentials or region."""
    kept = {name: value for name, value in own.items() if not name.startswith("AWS_") or name == "AWS_CA_BUNDLE"}
    return {
        **kept,
        **CREDENTIALS,
        **DIRECT,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@dataclass(frozen=True)
class LocalAws:
    """Lazily made clients for one endpoint."""

    endpoint: str

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session("test", "test", region_name=REGION)

    @property
    def _config(self) -> Config:
        return Config(retries={"total_max_attempts": 2}, proxies={}, read_timeout=60)

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """Reach CloudFormation."""
        return self._session.client("cloudformation", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def apigateway(self) -> "ApiGatewayV2Client":
        """Reach API Gateway's control plane for HTTP APIs."""
        return self._session.client("apigatewayv2", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def functions(self) -> "LambdaClient":
        """Reach Lambda."""
        return self._session.client("lambda", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def secrets(self) -> "SecretsManagerClient":
        """Reach Secrets Manager."""
        return self._session.client("secretsmanager", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def queues(self) -> "SQSClient":
        """Reach SQS."""
        return self._session.client("sqs", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def keys(self) -> "KMSClient":
        """Reach KMS."""
        return self._session.client("kms", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """Reach DynamoDB."""
        return self._session.client("dynamodb", endpoint_url=self.endpoint, config=self._config)

    @cached_property
    def s3(self) -> "S3Client":
        """Reach S3."""
        return self._session.client("s3", endpoint_url=self.endpoint, config=self._config)

    def resources(self, stack_name: str) -> dict[str, str]:
        """Map the logical ids of a deployed stack to physical ids."""
        return dict(self._resource_pairs(stack_name))

    def _resource_pairs(self, stack_name: str) -> Iterator[tuple[str, str]]:
        pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_name)
        for page in pages:
            for resource in page["StackResourceSummaries"]:
                yield resource["LogicalResourceId"], resource.get("PhysicalResourceId", "")
