"""`python -m local.release_cli guard|smoke <stage>`: what `make deploy` asks first, and the API afterwards."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

import boto3
import httpx
from botocore.exceptions import BotoCoreError, ClientError

from local import release
from local.errors import LocalStackError
from local.operator_cli import stack_outputs
from local.settings import ROOT

TOKEN: Final = "FIELDLEDGER_TOKEN"
_TIMEOUT: Final = 10.0


def main(arguments: Sequence[str] | None = None, ask: Callable[[str], str] = input) -> int:
    """Run one check; 1 for a failure that its message explains."""
    parser = argparse.ArgumentParser(prog="python -m local.release_cli", description="Before and after a deployment.")
    parser.add_argument("check", choices=["guard", "smoke"])
    parser.add_argument("stage", choices=release.STAGES)
    options = parser.parse_args(arguments)
    try:
        (_guard if options.check == "guard" else _smoke)(options.stage, ask)
    except (LocalStackError, ClientError, BotoCoreError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


def _guard(stage: str, ask: Callable[[str], str]) -> None:
    commit = release.check_tree(ROOT)
    account = str(boto3.client("sts").get_caller_identity()["Account"])
    release.check_account(ROOT, stage, account)
    release.confirm(stage, commit, account, ask)
    release.say(f"{commit[:12]} goes to {stage} in account {account}")


def _smoke(stage: str, _ask: Callable[[str], str]) -> None:
    url = stack_outputs(stage)["ApiUrl"]
    with httpx.Client(base_url=url, timeout=_TIMEOUT) as client:
        smoke = release.Smoke(client)
        smoke.healthy(stage)
        smoke.closed()
        token = os.environ.get(TOKEN)
        if token:
            smoke.signed_in(token)
    told = "" if token else f" ({TOKEN} is not set, so nobody was signed in)"
    release.say(f"{url} answers, and refuses strangers{told}")


if __name__ == "__main__":
    sys.exit(main())
