"""AWS clients: one of each per container, made at first use.

botocore makes them, which is what boto3's clients are too: boto3 itself adds its resources and S3 transfers, which
nothing here uses, and importing it was a third of a webhook's cold start (docs/performance.md, Cold starts). All of
them are made from one session, which reads its configuration and the endpoints once.

What begins with ``direct`` does without botocore's client, for functions whose cold start has somebody waiting.
"""

from functools import cache
from typing import TYPE_CHECKING, cast

from fieldledger.runtime.direct_aws import SECRETS_MANAGER, SQS, DirectAws, DirectSecrets, DirectSqs

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


@cache
def sqs() -> "SQSClient":
    """SQS."""
    return cast("SQSClient", _session().create_client("sqs", config=_config()))


@cache
def direct_sqs() -> DirectSqs:
    """SQS for sending."""
    return DirectSqs(DirectAws(SQS))


@cache
def direct_secrets() -> DirectSecrets:
    """Secrets Manager for reading."""
    return DirectSecrets(DirectAws(SECRETS_MANAGER))


@cache
def kms() -> "KMSClient":
    """KMS."""
    return cast("KMSClient", _session().create_client("kms", config=_config()))


@cache
def s3() -> "S3Client":
    """S3."""
    # Addresses for downloads: the older way of signing cannot be used with files that KMS encrypts.
    return cast("S3Client", _session().create_client("s3", config=_config(signature_version="s3v4")))


@cache
def dynamodb() -> "DynamoDBClient":
    """DynamoDB, for what libraries bring their own access to; ours goes through the repositories."""
    return cast("DynamoDBClient", _session().create_client("dynamodb", config=_config()))


@cache
def secrets_manager() -> "SecretsManagerClient":
    """Secrets Manager."""
    return cast("SecretsManagerClient", _session().create_client("secretsmanager", config=_config()))


@cache
def _session() -> "Session":
    from botocore.session import get_session  # noqa: PLC0415 - imported at first use

    return get_session()


def _config(signature_version: str | None = None) -> "Config":
    """Short waits: every function has to answer somebody within seconds."""
    from botocore.config import Config  # noqa: PLC0415 - imported at first use

    return Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version=signature_version,
    )
