"""contracts/environment.json: parameters, what each function is told and called by, and the resources around them."""

from collections.abc import Mapping
from typing import Final

from boundaries.template import FUNCTION, DeployedTemplate, Function, Node, section, shown
from local.template import Value

_QUEUE: Final = "AWS::SQS::Queue"
_SOURCE: Final = "AWS::Lambda::EventSourceMapping"
_PARAMETER: Final = ("Type", "Default", "AllowedValues", "AllowedPattern", "MinValue", "MaxValue", "MinLength")
_QUEUE_SETTINGS: Final = ("FifoQueue", "VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "RedrivePolicy")
_MAPPING_SETTINGS: Final = ("BatchSize", "MaximumBatchingWindowInSeconds", "ScalingConfig", "FunctionResponseTypes")
# Each function has one, and each has its alarms: they say nothing that the functions do not.
_EVERYDAY: Final = frozenset({FUNCTION, _SOURCE, _QUEUE, "AWS::Logs::LogGroup"})


def describe_environment(template: DeployedTemplate) -> dict[str, object]:
    """All that somebody has to provide or look after."""
    return {
        "parameters": {name: _chosen(node, _PARAMETER) for name, node in sorted(template.parameters.items())},
        "functions": {folder: _function(template, function) for folder, function in template.functions.items()},
        "queues": {name: _chosen(node, _QUEUE_SETTINGS) for name, node in sorted(template.of_type(_QUEUE).items())},
        "resources": {name: kind for name, kind in sorted(template.types.items()) if kind not in _EVERYDAY},
        "outputs": sorted(template.outputs),
    }


def _function(template: DeployedTemplate, function: Function) -> dict[str, object]:
    variables = template.variables(function)
    called: dict[str, object] = {
        "routes": sorted(_route(event) for kind, event in template.events(function) if kind == "HttpApi"),
        "schedules": [_schedule(event) for kind, event in template.events(function) if kind.startswith("Schedule")],
        "queues": [_mapping(node) for node in _mappings(template, function)],
    }
    return {
        "logical_id": function.logical_id,
        "memory_mb": template.setting(function, "MemorySize"),
        "timeout_seconds": template.setting(function, "Timeout"),
        "variables": {name: shown(value) for name, value in sorted(variables.items())},
        "called_by": {name: value for name, value in called.items() if value},
    }


def _mappings(template: DeployedTemplate, function: Function) -> list[Node]:
    found = template.of_type(_SOURCE).values()
    return [node for node in found if shown(node.get("FunctionName")) in _names(function)]


def _names(function: Function) -> set[str]:
    return {f"${{{function.logical_id}}}", f"${{{function.logical_id}.Arn}}"}


def _mapping(node: Node) -> dict[str, Value]:
    return {"queue": shown(node.get("EventSourceArn")), **_chosen(node, _MAPPING_SETTINGS)}


def _route(event: Node) -> str:
    return f"{event.get('Method', 'ANY')} {event['Path']}" if "Path" in event else "$default"


def _schedule(event: Node) -> dict[str, Value]:
    dead = section(event, "DeadLetterConfig").get("Arn")
    return {"expression": shown(event.get("ScheduleExpression")), "dead_letters": shown(dead)}


def _chosen(node: Mapping[str, Value], names: tuple[str, ...]) -> dict[str, Value]:
    return {name: shown(node[name]) for name in names if name in node}
