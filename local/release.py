"""Before a deployment to AWS nothing unsaved and no wrong account passes; after it the API is asked."""

import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx

from local.errors import LocalStackError

STAGES: Final = ("dev", "staging", "prod")
ASKED_FOR: Final = frozenset({"prod"})
_READY_SECONDS: Final = 60


def check_tree(root: Path) -> str:
    """The commit that is deployed; refused while anything is not committed, since nobody could tell what runs."""
    changed = _git(root, "status", "--porcelain")
    if changed:
        raise LocalStackError(f"commit or put away first:\n{changed}")
    return _git(root, "rev-parse", "HEAD").strip()


def check_account(root: Path, stage: str, account: str) -> None:
    """``account`` is that of the credentials; refused if samconfig.toml names another, or none for prod."""
    config = tomllib.loads((root / "samconfig.toml").read_text())
    meant = config[stage].get("account", {}).get("parameters", {}).get("id", "")
    if not meant and stage in ASKED_FOR:
        raise LocalStackError(
            f"samconfig.toml does not say which account {stage} lives in: [{stage}.account.parameters]"
        )
    if meant and meant != account:
        raise LocalStackError(f"these are credentials of {account}; {stage} lives in {meant}")


def confirm(stage: str, commit: str, account: str, ask: Callable[[str], str]) -> None:
    """Whoever deploys to prod types its name."""
    if stage not in ASKED_FOR:
        return
    if ask(f"Deploy {commit[:12]} to {stage} in account {account}? Type {stage}: ").strip() != stage:
        raise LocalStackError("nothing was deployed")


class Smoke:
    """Asks a deployed API; a container's first start may take some seconds, so it is asked for up to a minute."""

    def __init__(self, client: httpx.Client, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def healthy(self, stage: str) -> None:
        """The API and its store answer, and it is the stage that was meant."""
        answer = self._answer("/v1/health")
        if answer.status_code != HTTPStatus.OK:
            raise LocalStackError(f"GET /v1/health answered {answer.status_code}: {answer.text[:200]}")
        found = answer.json()["data"]["stage"]
        if found != stage:
            raise LocalStackError(f"this is the API of {found}, not of {stage}")

    def closed(self) -> None:
        """Nobody comes in without signing in, nor with an unsigned webhook."""
        self._refused(self._client.get("/v1/projects"), HTTPStatus.UNAUTHORIZED)
        self._refused(self._client.post("/v1/webhooks/quickbooks", json=[]), HTTPStatus.UNAUTHORIZED)

    def signed_in(self, token: str) -> None:
        """A person's request goes through authorizer, function and tables."""
        answer = self._client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        if answer.status_code != HTTPStatus.OK or not answer.json()["success"]:
            raise LocalStackError(f"GET /v1/me answered {answer.status_code}: {answer.text[:200]}")

    def _answer(self, path: str) -> httpx.Response:
        for _ in range(_READY_SECONDS):
            try:
                answer = self._client.get(path)
            except httpx.TransportError:
                self._sleep(1)
                continue
            if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
            self._sleep(1)
        raise LocalStackError(f"{self._client.base_url} did not answer within {_READY_SECONDS} s")

    @staticmethod
    def _refused(answer: httpx.Response, status: HTTPStatus) -> None:
        if answer.status_code != status:
            request = answer.request
            raise LocalStackError(f"{request.method} {request.url.path} answered {answer.status_code}, not {status}")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalStackError(done.stderr.strip())
    return done.stdout


def say(line: str) -> None:
    """A line for whoever deploys."""
    sys.stdout.write(f"{line}\n")
