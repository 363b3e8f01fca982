"""Alarms that reach the right person with the right page of the runbook, and the dashboard."""

import json
import re
from typing import Final

import pytest

from fieldledger.domain.connection import VendorName

from .sam_template import ROOT, functions, items, of_type, section, targets, template

ALARMS: Final = of_type("AWS::CloudWatch::Alarm")
RUNBOOK: Final = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
NOT_BEFORE_MORNING: Final = {
    "PostingAgeAlarm",
    "SweepSilentAlarm",
    "ApiFailuresAlarm",
    "QuickbooksWebhookErrorsAlarm",
    "ProcoreWebhookErrorsAlarm",
}
OURS: Final = {name: alarm for name, alarm in ALARMS.items() if alarm["Namespace"] == "Fieldledger"}


def _described(alarm: object) -> tuple[str, str]:
    """Its sentence, and the section of the runbook."""
    sentence, _, anchor = str(section(alarm, "AlarmDescription")["Fn::Sub"]).partition(" ${RunbookUrl}#")
    return sentence, anchor


def _sections() -> dict[str, str]:
    """The runbook's sections by the anchor that GitHub makes of their heading."""
    parts = re.split(r"^#{2,6} (.+)$", RUNBOOK, flags=re.MULTILINE)[1:]
    headings = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in parts[::2])
    return dict(zip(headings, parts[1::2], strict=True))


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_says_what_is_wrong_and_leads_to_the_section_of_the_runbook_that_names_it(name: str) -> None:
    sentence, anchor = _described(ALARMS[name])
    assert sentence.endswith(".")
    alarm = str(section(ALARMS[name], "AlarmName")["Fn::Sub"]).removeprefix("${AWS::StackName}-")
    assert f"`{alarm}`" in _sections()[anchor]


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_alarm_wakes_somebody_only_for_what_cannot_wait_for_the_working_day(name: str) -> None:
    told = targets(ALARMS[name]["AlarmActions"])
    assert told == ({"AlarmTopic"} if name in NOT_BEFORE_MORNING else {"WorkdayTopic"})
    assert targets(ALARMS[name].get("OKActions", ALARMS[name]["AlarmActions"])) == told


@pytest.mark.parametrize("name", sorted(NOT_BEFORE_MORNING - {"PostingAgeAlarm"}))
def test_one_bad_moment_wakes_nobody(name: str) -> None:
    assert int(str(ALARMS[name]["EvaluationPeriods"])) > 1
    assert int(str(ALARMS[name].get("DatapointsToAlarm", ALARMS[name]["EvaluationPeriods"]))) > 1


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_own_metrics_are_watched_with_the_dimensions_they_are_sent_with(name: str) -> None:
    dimensions = {str(section(each)["Name"]) for each in items(OURS[name]["Dimensions"])}
    assert dimensions == {"service", "stage"}


def test_every_vendor_has_an_alarm_on_its_freshness() -> None:
    watched = {str(alarm["MetricName"]) for alarm in OURS.values()}
    assert {f"{vendor.value.capitalize()}BehindSeconds" for vendor in VendorName} <= watched


@pytest.mark.parametrize("topic", ["AlarmTopic", "WorkdayTopic"])
def test_each_kind_of_alarm_can_be_mailed_to_somebody_else(topic: str) -> None:
    (subscription,) = [
        each for each in of_type("AWS::SNS::Subscription").values() if targets(each["TopicArn"]) == {topic}
    ]
    (address,) = targets(subscription["Endpoint"])
    assert section(template(), "Parameters", address)["Default"] == ""


def _dashboard() -> str:
    (dashboard,) = of_type("AWS::CloudWatch::Dashboard").values()
    return str(section(dashboard, "DashboardBody")["Fn::Sub"])


def _widgets() -> list[dict[str, object]]:
    widgets: list[dict[str, object]] = json.loads(re.sub(r"\$\{[^}]+\}", "0", _dashboard()))["widgets"]
    return widgets


def test_the_widgets_of_the_dashboard_do_not_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for widget in _widgets():
        x, y, width, height = (int(str(widget[name])) for name in ("x", "y", "width", "height"))
        covered = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
        assert taken.isdisjoint(covered)
        assert max(column for column, _ in covered) < 24
        taken |= covered


@pytest.mark.parametrize("queue", sorted(name for name in of_type("AWS::SQS::Queue") if "DeadLetter" in name))
def test_the_dashboard_shows_every_queue_of_dead_letters_and_an_alarm_watches_it(queue: str) -> None:
    assert f"${{{queue}.QueueName}}" in _dashboard()
    assert queue in {target for alarm in ALARMS.values() for target in targets(items(alarm["Dimensions"])[0]["Value"])}


@pytest.mark.parametrize("table", sorted(of_type("AWS::DynamoDB::Table")))
def test_the_dashboard_shows_what_is_read_and_written_of_every_table(table: str) -> None:
    for metric in ("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"):
        assert f'["AWS/DynamoDB", "{metric}", "TableName", "${{{table}}}"]' in _dashboard()


@pytest.mark.parametrize("vendor", VendorName)
def test_the_dashboard_shows_freshness_and_budget_of_every_vendor(vendor: VendorName) -> None:
    for metric in ("BehindSeconds", "BudgetLeftPercent"):
        assert f'"{vendor.value.capitalize()}{metric}"' in _dashboard()


def test_functions_are_named_as_the_dashboard_searches_for_them() -> None:
    names = {str(section(function, "FunctionName")["Fn::Sub"]) for function in functions().values()}
    assert all(name.startswith("${AWS::StackName}-") for name in names)
    assert "FunctionName=(fieldledger AND ${Stage})" in _dashboard()
