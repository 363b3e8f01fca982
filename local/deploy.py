"""`sam deploy` of the real template to MiniStack."""

import os
from collections.abc import Mapping
from typing import Final

from botocore.exceptions import ClientError

from local import aws, sam
from local.aws import LocalAws
from local.build import Build, reading
from local.errors import LocalStackError
from local.settings import AUDIENCE, REGION, STACK_NAME, LocalSettings, machine_architecture
from local.template import Template

BUCKET: Final = "fieldledger-artifacts"
DEAD_STATES: Final = {
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "CREATE_FAILED",
    "DELETE_FAILED",
    "REVIEW_IN_PROGRESS",
}


def parameters(settings: LocalSettings, template: Template, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Choose the template's parameters; FIELDLEDGER_PARAMETERS ("Name=value Name=value") adds or replaces."""
    raken, quickbooks, foundation = settings.url("raken"), settings.url("quickbooks"), settings.url("foundation")
    chosen = {
        "Stage": "local",
        "Architecture": machine_architecture(),
        "JwtIssuer": settings.url("oidc"),
        "JwtAudience": AUDIENCE,
        "JwtAuthorizeUrl": f"{settings.url('oidc')}/authorize",
        "JwtTokenUrl": f"{settings.url('oidc')}/token",
        "RakenApiUrl": f"{raken}/api",
        "RakenTokenUrl": f"{raken}/oauth/token",
        "RakenAuthorizeUrl": f"{raken}/oauth/authorize",
        "QuickbooksApiUrl": quickbooks,
        "QuickbooksTokenUrl": f"{quickbooks}/oauth2/v1/tokens/bearer",
        "QuickbooksAuthorizeUrl": f"{quickbooks}/connect/oauth2",
        "QuickbooksRevokeUrl": f"{quickbooks}/v2/oauth2/tokens/revoke",
        "FoundationApiUrl": f"{foundation}/foundation/v1",
        "FoundationTokenUrl": f"{foundation}/oauth2/token",
        "ProcoreApiUrl": settings.url("procore"),
        "ProcoreLoginUrl": settings.url("procore"),
    }
    for pair in own.get("FIELDLEDGER_PARAMETERS", "").split():
        name, separator, value = pair.partition("=")
        if not separator:
            raise LocalStackError(f"FIELDLEDGER_PARAMETERS: {pair!r} is not Name=value")
        chosen[name] = value
    unknown = sorted(set(chosen) - template.parameters())
    if unknown:
        raise LocalStackError(f"template.yaml has no parameter {', '.join(unknown)}")
    return chosen


def deploy(settings: LocalSettings, local: LocalAws, build: Build, chosen: Mapping[str, str]) -> None:
    """Create or update the stack; one that an earlier failure left unusable is removed first."""
    _create_bucket(local)
    _remove_dead_stack(local)
    arguments = ["deploy", "--template-file", str(build.template), "--stack-name", STACK_NAME]
    arguments += [
        "--s3-bucket",
        BUCKET,
        "--region",
        REGION,
        "--capabilities",
        "CAPABILITY_IAM",
        "CAPABILITY_AUTO_EXPAND",
    ]
    arguments += ["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]
    arguments += ["--parameter-overrides", *(f"{name}={value}" for name, value in chosen.items())]
    with reading(settings.root):
        sam.run(settings, arguments, aws.environment(local.endpoint), log=settings.logs_dir / "deploy.log")


def _create_bucket(local: LocalAws) -> None:
    names = {bucket["Name"] for bucket in local.s3.list_buckets()["Buckets"]}
    if BUCKET not in names:
        local.s3.create_bucket(Bucket=BUCKET)


def _remove_dead_stack(local: LocalAws) -> None:
    try:
        stacks = local.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    except ClientError:  # there is no such stack
        return
    if stacks and stacks[0]["StackStatus"] in DEAD_STATES:
        local.cloudformation.delete_stack(StackName=STACK_NAME)
        local.cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=STACK_NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
