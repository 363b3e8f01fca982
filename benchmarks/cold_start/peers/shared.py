"""What all peers share: boto3, the envelope, the models, the rules of who may ask."""

import json
import os
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from pydantic import BaseModel, Field

dynamodb = boto3.resource("dynamodb")
records = dynamodb.Table(os.environ.get("RECORDS_TABLE", "unused"))
control = dynamodb.Table(os.environ.get("CONTROL_TABLE", "unused"))
postings = dynamodb.Table(os.environ.get("POSTINGS_TABLE", "unused"))
COMPANY_CLAIM = "custom:company_id"


class Project(BaseModel):
    project_id: str
    name: str
    number: str | None = None
    status: str = "active"


class Approval(BaseModel):
    from_: str = Field(alias="from", default="", max_length=10)
    to: str = Field(default="", max_length=10)
    dry_run: bool = False
    limit: Decimal = Decimal(1000)


class Meta(BaseModel):
    request_id: str
    pagination: dict[str, Any] | None = None


class Error(BaseModel):
    code: str
    message: str
    details: dict[str, Any] = {}


class Envelope(BaseModel):
    success: bool
    data: Any = None
    error: Error | None = None
    meta: Meta


def claims(event: dict[str, Any]) -> dict[str, str]:
    return event["requestContext"]["authorizer"]["jwt"]["claims"]


def partition(event: dict[str, Any]) -> str:
    return f"COMPANY#{claims(event)[COMPANY_CLAIM]}"


def done(event: dict[str, Any], data: Any, pagination: dict[str, Any] | None = None) -> dict[str, Any]:
    meta = Meta(request_id=event["requestContext"]["requestId"], pagination=pagination)
    return Envelope(success=True, data=data, meta=meta).model_dump(mode="json")


def failed(event: dict[str, Any], code: str, message: str) -> dict[str, Any]:
    meta = Meta(request_id=event["requestContext"]["requestId"])
    return Envelope(success=False, error=Error(code=code, message=message), meta=meta).model_dump(mode="json")


def list_projects(event: dict[str, Any], limit: int) -> dict[str, Any]:
    condition = Key("pk").eq(partition(event)) & Key("sk").between("PROJECT#", "PROJECT#~")
    found = records.query(KeyConditionExpression=condition, Limit=limit, ConsistentRead=True)["Items"]
    projects = [Project.model_validate_json(item["body"]) for item in found]
    data = [project.model_dump(mode="json") for project in projects]
    return done(event, data, {"limit": limit, "count": len(data), "next_cursor": None})


def get_project(event: dict[str, Any], project_id: str) -> tuple[int, dict[str, Any]]:
    key = {"pk": partition(event), "sk": f"PROJECT#{project_id}"}
    item = records.get_item(Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return 404, failed(event, "NOT_FOUND", "The project was not found")
    return 200, done(event, Project.model_validate_json(item["body"]).model_dump(mode="json"))


def approve(event: dict[str, Any], key: str, wanted: Approval) -> tuple[int, dict[str, Any]]:
    place = {"pk": partition(event), "sk": f"IDEMPOTENCY#approve#{key}"}
    control.get_item(Key=place, ConsistentRead=True)
    held = {**place, "body": wanted.model_dump_json(), "version": 1}
    control.put_item(Item=held, ConditionExpression="attribute_not_exists(pk)")
    company = records.get_item(Key={"pk": partition(event), "sk": "COMPANY"}, ConsistentRead=True).get("Item")
    answer = (409, failed(event, "COMPANY_NOT_CONFIGURED", "the company is not set up yet"))
    if company is not None:
        answer = (200, done(event, {"approved": 0}))
    control.put_item(Item={**held, "body": json.dumps(answer), "version": 2})
    return answer


def receive(event: dict[str, Any], body: bytes, signature: str) -> tuple[int, dict[str, Any]]:
    import base64
    import hmac

    secrets = boto3.client("secretsmanager")
    found = secrets.get_secret_value(SecretId=os.environ["QUICKBOOKS_SECRET_ID"])["SecretString"]
    for token in json.loads(found)["verifier_tokens"]:
        if hmac.compare_digest(base64.b64encode(hmac.digest(token.encode(), body, "sha256")).decode(), signature):
            boto3.client("sqs").send_message(
                QueueUrl=os.environ["QUICKBOOKS_EVENTS_QUEUE_URL"], MessageBody=body.decode()
            )
            return 200, done(event, {"queued": 1})
    return 401, failed(event, "SIGNATURE_INVALID", "the signature is wrong")


class WakeUp(BaseModel):
    company_id: str
    posting_ids: list[str]


def write_postings(wake: WakeUp) -> None:
    pk = f"COMPANY#{wake.company_id}"
    lease = {"pk": pk, "sk": "LEASE#quickbooks", "body": "held", "version": 1}
    if control.get_item(Key={"pk": pk, "sk": lease["sk"]}, ConsistentRead=True).get("Item") is None:
        control.put_item(Item=lease, ConditionExpression="attribute_not_exists(pk)")
    records.get_item(Key={"pk": pk, "sk": "COMPANY"}, ConsistentRead=True)
    keys = [{"pk": pk, "sk": f"MAPPINGS#{table}"} for table in ("time", "invoices")]
    dynamodb.batch_get_item(RequestItems={records.name: {"Keys": keys, "ConsistentRead": True}})
    for state in ("sealed", "pending"):
        condition = Key("state_pk").eq(f"{pk}#quickbooks#{state}")
        postings.query(IndexName="by_state", KeyConditionExpression=condition, Limit=100)
    control.put_item(Item={**lease, "body": "free", "version": 2})


def sweep() -> None:
    for target in ("quickbooks", "foundation", "procore"):
        for shard in range(int(os.environ["SHARDS"])):
            condition = Key("due_shard").eq(f"{target}#{shard}") & Key("due_at").between(" ", "9999")
            postings.query(IndexName="by_due", KeyConditionExpression=condition, Limit=500)
