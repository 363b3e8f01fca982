"""What changed of who may do what, for everyone and for security."""

from collections.abc import Iterator
from typing import cast

from boundaries.flags.change import Flag, Team, breaking, compatible
from boundaries.flags.stores import Node, node

_TEAM = Team.EVERYONE


def permission_flags(before: Node, after: Node) -> list[Flag]:
    """Scopes and roles of routes and people, and the functions' own policies."""
    found = [
        *_routes(node(before["routes"]), node(after["routes"])),
        *_roles(node(before["roles"]), node(after["roles"])),
        *_functions(node(before["functions"]), node(after["functions"])),
    ]
    return sorted(found, key=lambda flag: (flag.place, flag.change))


def _routes(before: Node, after: Node) -> Iterator[Flag]:
    for name in sorted(after.keys() - before.keys()):
        scope = node(after[name])["scope"]
        words = "may be called without sign-in" if scope is None else f"is new and needs {scope}"
        yield compatible(_TEAM, name, words)
    for name in sorted(before.keys() & after.keys()):
        old, new = node(before[name]), node(after[name])
        if old["scope"] != new["scope"]:
            words = f"needs {new['scope'] or 'no sign-in'} instead of {old['scope'] or 'no sign-in'}"
            yield breaking(_TEAM, name, words)
        yield from _lost_and_gained(name, old["roles"], new["roles"], "may be called by", loss_breaks=True)


def _roles(before: Node, after: Node) -> Iterator[Flag]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, []), after.get(name, [])
        yield from _lost_and_gained(f"role {name}", old, new, "has the scope", loss_breaks=True)


def _functions(before: Node, after: Node) -> Iterator[Flag]:
    for name in sorted(before.keys() | after.keys()):
        old, new = node(before.get(name, {})), node(after.get(name, {}))
        for resource in sorted(old.keys() | new.keys()):
            place = f"{name} {resource}"
            yield from _lost_and_gained(place, old.get(resource, []), new.get(resource, []), "may", loss_breaks=False)


def _lost_and_gained(place: str, before: object, after: object, word: str, *, loss_breaks: bool) -> Iterator[Flag]:
    old, new = set(cast("list[str]", before)), set(cast("list[str]", after))
    if old - new:
        words = f"no longer {word} {', '.join(sorted(old - new))}"
        yield Flag(_TEAM, place, words, breaking=loss_breaks)
    if new - old:
        yield compatible(_TEAM, place, f"now {word} {', '.join(sorted(new - old))}")
