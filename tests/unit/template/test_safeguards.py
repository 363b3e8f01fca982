"""Sign-in, data and alarms: what the template promises beyond the functions."""

import json
from itertools import chain

import pytest

from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.runtime.secrets import CursorSecret, WebhookKeysSecret, WebhookSecret

from .sam_template import items, of_type, section, targets, template
from .test_samconfig import overrides

DEAD_LETTER_SECONDS = 14 * 24 * 3600
KEPT = (
    "AWS::S3::Bucket",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::Cognito::UserPool",
)


def test_a_user_reads_but_never_writes_the_own_company_and_role() -> None:
    (pool,) = of_type("AWS::Cognito::UserPool").values()
    (client,) = of_type("AWS::Cognito::UserPoolClient").values()
    ours = {f"custom:{section(attribute)['Name']}" for attribute in items(pool["Schema"])}
    assert ours == {"custom:company_id", "custom:role"}
    assert ours <= set(items(client["ReadAttributes"]))
    assert ours.isdisjoint(items(client["WriteAttributes"]))


def test_nobody_signs_up_without_an_administrator() -> None:
    (pool,) = of_type("AWS::Cognito::UserPool").values()
    assert section(pool, "AdminCreateUserConfig")["AllowAdminCreateUserOnly"] is True


def test_the_user_pool_exists_only_where_no_other_issuer_is_named() -> None:
    resources = section(template(), "Resources")
    assert {section(resources, name)["Condition"] for name in ("UserPool", "UserPoolClient")} == {"HasOwnUserPool"}
    assert section(template(), "Conditions")["HasOwnUserPool"] == {"Fn::Equals": [{"Ref": "JwtIssuer"}, ""]}


@pytest.mark.parametrize("name", sorted(chain.from_iterable(map(of_type, KEPT))))
def test_production_keeps_its_data_when_the_stack_goes(name: str) -> None:
    resource = section(template(), "Resources", name)
    assert resource["DeletionPolicy"] == {"Fn::If": ["IsProduction", "Retain", "Delete"]}
    assert resource["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("name", sorted(of_type("AWS::DynamoDB::Table")))
def test_a_table_cannot_be_deleted_in_production_and_expires_by_the_agreed_attribute(name: str) -> None:
    table = of_type("AWS::DynamoDB::Table")[name]
    assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}
    assert section(table, "TimeToLiveSpecification")["AttributeName"] == "expires_at"
    assert table["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize("name", sorted(of_type("AWS::SQS::Queue")))
def test_a_queue_is_encrypted_and_a_dead_letter_waits_two_weeks_for_a_person(name: str) -> None:
    queue = of_type("AWS::SQS::Queue")[name]
    assert queue["SqsManagedSseEnabled"] is True
    assert "RedrivePolicy" in queue or queue["MessageRetentionPeriod"] == DEAD_LETTER_SECONDS


def test_files_are_private_encrypted_versioned_and_reached_over_tls_only() -> None:
    (bucket,) = of_type("AWS::S3::Bucket").values()
    assert set(section(bucket, "PublicAccessBlockConfiguration").values()) == {True}
    assert section(bucket, "VersioningConfiguration")["Status"] == "Enabled"
    (rule,) = items(section(bucket, "BucketEncryption")["ServerSideEncryptionConfiguration"])
    assert section(rule, "ServerSideEncryptionByDefault")["SSEAlgorithm"] == "aws:kms"
    (policy,) = of_type("AWS::S3::BucketPolicy").values()
    (statement,) = items(section(policy, "PolicyDocument")["Statement"])
    assert (section(statement)["Effect"], section(statement)["Principal"]) == ("Deny", "*")
    assert section(statement)["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize(
    ("name", "receives"),
    [("QuickbooksPostingsQueue", 20), ("FoundationPostingsQueue", 20), ("QuickbooksEventsQueue", 5)],
)
def test_dead_letters_are_of_the_kind_of_their_queue(name: str, receives: int) -> None:
    queues = of_type("AWS::SQS::Queue")
    redrive = section(queues[name], "RedrivePolicy")
    (dead,) = targets(redrive["deadLetterTargetArn"])
    assert redrive["maxReceiveCount"] == receives
    assert queues[dead].get("FifoQueue") == queues[name].get("FifoQueue")


def test_the_generated_cursor_secret_is_one_that_the_functions_accept() -> None:
    secrets = of_type("AWS::SecretsManager::Secret")
    seed = section(secrets["CursorSeedSecret"], "GenerateSecretString")
    text = str(section(secrets["CursorSecret"], "SecretString")["Fn::Sub"])
    generated = text.replace("{{resolve:secretsmanager:${CursorSeedSecret}}}", "k" * int(str(seed["PasswordLength"])))
    assert len(CursorSecret.model_validate_json(generated).keys) == 1


def test_an_operator_finds_the_fields_that_the_functions_read() -> None:
    secrets = of_type("AWS::SecretsManager::Secret")
    raken, quickbooks = (set(json.loads(str(secrets[n]["SecretString"]))) for n in ("RakenSecret", "QuickbooksSecret"))
    assert raken == {"client_id", "client_secret"}
    assert quickbooks == raken | set(WebhookSecret.model_fields)


def test_every_webhook_is_throttled_by_itself_far_above_the_rest_of_the_api() -> None:
    (api,) = of_type("AWS::Serverless::HttpApi").values()
    doors = section(api, "RouteSettings")
    assert set(doors) == {f"{route.method} {route.path}" for route in ROUTES if route.path.startswith("/v1/webhooks/")}
    for settings in map(section, doors.values()):
        assert targets(settings["ThrottlingRateLimit"]) == {"WebhookThrottleRate"}
        assert targets(settings["ThrottlingBurstLimit"]) == {"WebhookThrottleBurst"}
    defaults = {name: section(spec).get("Default") for name, spec in section(template(), "Parameters").items()}
    assert int(str(defaults["WebhookThrottleRate"])) >= 10 * int(str(defaults["ThrottleRate"]))


def test_sync_slices_have_a_concurrency_of_their_own_and_all_sources_leave_the_api_half_of_an_account() -> None:
    sources = of_type("AWS::Lambda::EventSourceMapping")
    caps = {name: section(source, "ScalingConfig")["MaximumConcurrency"] for name, source in sources.items()}
    assert targets(caps.pop("SyncSlicesSource")) == {"SyncMaximumConcurrency"}
    assert {name for cap in caps.values() for name in targets(cap)} == {"WorkerMaximumConcurrency"}
    prod = overrides("prod")
    most = int(prod["SyncMaximumConcurrency"]) + len(caps) * int(prod["WorkerMaximumConcurrency"])
    assert most <= 500


def test_the_first_webhook_key_is_generated_into_the_shape_that_the_functions_read() -> None:
    secrets = of_type("AWS::SecretsManager::Secret")
    length = int(str(section(secrets["WebhookKeysSeedSecret"], "GenerateSecretString")["PasswordLength"]))
    text = str(section(secrets["WebhookKeysSecret"], "SecretString")["Fn::Sub"])
    generated = text.replace("{{resolve:secretsmanager:${WebhookKeysSeedSecret}}}", "k" * length)
    assert len(WebhookKeysSecret.model_validate_json(generated).keys) == 1
