"""What the stack has, whoever uses it: read out of ``template.yaml`` and ``samconfig.toml``."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from benchmarks.kit.servers import ROOT
from tests.unit.template.sam_template import Node, functions, items, of_type, section, template

DAYS: Final = Fraction(365, 12)
"""Of a month."""

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON_HOURS: Final = re.compile(r"cron\(\d+ (\d+)-(\d+) \* \* \? \*\)")
_A_DAY: Final = {"minute": 1440, "hour": 24, "day": 1}
POLLERS: Final = 5
"""Lambda reads an idle queue with so many long polls at once, each of 20 s (AWS's words; ASSUMPTION: unchanged)."""

_POLLS_A_DAY: Final = POLLERS * 86_400 // 20


@dataclass(frozen=True, slots=True)
class Stack:
    """``schedules`` are invocations a day by function, ``idle_polls`` SQS requests a day by kind of queue."""

    memory_mb: dict[str, int]
    timeouts: dict[str, int]
    schedules: dict[str, float]
    idle_polls: dict[str, int]
    alarms: int
    dashboards: int
    secrets: int
    keys: int
    metrics: int
    log_retention_days: int
    worker_concurrency: int
    sync_concurrency: int


def stack(stage: str = "prod") -> Stack:
    """The stack as ``samconfig.toml`` deploys it to ``stage``."""
    return Stack(
        memory_mb={name: int(str(properties["MemorySize"])) for name, properties in functions().items()},
        timeouts={name: int(str(properties["Timeout"])) for name, properties in functions().items()},
        schedules=dict(_schedules()),
        idle_polls=_idle_polls(),
        alarms=len(of_type("AWS::CloudWatch::Alarm")),
        dashboards=len(of_type("AWS::CloudWatch::Dashboard")),
        secrets=len(of_type("AWS::SecretsManager::Secret")),
        keys=len(of_type("AWS::KMS::Key")),
        metrics=len(metric_names()),
        log_retention_days=int(parameter("LogRetentionDays", stage)),
        worker_concurrency=_concurrency("QuickbooksPostingsSource", stage),
        sync_concurrency=_concurrency("SyncSlicesSource", stage),
    )


def parameter(name: str, stage: str) -> str:
    """The stage's value, else the template's default."""
    settings = tomllib.loads((ROOT / "samconfig.toml").read_text())[stage]["deploy"]["parameters"]
    given = dict(text.split("=", 1) for text in settings["parameter_overrides"])
    return str(given.get(name, section(template(), "Parameters", name).get("Default")))


def _concurrency(source: str, stage: str) -> int:
    mapping = of_type("AWS::Lambda::EventSourceMapping")[source]
    most = section(mapping, "ScalingConfig")["MaximumConcurrency"]
    return int(parameter(str(section(most)["Ref"]), stage)) if isinstance(most, dict) else int(str(most))


def metric_names() -> set[tuple[str, str]]:
    """A series is a name and the service that counts it: each module that counts belongs to one kind of function."""
    found: set[tuple[str, str]] = set()
    for folder in ("layers/common/fieldledger", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= {(path.stem, name) for name in _counted(path)}
    return found | {("cold start", name) for name in functions()}


def _counted(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        owner, name = node.func.value, node.args[0]
        counts = isinstance(owner, ast.Name) and owner.id == "metrics" and node.func.attr in {"count", "gauge"}
        if counts and isinstance(name, ast.Constant):
            yield str(name.value)


def _schedules() -> Iterator[tuple[str, float]]:
    for name, properties in functions().items():
        for event in section(properties, "Events").values():
            expression = section(event, "Properties").get("ScheduleExpression")
            if expression is not None:
                yield name, runs_a_day(str(expression))


def runs_a_day(expression: str) -> float:
    """Of ``rate(...)``, or of a cron at one minute of a span of hours."""
    rate, cron = _RATE.fullmatch(expression), _CRON_HOURS.fullmatch(expression)
    if rate is not None:
        return _A_DAY[rate[2]] / int(rate[1])
    if cron is not None:
        return int(cron[2]) - int(cron[1]) + 1
    raise ValueError(f"the cost model cannot read {expression}")


def _idle_polls() -> dict[str, int]:
    polls = {"standard": 0, "fifo": 0}
    queues = of_type("AWS::SQS::Queue")
    for mapping in of_type("AWS::Lambda::EventSourceMapping").values():
        queue = queues[_queue_of(mapping)]
        polls["fifo" if queue.get("FifoQueue") else "standard"] += _POLLS_A_DAY
    return polls


def _queue_of(mapping: Node) -> str:
    named = items(section(mapping, "EventSourceArn")["Fn::GetAtt"])
    return str(named[0]).split(".")[0]
