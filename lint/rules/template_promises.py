"""Six promises of the template that cfn-lint does not know by itself.

cfn-lint merges the SAM ``Globals`` into the functions before rules run, and does no more of the SAM transform: a
rule sees ``AWS::Serverless::Function`` with its ``Events`` and ``Policies``. The plain CloudFormation forms are
understood as well.
"""
# cfn-lint carries no type information.
# mypy: disable-error-code="import-untyped", disallow-subclassing-any=False

from collections.abc import Iterator, Mapping
from typing import Final

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

type Path = list[str | int]

FUNCTIONS: Final = ["AWS::Serverless::Function", "AWS::Lambda::Function"]
QUEUE: Final = "AWS::SQS::Queue"
VISIBILITY_FACTOR: Final = 6
DEFAULT_TIMEOUT: Final = 3
DEFAULT_VISIBILITY: Final = 30
# Where CloudFormation and SAM name a dead-letter queue: the key, and below it the key of the queue's ARN if it nests.
DEAD_LETTER_KEYS: Final = {
    "deadLetterTargetArn": None,
    "DeadLetterConfig": "Arn",
    "DeadLetterQueue": "TargetArn",
    "OnFailure": "Destination",
}
# The resource of a key policy is always "this key", written as "*".
POLICIES_OF_THEMSELVES: Final = {"AWS::KMS::Key"}


def _section(value: object, *keys: str) -> Mapping[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _target(value: object) -> str | None:
    """The logical id that a ``Ref`` or ``Fn::GetAtt`` points at."""
    reference = _section(value)
    attribute = reference.get("Fn::GetAtt", reference.get("Ref"))
    if isinstance(attribute, list) and attribute:
        attribute = attribute[0]
    return attribute.split(".", 1)[0] if isinstance(attribute, str) else None


def _walk(value: object, path: Path) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """Every mapping at or below ``value`` with its place in the template."""
    if isinstance(value, Mapping):
        yield path, value
        for key, item in value.items():
            yield from _walk(item, [*path, key])
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, [*path, number])


def _dead_letter_queues(cfn: Template) -> set[str]:
    found: set[str] = set()
    for _, node in _walk(cfn.template.get("Resources"), []):
        for key, nested in DEAD_LETTER_KEYS.items():
            value = node.get(key)
            target = _target(_section(value).get(nested) if nested else value)
            if target is not None:
                found.add(target)
    return found & set(cfn.get_resources(QUEUE))


def _seconds(value: object, default: int) -> int | None:
    """A literal number of seconds; none if it is anything else."""
    if value is None:
        return default
    return int(value) if isinstance(value, (int, str)) and str(value).isdigit() else None


class QueueHasDeadLetterQueue(CloudFormationLintRule):
    """E9001."""

    id = "E9001"
    shortdesc = "Every queue has a dead-letter queue"
    description = "A queue that is not itself a dead-letter queue has a RedrivePolicy to one of this template"
    tags = ("resources", "sqs")

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each queue without a redrive policy."""
        dead = _dead_letter_queues(cfn)
        return [
            RuleMatch(["Resources", name, "Properties"], f"Queue {name} has no RedrivePolicy to a dead-letter queue")
            for name, queue in cfn.get_resources(QUEUE).items()
            if name not in dead
            and _target(_section(queue, "Properties", "RedrivePolicy").get("deadLetterTargetArn")) not in dead
        ]


class DeadLetterQueueHasAlarm(CloudFormationLintRule):
    """E9002."""

    id = "E9002"
    shortdesc = "Every dead-letter queue has an alarm"
    description = "An alarm with an action watches ApproximateNumberOfMessagesVisible of each dead-letter queue"
    tags = ("resources", "sqs", "cloudwatch")

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each dead-letter queue that nobody watches."""
        alarms = cfn.get_resources("AWS::CloudWatch::Alarm").values()
        watched = {queue for alarm in alarms for queue in self._watched(_section(alarm, "Properties"))}
        return [
            RuleMatch(["Resources", name], f"Dead-letter queue {name} has no alarm on its depth")
            for name in sorted(_dead_letter_queues(cfn) - watched)
        ]

    @staticmethod
    def _watched(alarm: Mapping[str, object]) -> Iterator[str]:
        metric = (alarm.get("Namespace"), alarm.get("MetricName"))
        dimensions = alarm.get("Dimensions")
        if metric != ("AWS/SQS", "ApproximateNumberOfMessagesVisible") or not alarm.get("AlarmActions"):
            return
        for dimension in dimensions if isinstance(dimensions, list) else []:
            if target := _target(_section(dimension).get("Value")):
                yield target


class VisibilityCoversTimeout(CloudFormationLintRule):
    """E9003."""

    id = "E9003"
    shortdesc = "A queue's messages stay hidden for six times its function's timeout"
    description = (
        "VisibilityTimeout of an SQS source is at least six times the function's Timeout plus the batching window"
    )
    tags = ("resources", "sqs", "lambda")

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each event source whose queue is too hasty, or whose numbers cannot be compared."""
        found = [self._compare(cfn, *source) for source in self._sources(cfn)]
        return [match for match in found if match is not None]

    @staticmethod
    def _sources(cfn: Template) -> Iterator[tuple[str | None, str | None, Mapping[str, object]]]:
        for name, function in cfn.get_resources(FUNCTIONS).items():
            for event in _section(function, "Properties", "Events").values():
                if _section(event).get("Type") == "SQS":
                    source = _section(event, "Properties")
                    yield name, _target(source.get("Queue")), source
        for mapping in cfn.get_resources("AWS::Lambda::EventSourceMapping").values():
            source = _section(mapping, "Properties")
            yield _target(source.get("FunctionName")), _target(source.get("EventSourceArn")), source

    @staticmethod
    def _compare(
        cfn: Template, function: str | None, queue: str | None, source: Mapping[str, object]
    ) -> RuleMatch | None:
        if queue not in cfn.get_resources(QUEUE):
            return None
        path: Path = ["Resources", str(queue), "Properties", "VisibilityTimeout"]
        if function not in cfn.get_resources(FUNCTIONS):
            return RuleMatch(path, f"Name the function that queue {queue} feeds by !Ref, so that they can be compared")
        resources = _section(cfn.template, "Resources")
        timeout = _seconds(_section(resources, str(function), "Properties").get("Timeout"), DEFAULT_TIMEOUT)
        hidden = _seconds(_section(resources, str(queue), "Properties").get("VisibilityTimeout"), DEFAULT_VISIBILITY)
        window = _seconds(source.get("MaximumBatchingWindowInSeconds"), 0)
        if timeout is None or hidden is None or window is None:
            return RuleMatch(path, f"Write the timeouts of {function} and {queue} as numbers to compare them")
        if hidden < (needed := VISIBILITY_FACTOR * timeout + window):
            return RuleMatch(path, f"Queue {queue} hides messages for {hidden} s; {function} needs {needed} s")
        return None


class FunctionLogsExpire(CloudFormationLintRule):
    """E9004."""

    id = "E9004"
    shortdesc = "Every function logs to a group of its own that expires"
    description = "LoggingConfig.LogGroup is a group of this template that no other function uses, with RetentionInDays"
    tags = ("resources", "lambda", "logs")

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each function without its group, and for each group without an end."""
        groups = cfn.get_resources("AWS::Logs::LogGroup")
        used: set[str] = set()
        matches = [
            RuleMatch(["Resources", name], f"Log group {name} keeps its logs for ever: set RetentionInDays")
            for name, group in groups.items()
            if not _section(group, "Properties").get("RetentionInDays")
        ]
        for name, function in cfn.get_resources(FUNCTIONS).items():
            group = _target(_section(function, "Properties", "LoggingConfig").get("LogGroup"))
            if group not in groups or group in used:
                matches.append(RuleMatch(["Resources", name], f"Function {name} has no log group of its own"))
            used |= {group} if group else set()
        return matches


class PermissionsAreNamed(CloudFormationLintRule):
    """E9005."""

    id = "E9005"
    shortdesc = "Permissions name their actions and resources"
    description = 'No statement that allows has Resource "*", nor a whole service or everything as its Action'
    tags = ("resources", "iam")

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each statement that allows too much."""
        matches: list[RuleMatch] = []
        for name, resource in cfn.get_resources().items():
            if resource.get("Type") not in POLICIES_OF_THEMSELVES:
                for path, node in _walk(resource, ["Resources", name]):
                    if node.get("Effect") == "Allow":
                        matches.extend(self._statement(path, node))
        return matches

    @classmethod
    def _statement(cls, path: Path, statement: Mapping[str, object]) -> Iterator[RuleMatch]:
        if "*" in cls._texts(statement.get("Resource")):
            yield RuleMatch([*path, "Resource"], 'Name the resources instead of "*"')
        wide = [action for action in cls._texts(statement.get("Action")) if action == "*" or action.endswith(":*")]
        if wide or "NotAction" in statement or "NotResource" in statement:
            yield RuleMatch([*path, "Action"], "Name what is allowed, action by action and resource by resource")

    @classmethod
    def _texts(cls, value: object) -> list[str]:
        """Literal texts of a value that is a text, a list, or an ``Fn::If`` of such."""
        if isinstance(value, str):
            return [value]
        items = value if isinstance(value, list) else _section(value).get("Fn::If")
        return [text for item in items for text in cls._texts(item)] if isinstance(items, list) else []


class TableIsKept(CloudFormationLintRule):
    """E9006."""

    id = "E9006"
    shortdesc = "Every table can be restored, is encrypted, and forgets what expires"
    description = "Point-in-time recovery, SSESpecification and TimeToLiveSpecification are on"
    tags = ("resources", "dynamodb")

    SWITCHES: Final = {
        "point-in-time recovery": ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
        "encryption": ("SSESpecification", "SSEEnabled"),
        "time to live": ("TimeToLiveSpecification", "Enabled"),
    }

    def match(self, cfn: Template) -> list[RuleMatch]:
        """One match for each switch that is off."""
        return [
            RuleMatch(["Resources", name, "Properties"], f"Table {name} lacks {what}: set {section}.{switch} to true")
            for name, table in cfn.get_resources("AWS::DynamoDB::Table").items()
            for what, (section, switch) in self.SWITCHES.items()
            if _section(table, "Properties", section).get(switch) is not True
        ]
