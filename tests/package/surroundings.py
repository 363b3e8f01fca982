"""What a deployed function finds around it: its environment as the template gives it, and the resources it names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mypy_boto3_sqs.literals import QueueAttributeNameType

from fieldledger.repositories.documents import TableName
from local.aws import LocalAws
from tests.support.tables import LOGICAL_IDS, create_tables, load_template

SECRETS: Final[Mapping[str, dict[str, object]]] = {
    "RakenSecret": {"client_id": "id", "client_secret": "secret"},
    # The sample event of the webhook is signed with this token.
    "QuickbooksSecret": {"client_id": "id", "client_secret": "secret", "verifier_tokens": ["verify_me"]},
    "ProcoreSecret": {"client_id": "id", "client_secret": "secret"},
    # The sample events of the other webhooks carry what follows from this key.
    "WebhookKeysSecret": {"keys": ["k" * 64]},
    "FoundationSecret": {"client_id": "id", "client_secret": "secret", "subscription_key": "key"},
    "CursorSecret": {"keys": ["k" * 64]},
}
QUEUES: Final[Mapping[str, dict[QueueAttributeNameType, str]]] = {
    "QuickbooksPostingsQueue": {"FifoQueue": "true"},
    "FoundationPostingsQueue": {"FifoQueue": "true"},
    "QuickbooksEventsQueue": {},
    "VendorEventsQueue": {},
    "SyncSlicesQueue": {},
}
BUCKET: Final = "exports"


@dataclass(frozen=True)
class Surroundings:
    """``names`` maps logical ids of the template and its parameters to what they stand for at ``endpoint``."""

    endpoint: str
    names: Mapping[str, str]

    @staticmethod
    def create(endpoint: str) -> "Surroundings":
        """Create every resource that functions are told of."""
        aws = LocalAws(endpoint)
        tables = create_tables("package", endpoint)
        names = {LOGICAL_IDS[table]: tables[table] for table in TableName}
        for name, value in SECRETS.items():
            names[name] = aws.secrets.create_secret(Name=name, SecretString=json.dumps(value))["ARN"]
        for name, attributes in QUEUES.items():
            suffix = ".fifo" if attributes else ""
            names[name] = aws.queues.create_queue(QueueName=name + suffix, Attributes=attributes)["QueueUrl"]
        aws.s3.create_bucket(Bucket=BUCKET)
        names["ExportBucket"] = BUCKET
        names["ConnectionsKey"] = aws.keys.create_key()["KeyMetadata"]["Arn"]
        parameters = load_template()["Parameters"]
        defaults = {name: str(spec.get("Default", "")) for name, spec in parameters.items()}
        names |= {"AWS::StackName": "fieldledger-local", "AWS::Region": "us-east-1", "AWS::URLSuffix": "amazonaws.com"}
        names |= {"JwtAudience": "fieldledger-local", "UserPoolClient": "fieldledger-local"}
        return Surroundings(endpoint, {**defaults, "Stage": "local", "HttpApi": "api", **names})

    def variables(self, logical_id: str) -> dict[str, str]:
        """The function's environment variables."""
        template: Mapping[str, Any] = load_template()
        shared = template["Globals"]["Function"]["Environment"]["Variables"]
        own = template["Resources"][logical_id]["Properties"].get("Environment", {}).get("Variables", {})
        return {name: self._resolved(value) for name, value in {**shared, **own}.items()}

    @staticmethod
    def timeout(logical_id: str) -> int:
        """The function's timeout in seconds."""
        template: Mapping[str, Any] = load_template()
        own = template["Resources"][logical_id]["Properties"].get("Timeout")
        return int(own or template["Globals"]["Function"]["Timeout"])

    def messages(self, logical_id: str) -> int:
        """How many messages a queue holds."""
        attribute: Final = "ApproximateNumberOfMessages"
        answer = LocalAws(self.endpoint).queues.get_queue_attributes(
            QueueUrl=self.names[logical_id], AttributeNames=[attribute]
        )
        return int(answer["Attributes"][attribute])

    def _resolved(self, value: object) -> str:
        match value:
            case {"Ref": name}:
                return self.names[str(name)]
            case {"Fn::GetAtt": str(path)}:
                return self.names[path.removesuffix(".Arn")]
            case {"Fn::If": [_, _, otherwise]}:  # the parameters' defaults leave the conditions unmet
                return self._resolved(otherwise)
            case {"Fn::Sub": str(text)}:
                return re.sub(r"\$\{([\w:]+)\}", lambda found: self.names[found[1]], text)
            case str() | int():
                return str(value)
            case _:
                raise AssertionError(f"no rule for {value!r}")
