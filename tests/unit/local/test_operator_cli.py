"""Connecting a real vendor from the command line: what is asked of the person, and what is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from fieldledger.clients.webhook_keys import relay_key
from fieldledger.domain.connection import VendorName
from local.errors import LocalStackError
from local.operator_cli import authorization_address, main, read_redirect, stack_values

REDIRECT = "https://books.example/callback"
OUTPUTS = (
    "RecordsTableName",
    "PostingsTableName",
    "ControlTableName",
    "AuditTableName",
    "ExportBucketName",
    "QuickbooksPostingsQueueUrl",
    "FoundationPostingsQueueUrl",
    "FoundationSecretId",
    "ConnectionsKeyId",
    "RakenSecretId",
    "QuickbooksSecretId",
    "WebhookKeysSecretId",
    "ProcoreSecretId",
)
TEMPLATE = {
    "Parameters": {
        "RakenTokenUrl": {"Type": "String", "Default": "https://raken.example/token"},
        "QuickbooksTokenUrl": {"Type": "String", "Default": "https://intuit.example/token"},
        "FoundationApiUrl": {"Type": "String", "Default": "https://foundation.example/v1"},
        "FoundationTokenUrl": {"Type": "String", "Default": "https://foundation.example/token"},
        "FoundationScope": {"Type": "String", "Default": ""},
        "ProcoreLoginUrl": {"Type": "String", "Default": "https://procore.example"},
    },
    "Resources": {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
    },
    "Outputs": {name: {"Value": name.lower()} for name in OUTPUTS},
}


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_the_authorization_address_names_app_redirect_and_state() -> None:
    address = authorization_address(VendorName.QUICKBOOKS, "app-1", REDIRECT, "s-1")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith("https://appcenter.intuit.com/connect/oauth2?")
    assert query == {
        "client_id": "app-1",
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "state": "s-1",
        "scope": "com.intuit.quickbooks.accounting",
    }


def test_a_redirect_with_our_state_brings_the_code_and_the_realm() -> None:
    brought = read_redirect(f"{REDIRECT}?code=c-1&state=s-1&realmId=913", "s-1")
    assert (brought["code"], brought["realmId"]) == ("c-1", "913")


def test_a_redirect_of_another_request_is_refused() -> None:
    with pytest.raises(LocalStackError, match="another state"):
        read_redirect(f"{REDIRECT}?code=c-1&state=other", "s-1")


def test_a_redirect_without_a_code_says_what_the_vendor_said() -> None:
    with pytest.raises(LocalStackError, match="access_denied"):
        read_redirect(f"{REDIRECT}?error=access_denied&state=s-1", "s-1")


def test_the_values_come_from_the_outputs_of_the_deployed_stack(aws: None) -> None:
    client = boto3.client("cloudformation")
    client.create_stack(StackName="fieldledger-dev", TemplateBody=json.dumps(TEMPLATE))
    values = stack_values("dev")
    assert values["RECORDS_TABLE"] == "recordstablename"
    assert values["QUICKBOOKS_TOKEN_URL"] == "https://intuit.example/token"


def test_a_relays_key_follows_from_the_stacks_first_key(aws: None, capsys: pytest.CaptureFixture[str]) -> None:
    boto3.client("cloudformation").create_stack(StackName="fieldledger-dev", TemplateBody=json.dumps(TEMPLATE))
    keys = json.dumps({"keys": ["k" * 32, "o" * 32]})
    boto3.client("secretsmanager").create_secret(Name="webhookkeyssecretid", SecretString=keys)

    assert main(["relay-key", "--stage", "dev", "--account", "BLUESTEM", "foundation"]) == 0
    assert capsys.readouterr().out.strip() == relay_key("k" * 32, VendorName.FOUNDATION, "BLUESTEM")


def test_a_stack_that_does_not_exist_is_named(aws: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "company.json"
    file.write_text('{"company_id": "co_1", "name": "R", "pay_periods": {"anchor": "2026-10-26"}}')
    assert main(["company", "--stage", "staging", str(file)]) == 1
    assert "fieldledger-staging" in capsys.readouterr().err


def test_a_company_file_that_is_wrong_names_the_fields(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "company.json"
    file.write_text('{"company_id": "co_1", "name": "Ridgeline"}')
    assert main(["company", "--stage", "dev", str(file)]) == 1
    assert "pay_periods" in capsys.readouterr().err


def test_procore_is_asked_where_the_stack_says() -> None:
    address = authorization_address(VendorName.PROCORE, "app-1", REDIRECT, "s-1", "https://login-sandbox.procore.com")
    assert address.startswith("https://login-sandbox.procore.com/oauth/authorize?client_id=app-1&")
    assert authorization_address(VendorName.PROCORE, "a", REDIRECT, "s").startswith("https://login.procore.com/oauth/")


@pytest.mark.parametrize(("vendor", "missing"), [("quickbooks", "--redirect-uri"), ("procore", "--account")])
def test_what_a_vendor_needs_is_asked_for(
    aws: None, capsys: pytest.CaptureFixture[str], vendor: str, missing: str
) -> None:
    boto3.client("cloudformation").create_stack(StackName="fieldledger-dev", TemplateBody=json.dumps(TEMPLATE))
    assert main(["connect", "--stage", "dev", "--company", "co_1", vendor]) == 1
    assert missing in capsys.readouterr().err
