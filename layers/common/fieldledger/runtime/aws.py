"""AWS clients: one of each per container, made at first use, since importing boto3 is a good part of a cold start."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.config import Config
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


@cache
def sqs() -> "SQSClient":
    """SQS."""
    import boto3  # noqa: PLC0415 - imported at first use

    return boto3.client("sqs", config=_config())


@cache
def kms() -> "KMSClient":
    """KMS."""
    import boto3  # noqa: PLC0415 - imported at first use

    return boto3.client("kms", config=_config())


@cache
def s3() -> "S3Client":
    """S3."""
    import boto3  # noqa: PLC0415 - imported at first use

    # Addresses for downloads: the older way of signing cannot be used with files that KMS encrypts.
    return boto3.client("s3", config=_config().merge(_s3_signing()))


@cache
def dynamodb() -> "DynamoDBClient":
    """DynamoDB, for what libraries bring their own access to; ours goes through the repositories."""
    import boto3  # noqa: PLC0415 - imported at first use

    return boto3.client("dynamodb", config=_config())


@cache
def secrets_manager() -> "SecretsManagerClient":
    """Secrets Manager."""
    import boto3  # noqa: PLC0415 - imported at first use

    return boto3.client("secretsmanager", config=_config())


def _s3_signing() -> "Config":
    from botocore.config import Config  # noqa: PLC0415 - imported at first use

    return Config(signature_version="s3v4")


@cache
def _config() -> "Config":
    """Short waits: every function has to answer somebody within seconds."""
    from botocore.config import Config  # noqa: PLC0415 - imported at first use

    return Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "max_attempts": 3})
