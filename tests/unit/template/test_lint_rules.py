"""Each rule of our own: a template that keeps the promise, and one for each way to break it."""
# mypy: disable-error-code="import-untyped"

from pathlib import Path

import cfnlint.api
import cfnlint.decode
import pytest
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.helpers import load_plugins
from cfnlint.rules import Rules
from cfnlint.runner.template.runner import run_template_by_data

from .sam_template import PATH, ROOT

RULES = str(ROOT / "lint" / "rules")

QUEUES = """
  Work:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 180, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5}}
  Dead:
    Type: AWS::SQS::Queue
"""
ALARM = """
  DeadAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt Dead.QueueName}]
      AlarmActions: [!Ref Topic]
"""
WORKER = """
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      LoggingConfig: {LogGroup: !Ref WorkerLogs}
      Events:
        Messages: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}
  WorkerLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 7}
"""
MAPPED = (
    WORKER.replace("        Messages: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}\n", "").replace(
        "      Events:\n", ""
    )
    + """
  Source:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Worker, EventSourceArn: !GetAtt Work.Arn, MaximumBatchingWindowInSeconds: 0}
"""
)
POLICY = """
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      LoggingConfig: {LogGroup: !Ref ReaderLogs}
      Policies:
        - Statement:
            - {Effect: Allow, Action: [sqs:SendMessage], Resource: [!GetAtt Work.Arn]}
  ReaderLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 7}
"""
TABLE = """
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      SSESpecification: {SSEEnabled: true}
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
"""
KEY = """
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}]}
"""
SCHEDULED = """
  Job:
    Type: AWS::Serverless::Function
    Properties:
      LoggingConfig: {LogGroup: !Ref JobLogs}
      Events:
        Schedule: {Type: ScheduleV2, Properties: {DeadLetterConfig: {Arn: !GetAtt Failed.Arn}}}
  JobLogs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 7}
  Failed:
    Type: AWS::SQS::Queue
"""


def broken(body: str, *, globals_: str = "") -> set[str]:
    """Ids of our rules that a template of these resources breaks."""
    text = f"Transform: AWS::Serverless-2016-10-31\n{globals_}\nResources:\n{body}"
    template, faults = cfnlint.decode.decode_str(text)
    assert not faults
    rules = Rules()
    rules.extend(load_plugins(RULES))
    config = ConfigMixIn(**ManualArgs(regions=["us-east-1"]))
    return {match.rule.id for match in run_template_by_data(template, config, rules)}


@pytest.fixture(autouse=True)
def _away_from_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """cfn-lint reads .cfnlintrc.yaml of the working folder; these tests name what they use."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "body", [QUEUES + ALARM + WORKER, QUEUES + ALARM + MAPPED, QUEUES + ALARM + POLICY, TABLE, KEY]
)
def test_a_template_that_keeps_the_promises_is_clean(body: str) -> None:
    assert broken(body) == set()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        pytest.param("  Work:\n    Type: AWS::SQS::Queue\n", "E9001", id="a queue without redrive"),
        pytest.param(
            "  Work:\n    Type: AWS::SQS::Queue\n    Properties: {RedrivePolicy: {deadLetterTargetArn: 'arn:x'}}\n",
            "E9001",
            id="a redrive to somewhere else",
        ),
        pytest.param(QUEUES, "E9002", id="dead letters without an alarm"),
        pytest.param(
            QUEUES + ALARM.replace("Dead.QueueName", "Work.QueueName"), "E9002", id="an alarm on another queue"
        ),
        pytest.param(QUEUES + ALARM.replace("MessagesVisible", "MessagesNotVisible"), "E9002", id="on another metric"),
        pytest.param(QUEUES + ALARM.replace("[!Ref Topic]", "[]"), "E9002", id="an alarm that tells nobody"),
        pytest.param(SCHEDULED, "E9002", id="a schedule's dead letters without an alarm"),
        pytest.param(QUEUES.replace("180", "179") + ALARM + WORKER, "E9003", id="too short for a SAM event"),
        pytest.param(QUEUES.replace("180", "179") + ALARM + MAPPED, "E9003", id="too short for a mapping"),
        pytest.param(
            QUEUES + ALARM + MAPPED.replace("Seconds: 0", "Seconds: 1"), "E9003", id="the batching window counts"
        ),
        pytest.param(QUEUES.replace("180", "!Ref Hidden") + ALARM + WORKER, "E9003", id="a number nobody can compare"),
        pytest.param(QUEUES + ALARM + MAPPED.replace("!Ref Worker", "somebody"), "E9003", id="an unknown function"),
        pytest.param(
            WORKER.replace("      LoggingConfig: {LogGroup: !Ref WorkerLogs}\n", ""), "E9004", id="no log group"
        ),
        pytest.param(WORKER.replace("{RetentionInDays: 7}", "{}"), "E9004", id="a log group for ever"),
        pytest.param(
            WORKER + POLICY.replace("!Ref ReaderLogs", "!Ref WorkerLogs"), "E9004", id="a log group of two functions"
        ),
        pytest.param(POLICY.replace("[!GetAtt Work.Arn]", '"*"'), "E9005", id="every resource"),
        pytest.param(POLICY.replace("[!GetAtt Work.Arn]", '[!GetAtt Work.Arn, "*"]'), "E9005", id="in a list"),
        pytest.param(POLICY.replace("[!GetAtt Work.Arn]", '!If [A, "*", x]'), "E9005", id="behind a condition"),
        pytest.param(POLICY.replace("[sqs:SendMessage]", "'sqs:*'"), "E9005", id="a whole service"),
        pytest.param(POLICY.replace("Action: [sqs:SendMessage]", "NotAction: [sqs:X]"), "E9005", id="all but one"),
        pytest.param(TABLE.replace("PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"), "E9006"),
        pytest.param(TABLE.replace("      SSESpecification: {SSEEnabled: true}\n", ""), "E9006", id="no encryption"),
        pytest.param(TABLE.replace("Enabled: true}\n", "Enabled: false}\n"), "E9006", id="nothing expires"),
    ],
)
def test_a_broken_promise_is_found(body: str, rule: str) -> None:
    assert rule in broken(body)


def test_a_timeout_of_the_globals_counts() -> None:
    body = QUEUES + ALARM + WORKER.replace("      Timeout: 30\n", "")
    assert broken(body, globals_="Globals: {Function: {Timeout: 30}}") == set()
    assert broken(body, globals_="Globals: {Function: {Timeout: 31}}") == {"E9003"}


def test_the_template_passes_cfn_lint_with_our_rules() -> None:
    config = ManualArgs(append_rules=[RULES], regions=["us-east-1"])
    assert [str(match) for match in cfnlint.api.lint_file(PATH, config=config)] == []


def test_the_repository_tells_cfn_lint_to_load_our_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert ConfigMixIn([]).append_rules[-1] == "lint/rules"
