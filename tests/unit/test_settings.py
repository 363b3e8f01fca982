"""Validated environment."""

import os
import traceback
from collections.abc import Iterator

import pytest

from fieldledger.settings import (
    AccessSettings,
    PostingsQueueSettings,
    PostingsSettings,
    QuickbooksSettings,
    RakenSettings,
    RecordsSettings,
    Settings,
    SettingsError,
    load,
    loaded,
)

GOOD = {
    "STAGE": "dev",
    "RECORDS_TABLE": "records",
    "POSTINGS_TABLE": "postings",
    "CONTROL_TABLE": "control",
    "CONNECTIONS_KEY_ID": "key-1",
    "QUICKBOOKS_SECRET_ID": "quickbooks",
    "RAKEN_SECRET_ID": "raken",
    "QUICKBOOKS_POSTINGS_QUEUE_URL": "https://queues.example.com/postings.fifo",
}


class ProjectsFunction(RecordsSettings, PostingsSettings):
    """A function that needs two tables."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for name in tuple(os.environ):
        if not name.startswith(("AWS_", "PYTEST_", "PATH")):
            monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    loaded.cache_clear()
    yield monkeypatch
    loaded.cache_clear()


def test_settings_are_read_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    settings = load(ProjectsFunction)
    assert (settings.stage, settings.records_table, settings.postings_table) == ("dev", "records", "postings")


def test_a_missing_variable_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RECORDS_TABLE")
    with pytest.raises(SettingsError, match=r"RECORDS_TABLE \(Field required\)"):
        load(RecordsSettings)


def test_every_missing_variable_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("RECORDS_TABLE")
    environment.delenv("POSTINGS_TABLE")
    with pytest.raises(SettingsError) as caught:
        load(ProjectsFunction)
    assert "RECORDS_TABLE" in str(caught.value)
    assert "POSTINGS_TABLE" in str(caught.value)
    assert "STAGE" not in str(caught.value)


@pytest.mark.parametrize("nothing", ["", "   "])
def test_an_empty_variable_is_as_bad_as_a_missing_one(environment: pytest.MonkeyPatch, nothing: str) -> None:
    environment.setenv("RECORDS_TABLE", nothing)
    with pytest.raises(SettingsError, match="RECORDS_TABLE"):
        load(RecordsSettings)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Settings, "STAGE", "hunter2"),
        (PostingsQueueSettings, "QUICKBOOKS_POSTINGS_QUEUE_URL", "hunter2"),
        (QuickbooksSettings, "QUICKBOOKS_API_URL", "ftp://hunter2"),
        (QuickbooksSettings, "QUICKBOOKS_BATCH_ITEMS", "hunter2"),
        (RakenSettings, "RAKEN_REQUESTS_PER_DAY", "hunter2"),
    ],
)
def test_a_malformed_variable_is_named_and_its_value_is_not_shown(
    environment: pytest.MonkeyPatch, kind: type[Settings], name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        load(kind)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUICKBOOKS_BATCH_ITEMS", "0"),
        ("QUICKBOOKS_BATCH_ITEMS", "31"),
        ("QUICKBOOKS_REQUESTS_PER_SECOND", "0"),
        ("QUICKBOOKS_SETTLE_SECONDS", "-1"),
    ],
)
def test_limits_outside_the_vendors_own_are_refused(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load(QuickbooksSettings)


def test_hosts_and_limits_of_the_vendors_have_defaults() -> None:
    settings = load(QuickbooksSettings)
    assert settings.quickbooks_api_url == "https://quickbooks.api.intuit.com"
    assert settings.quickbooks_batch_items == 30


def test_an_address_loses_its_last_slash(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RAKEN_API_URL", "http://127.0.0.1:4601/api/")
    assert load(RakenSettings).raken_api_url == "http://127.0.0.1:4601/api"


def test_claims_have_default_names_that_a_deployment_can_change(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ROLE_CLAIM", "https://example.com/role")
    settings = load(AccessSettings)
    assert (settings.company_claim, settings.role_claim) == ("custom:company_id", "https://example.com/role")


def test_settings_are_read_once_per_container(environment: pytest.MonkeyPatch) -> None:
    first = loaded(RecordsSettings)
    environment.setenv("RECORDS_TABLE", "another")
    assert loaded(RecordsSettings) is first
    assert load(RecordsSettings).records_table == "another"
