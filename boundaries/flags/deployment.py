"""What changed around the functions, for whoever deploys and runs them."""

from collections.abc import Iterator

from boundaries.flags.change import Flag, Team, breaking, compatible
from boundaries.flags.stores import Node, node, presence

_TEAM = Team.DEVOPS
_TOLD = ("memory_mb", "timeout_seconds", "called_by", "logical_id")


def environment_flags(before: Node, after: Node) -> list[Flag]:
    """Parameters, functions, queues, other resources, outputs."""
    found = [
        *_parameters(node(before["parameters"]), node(after["parameters"])),
        *_functions(node(before["functions"]), node(after["functions"])),
        *_queues(node(before["queues"]), node(after["queues"])),
        *_resources(node(before["resources"]), node(after["resources"])),
        *presence(_TEAM, _named(before["outputs"]), _named(after["outputs"]), "", "output"),
    ]
    return sorted(found, key=lambda flag: (flag.place, flag.change))


def _parameters(before: Node, after: Node) -> Iterator[Flag]:
    for name in before.keys() - after.keys():
        yield breaking(_TEAM, name, "the parameter is gone: a deployment that sets it fails")
    for name in after.keys() - before.keys():
        needed = "Default" not in node(after[name])
        words = "the parameter is new and has no default" if needed else "the parameter is new"
        yield Flag(_TEAM, name, words, breaking=needed)
    for name in sorted(before.keys() & after.keys()):
        old, new = node(before[name]), node(after[name])
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part):
                words = f"{part} is {new.get(part)!r} instead of {old.get(part)!r}"
                yield Flag(_TEAM, name, words, breaking=part != "Default" or "Default" not in new)


def _functions(before: Node, after: Node) -> Iterator[Flag]:
    for name in before.keys() - after.keys():
        yield compatible(_TEAM, name, "the function is gone")
    for name in after.keys() - before.keys():
        yield compatible(_TEAM, name, "the function is new")
    for name in sorted(before.keys() & after.keys()):
        old, new = node(before[name]), node(after[name])
        for part in _TOLD:
            if old.get(part) != new.get(part):
                yield compatible(_TEAM, name, f"{part} is {new.get(part)} instead of {old.get(part)}")
        yield from _variables(name, node(old["variables"]), node(new["variables"]))


def _variables(function: str, before: Node, after: Node) -> Iterator[Flag]:
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield compatible(_TEAM, f"{function} {name}", "the function is not told it any more")
        elif before.get(name) != after[name]:
            yield compatible(_TEAM, f"{function} {name}", f"the function is told {after[name]}")


def _queues(before: Node, after: Node) -> Iterator[Flag]:
    yield from presence(_TEAM, before, after, "", "queue")
    for name in sorted(before.keys() & after.keys()):
        old, new = node(before[name]), node(after[name])
        for part in sorted(old.keys() | new.keys()):
            if old.get(part) != new.get(part):
                words = f"{part} is {new.get(part)} instead of {old.get(part)}"
                yield Flag(_TEAM, name, words, breaking=part == "FifoQueue")


def _resources(before: Node, after: Node) -> Iterator[Flag]:
    yield from presence(_TEAM, before, after, "", "resource")
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield breaking(_TEAM, name, f"the resource is {after[name]} instead of {before[name]}")


def _named(value: object) -> Node:
    return dict.fromkeys(value) if isinstance(value, list) else {}
