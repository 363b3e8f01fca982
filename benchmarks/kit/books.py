"""A company connected to the QuickBooks simulator, with the product's own tables, key and secrets on emulated AWS."""

import asyncio
import json
import os
from dataclasses import dataclass
from typing import Final

import boto3
import httpx

from fieldledger.domain.connection import VendorName
from fieldledger.settings import QuickbooksSettings, RakenSettings, load
from fieldledger.wiring.connecting import vendor_connections
from fieldledger.wiring.oauth import quickbooks_oauth
from fieldledger.wiring.store import document_store

COMPANY: Final = "company-1"
REALM: Final = "9341453000000001"
APP: Final = {"client_id": "benchmark", "client_secret": "benchmark-secret"}
BACK: Final = "https://app.test/back"
TABLE: Final = "control"
CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class BooksSettings(RakenSettings, QuickbooksSettings):
    """What the product's wiring reads to reach QuickBooks."""


@dataclass(frozen=True, slots=True)
class Books:
    """``variables`` is the environment under which the product's wiring finds the simulator and emulated AWS."""

    simulator_url: str
    variables: dict[str, str]


def prepare(simulator_url: str, aws_url: str, limits: dict[str, int]) -> Books:
    """Tables, key, secret, an empty company and our app, registered; nobody is connected yet."""
    os.environ.update(CREDENTIALS)
    session = boto3.Session()
    dynamodb = session.client("dynamodb", endpoint_url=aws_url)
    dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )
    key = session.client("kms", endpoint_url=aws_url).create_key()["KeyMetadata"]["KeyId"]
    secrets = session.client("secretsmanager", endpoint_url=aws_url)
    secret = secrets.create_secret(Name="quickbooks", SecretString=json.dumps(APP))["ARN"]
    with httpx.Client(base_url=f"{simulator_url}/_admin", trust_env=False) as admin:
        for path, body in (
            ("realms", {"realm_id": REALM, "company_name": "Bluestem Builders"}),
            ("apps", APP),
            ("settings", {"limits": limits} if limits else {}),
            (f"realms/{REALM}/entities/Employee", [{"GivenName": "Rosa", "FamilyName": "Delgado"}]),
        ):
            admin.post(f"/{path}", json=body).raise_for_status()
    variables = CREDENTIALS | {
        "AWS_ENDPOINT_URL": aws_url,
        "STAGE": "local",
        "CONTROL_TABLE": TABLE,
        "CONNECTIONS_KEY_ID": key,
        "RAKEN_SECRET_ID": secret,
        "QUICKBOOKS_SECRET_ID": secret,
        "QUICKBOOKS_API_URL": simulator_url,
        "QUICKBOOKS_TOKEN_URL": f"{simulator_url}/oauth2/v1/tokens/bearer",
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }
    return Books(simulator_url, variables)


def authorize(simulator_url: str) -> str:
    """The code that the browser of a consenting person brings back."""
    params = {"client_id": APP["client_id"], "redirect_uri": BACK, "state": "s"}
    answer = httpx.get(f"{simulator_url}/connect/oauth2", params=params, trust_env=False)
    return httpx.URL(answer.headers["location"]).params["code"]


def connect(simulator_url: str) -> None:
    """Connect the company through the product's own service; runs in the environment of ``Books.variables``."""
    settings = load(BooksSettings)
    store = document_store(settings)

    async def complete() -> None:
        service = vendor_connections(settings, store, {VendorName.QUICKBOOKS: quickbooks_oauth(settings)})
        code = authorize(simulator_url)
        (await service.complete(COMPANY, "operator", VendorName.QUICKBOOKS, REALM, code, BACK)).unwrap()

    asyncio.run(complete())
