"""The operator's commands for FOUNDATION: what they ask for and what they refuse."""

import argparse
from pathlib import Path

import pytest

from local import foundation_cli
from local.errors import LocalStackError
from local.operator_cli import main


def _parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    foundation_cli.add_operations(parser.add_subparsers(dest="operation", required=True))
    return parser.parse_args(arguments)


def test_every_operation_names_stage_and_company() -> None:
    common = ("--stage", "dev", "--company", "c-1")
    asked = {
        "foundation-mappings": ("m.json",),
        "foundation-link": ("supplier", "s-1", "GRAYBAR"),
        "foundation-export": (),
        "foundation-copy": ("export-1", "copies"),
    }
    assert set(asked) == foundation_cli.OPERATIONS
    for operation, own in asked.items():
        options = _parsed(operation, *common, *own)
        assert (options.operation, options.stage, options.company) == (operation, "dev", "c-1")


def test_only_what_can_be_linked_is_linked() -> None:
    with pytest.raises(SystemExit):
        _parsed("foundation-link", "--stage", "dev", "--company", "c-1", "customer", "x", "Y")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"company_id": "c-1", "phase": "far too long"}', "phase"),
        ('{"company_id": "c-2"}', "mappings of c-2"),
        ("{", "json"),
    ],
)
def test_mappings_that_cannot_be_are_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "mappings.json"
    file.write_text(text)
    options = _parsed("foundation-mappings", "--stage", "dev", "--company", "c-1", str(file))
    values = {
        "STAGE": "dev",
        "RECORDS_TABLE": "r",
        "POSTINGS_TABLE": "p",
        "CONTROL_TABLE": "c",
        "AUDIT_TABLE": "a",
        "FOUNDATION_POSTINGS_QUEUE_URL": "https://sqs.test/1/q.fifo",
    }
    with pytest.raises(LocalStackError, match=f"(?i){says}"):
        foundation_cli.operate(options, values)


def test_foundation_needs_the_account_and_no_redirect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("local.operator_cli.stack_values", lambda _stage: {})
    assert main(["connect", "--stage", "dev", "--company", "c-1", "foundation"]) == 1
    assert "--account" in capsys.readouterr().err
    assert main(["connect", "--stage", "dev", "--company", "c-1", "raken"]) == 1
    assert "--redirect-uri" in capsys.readouterr().err


def test_a_deadline_of_the_operator_ends() -> None:
    assert foundation_cli.Remaining(60).allows(30)
    assert not foundation_cli.Remaining(60).allows(90)
