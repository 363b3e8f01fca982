"""`make operator ARGS="..."`: set up a company, connect its vendor accounts, and look after a deployed stack.

Uses the caller's own AWS credentials and the stack's outputs, so the caller needs what the functions have: the tables,
the postings queue, the key, and the vendors' secrets.
"""

import argparse
import asyncio
import getpass
import json
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.webhook_keys import relay_key
from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.runtime.secrets import WebhookKeysSecret
from local import foundation_cli
from local.errors import LocalStackError
from local.operations import cli as operations
from local.operator import Authorization, Operator, required

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

AUTHORIZE = {
    VendorName.RAKEN: "https://app.rakenapp.com/oauth/authorize",
    VendorName.QUICKBOOKS: "https://appcenter.intuit.com/connect/oauth2",
}
# A sandbox has another one: the stack's parameter says which.
PROCORE_LOGIN = "https://login.procore.com"
SCOPES = {VendorName.QUICKBOOKS: "com.intuit.quickbooks.accounting"}
APPS = {VendorName.FOUNDATION, VendorName.PROCORE}
"""Vendors where the app's own credentials may open the account, without anybody signing in."""

_SECRETS = {
    VendorName.RAKEN: "RAKEN_SECRET_ID",
    VendorName.QUICKBOOKS: "QUICKBOOKS_SECRET_ID",
    VendorName.PROCORE: "PROCORE_SECRET_ID",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one operation; 1 for a failure that its message explains."""
    try:
        return operate(_parser().parse_args(arguments))
    except LocalStackError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="operator", description="Set up companies and look after a stack.")
    commands = parser.add_subparsers(dest="operation", required=True)
    company = commands.add_parser("company", help="create a company or replace its settings")
    company.add_argument("--stage", required=True)
    company.add_argument("file", type=Path, help="the company as JSON (docs/data-model.md)")
    connect = commands.add_parser("connect", help="connect a company's vendor account")
    connect.add_argument("--stage", required=True)
    connect.add_argument("--company", required=True, help="company id")
    connect.add_argument(
        "--redirect-uri", help="as registered with the vendor; none for FOUNDATION and Procore's service account"
    )
    connect.add_argument("--account", help="the vendor's id of the company; QuickBooks brings its own (realmId)")
    connect.add_argument("vendor", choices=[vendor.value for vendor in VendorName])
    foundation_cli.add_operations(commands)
    operations.add_operations(commands)
    key = commands.add_parser("relay-key", help="print the key of a customer's relay (docs/webhooks.md)")
    key.add_argument("--stage", required=True)
    key.add_argument("--account", required=True, help="the vendor's id of the company")
    key.add_argument("vendor", choices=[VendorName.RAKEN.value, VendorName.FOUNDATION.value])
    return parser


def operate(options: argparse.Namespace, ask: Callable[[str], str] = input) -> int:
    """Run one operation; an expected failure is raised with its code."""
    if options.operation == "company":
        company = _company(options.file)
        required(asyncio.run(Operator(stack_values(str(options.stage))).set_up(company)))
        return 0
    values = stack_values(str(options.stage))
    if options.operation in foundation_cli.OPERATIONS:
        foundation_cli.operate(options, values)
        return 0
    if options.operation in operations.OPERATIONS:
        operations.operate(options, values, stack_outputs(str(options.stage)), getpass.getpass)
        return 0
    if options.operation == "relay-key":
        keys = _webhook_keys(str(values["WEBHOOK_KEYS_SECRET_ID"])).keys
        sys.stdout.write(f"{relay_key(keys[0], VendorName(options.vendor), str(options.account))}\n")
        return 0
    vendor = VendorName(options.vendor)
    if vendor is VendorName.FOUNDATION or (vendor in APPS and not options.redirect_uri):
        if not options.account:
            raise LocalStackError(f"pass --account: {vendor}'s id of the company")
        required(asyncio.run(Operator(values).connect_app(str(options.company), vendor, str(options.account))))
        return 0
    if not options.redirect_uri:
        raise LocalStackError("pass --redirect-uri")
    authorization = _authorized(vendor, values, options, ask)
    required(asyncio.run(Operator(values).connect(str(options.company), authorization)))
    return 0


def stack_values(stage: str) -> dict[str, object]:
    """The functions' variables, from the outputs of the deployed stack."""
    stack = _stack(stage)
    outputs = _outputs(stack)
    parameters = {entry["ParameterKey"]: entry["ParameterValue"] for entry in stack.get("Parameters", [])}
    return {
        "STAGE": stage,
        "RECORDS_TABLE": outputs["RecordsTableName"],
        "POSTINGS_TABLE": outputs["PostingsTableName"],
        "CONTROL_TABLE": outputs["ControlTableName"],
        "AUDIT_TABLE": outputs["AuditTableName"],
        "EXPORT_BUCKET": outputs["ExportBucketName"],
        "QUICKBOOKS_POSTINGS_QUEUE_URL": outputs["QuickbooksPostingsQueueUrl"],
        "FOUNDATION_POSTINGS_QUEUE_URL": outputs["FoundationPostingsQueueUrl"],
        "CONNECTIONS_KEY_ID": outputs["ConnectionsKeyId"],
        "WEBHOOK_KEYS_SECRET_ID": outputs["WebhookKeysSecretId"],
        "RAKEN_SECRET_ID": outputs["RakenSecretId"],
        "RAKEN_TOKEN_URL": parameters["RakenTokenUrl"],
        "QUICKBOOKS_SECRET_ID": outputs["QuickbooksSecretId"],
        "QUICKBOOKS_TOKEN_URL": parameters["QuickbooksTokenUrl"],
        "FOUNDATION_SECRET_ID": outputs["FoundationSecretId"],
        "FOUNDATION_API_URL": parameters["FoundationApiUrl"],
        "FOUNDATION_TOKEN_URL": parameters["FoundationTokenUrl"],
        "FOUNDATION_SCOPE": parameters["FoundationScope"],
        "PROCORE_SECRET_ID": outputs["ProcoreSecretId"],
        "PROCORE_LOGIN_URL": parameters["ProcoreLoginUrl"],
    }


def stack_outputs(stage: str) -> dict[str, str]:
    """What the deployed stack calls its parts."""
    return _outputs(_stack(stage))


def _outputs(stack: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _stack(stage: str) -> "StackTypeDef":
    try:
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=f"fieldledger-{stage}")["Stacks"]
    except (ClientError, BotoCoreError) as broken:
        raise LocalStackError(f"stack fieldledger-{stage}: {broken}") from broken
    return stack


def authorization_address(
    vendor: VendorName, client_id: str, redirect_uri: str, state: str, login_url: str = PROCORE_LOGIN
) -> str:
    """Where an administrator of the contractor allows our app."""
    query = {"client_id": client_id, "redirect_uri": redirect_uri, "response_type": "code", "state": state}
    if vendor in SCOPES:
        query["scope"] = SCOPES[vendor]
    page = AUTHORIZE.get(vendor) or f"{login_url}/oauth/authorize"
    return f"{page}?{urlencode(query)}"


def read_redirect(address: str, state: str) -> dict[str, str]:
    """What the vendor's redirect brought; refuses one that does not answer our own request."""
    brought = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    if not secrets.compare_digest(brought.get("state", ""), state):
        raise LocalStackError("the address carries another state: it does not answer this request")
    if "code" not in brought:
        raise LocalStackError(f"the vendor sent no code: {brought.get('error', 'no error given')}")
    return brought


def _authorized(
    vendor: VendorName, values: Mapping[str, object], options: argparse.Namespace, ask: Callable[[str], str]
) -> Authorization:
    state = secrets.token_urlsafe(16)
    client_id, login_url = _client_id(str(values[_SECRETS[vendor]])), str(values["PROCORE_LOGIN_URL"])
    address = authorization_address(vendor, client_id, options.redirect_uri, state, login_url)
    sys.stdout.write(f"Open this address as an administrator of the company:\n\n{address}\n\n")
    brought = read_redirect(ask("The address that the browser was sent to: ").strip(), state)
    account = brought.get("realmId") or options.account
    if not account:
        raise LocalStackError(f"{vendor} names no account in its redirect: pass --account")
    return Authorization(vendor, str(account), brought["code"], str(options.redirect_uri))


def _client_id(secret_id: str) -> str:
    text = boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"]
    try:
        return AppSecret.model_validate_json(text).client_id
    except ValidationError:
        raise LocalStackError(f"fill secret {secret_id} first: client_id and client_secret") from None


def _webhook_keys(secret_id: str) -> WebhookKeysSecret:
    text = boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"]
    try:
        return WebhookKeysSecret.model_validate_json(text)
    except ValidationError:
        raise LocalStackError(f"secret {secret_id} holds no list of keys of at least 32 characters") from None


def _company(path: Path) -> Company:
    try:
        return Company.model_validate(json.loads(path.read_text()))
    except (OSError, ValueError) as wrong:
        raise LocalStackError(f"{path}: {wrong}") from wrong


if __name__ == "__main__":
    sys.exit(main())
