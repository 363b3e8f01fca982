"""Before a deployment nothing unsaved and no wrong account passes; after it the API is asked."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import boto3
import httpx
import pytest
from moto import mock_aws

from local import release, release_cli
from local.errors import LocalStackError
from local.release import Smoke, check_account, check_tree, confirm

ACCOUNT = "123456789012"
HEALTHY = {"success": True, "data": {"status": "ok", "stage": "dev"}}


def git(root: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *author, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    (tmp_path / "samconfig.toml").write_text("[dev]\n[staging.account.parameters]\nid = '123456789012'\n[prod]\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Begin")
    return tmp_path


def test_a_committed_tree_passes_by_its_commit(tree: Path) -> None:
    assert len(check_tree(tree)) == 40


@pytest.mark.parametrize("name", ["samconfig.toml", "new.py"])
def test_a_tree_with_anything_that_is_not_committed_is_named_and_refused(tree: Path, name: str) -> None:
    (tree / name).write_text("changed")
    with pytest.raises(LocalStackError, match=name):
        check_tree(tree)


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError):
        check_tree(tmp_path)


def test_credentials_of_another_account_are_refused(tree: Path) -> None:
    check_account(tree, "staging", ACCOUNT)
    with pytest.raises(LocalStackError, match="lives in 123456789012"):
        check_account(tree, "staging", "999999999999")


def test_prod_says_where_it_lives_and_dev_lives_where_its_credentials_are(tree: Path) -> None:
    check_account(tree, "dev", ACCOUNT)
    with pytest.raises(LocalStackError, match="does not say which account"):
        check_account(tree, "prod", ACCOUNT)


@pytest.mark.parametrize("typed", ["", "yes", "staging"])
def test_prod_is_deployed_to_only_by_who_types_its_name(typed: str) -> None:
    with pytest.raises(LocalStackError, match="nothing was deployed"):
        confirm("prod", "c" * 40, ACCOUNT, lambda _: typed)


def test_other_stages_ask_nobody() -> None:
    asked: list[str] = []

    def note(question: str) -> str:
        asked.append(question)
        return "prod"

    confirm("dev", "c" * 40, ACCOUNT, note)
    assert asked == []
    confirm("prod", "c" * 40, ACCOUNT, note)
    assert len(asked) == 1


@mock_aws
def test_the_guard_says_what_goes_where(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(release_cli, "ROOT", tree)
    assert boto3.client("sts").get_caller_identity()["Account"] == ACCOUNT
    assert release_cli.main(["guard", "staging"]) == 0
    assert f"goes to staging in account {ACCOUNT}" in capsys.readouterr().out
    (tree / "new.py").write_text("")
    assert release_cli.main(["guard", "staging"]) == 1
    assert "new.py" in capsys.readouterr().err


def api(answer: Callable[[httpx.Request], httpx.Response]) -> Smoke:
    client = httpx.Client(base_url="https://api.example", transport=httpx.MockTransport(answer))
    return Smoke(client, sleep=lambda _: None)


def test_an_api_that_answers_late_is_waited_for() -> None:
    answers = iter([httpx.Response(503), httpx.Response(500), httpx.Response(200, json=HEALTHY)])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/health":
            return httpx.Response(404)
        return next(answers)

    api(answer).healthy("dev")
    assert next(answers, None) is None


def test_an_api_that_never_answers_is_told() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(LocalStackError, match="did not answer within"):
        api(silent).healthy("dev")


def test_the_api_of_another_stage_is_told() -> None:
    with pytest.raises(LocalStackError, match="the API of dev, not of prod"):
        api(lambda _: httpx.Response(200, json=HEALTHY)).healthy("prod")


def test_an_api_without_its_route_is_told() -> None:
    with pytest.raises(LocalStackError, match="404"):
        api(lambda _: httpx.Response(404, json={"message": "Not Found"})).healthy("dev")


@pytest.mark.parametrize("open_path", ["/v1/projects", "/v1/webhooks/quickbooks"])
def test_an_api_that_lets_strangers_in_is_told(open_path: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.url.path == open_path else 401)

    with pytest.raises(LocalStackError, match=f"{open_path} answered 200"):
        api(answer).closed()
    api(lambda _: httpx.Response(401)).closed()


def test_a_person_is_let_in_with_their_token_only() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        known = request.headers["Authorization"] == "Bearer t-1"
        return httpx.Response(200 if known else 401, json={"success": known})

    api(answer).signed_in("t-1")
    with pytest.raises(LocalStackError, match="GET /v1/me answered 401"):
        api(answer).signed_in("t-2")


def test_the_stages_are_those_of_the_template() -> None:
    template = (release_cli.ROOT / "template.yaml").read_text()
    assert f"AllowedValues: [local, {', '.join(release.STAGES)}]" in template
