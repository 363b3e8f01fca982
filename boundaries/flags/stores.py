"""What changed of the tables, for whoever reads or moves the data."""

from collections.abc import Iterator, Mapping
from typing import cast

from boundaries.flags.change import Flag, Team, breaking, compatible

type Node = Mapping[str, object]

_TEAM = Team.DATABASE


def table_flags(before: Node, after: Node) -> list[Flag]:
    """Tables, indexes, expiry, kinds of items and their fields."""
    return sorted(_tables(before, after), key=lambda flag: (flag.place, flag.change))


def _tables(before: Node, after: Node) -> Iterator[Flag]:
    yield from presence(_TEAM, before, after, "", "table")
    for name in sorted(before.keys() & after.keys()):
        old, new = node(before[name]), node(after[name])
        for part in ("key", "attributes", "expires_at"):
            if old.get(part) != new.get(part) and part != "attributes":
                yield breaking(_TEAM, f"{name} {part}", f"is {new.get(part)} instead of {old.get(part)}")
        yield from _indexes(name, node(old["indexes"]), node(new["indexes"]))
        yield from _items(name, node(old["items"]), node(new["items"]))


def _indexes(table: str, before: Node, after: Node) -> Iterator[Flag]:
    yield from presence(_TEAM, before, after, table, "index")
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield breaking(_TEAM, f"{table} {name}", f"the index is {after[name]} instead of {before[name]}")


def _items(table: str, before: Node, after: Node) -> Iterator[Flag]:
    yield from presence(_TEAM, before, after, table, "kind of item")
    for prefix in sorted(before.keys() & after.keys()):
        old, new = node(node(before[prefix])["fields"]), node(node(after[prefix])["fields"])
        for name in old.keys() - new.keys():
            yield breaking(_TEAM, f"{table} {prefix}.{name}", "is not stored any more; items that hold it remain")
        for name in new.keys() - old.keys():
            lacking = not str(new[name]).endswith("?")
            words = "is new and required: items stored before lack it" if lacking else "is new"
            yield Flag(_TEAM, f"{table} {prefix}.{name}", words, breaking=lacking)
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                relaxed = new[name] == f"{old[name]}?"
                words = f"is {new[name]} instead of {old[name]}"
                yield Flag(_TEAM, f"{table} {prefix}.{name}", words, breaking=not relaxed)


def presence(team: Team, before: Node, after: Node, place: str, what: str) -> Iterator[Flag]:
    """What is gone, which breaks, and what is new."""
    for name in before.keys() - after.keys():
        yield breaking(team, f"{place} {name}".strip(), f"the {what} is gone")
    for name in after.keys() - before.keys():
        yield compatible(team, f"{place} {name}".strip(), f"the {what} is new")


def node(value: object) -> Node:
    """A mapping."""
    return cast("Node", value)
