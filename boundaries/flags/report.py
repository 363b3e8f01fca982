"""All flags between two states of contracts/, and how they are told."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from boundaries.flags.access import permission_flags
from boundaries.flags.change import Flag, Team
from boundaries.flags.deployment import environment_flags
from boundaries.flags.endpoints import endpoint_flags
from boundaries.flags.stores import table_flags
from boundaries.openapi.schemas import Json

FILES: Final = ("openapi", "tables", "environment", "permissions", "deprecations")
_FOLDER: Final = "contracts"


class UnknownRevisionError(Exception):
    """There is no such revision."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The files of contracts/ at one moment, parsed."""

    files: Mapping[str, Json]

    @staticmethod
    def of_folder(root: Path) -> "Boundaries":
        """As they lie in the work tree."""
        texts = {name: root / _FOLDER / f"{name}.json" for name in FILES}
        return Boundaries({name: json.loads(path.read_text(encoding="utf-8")) for name, path in texts.items()})

    @staticmethod
    def of_revision(root: Path, revision: str) -> "Boundaries | None":
        """As they were committed; None before there were any."""
        if _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
            raise UnknownRevisionError(f"git knows no revision {revision!r}")
        texts = {name: _git(root, "show", f"{revision}:{_FOLDER}/{name}.json") for name in FILES}
        if texts["openapi"] is None:
            return None
        return Boundaries({name: json.loads(text) if text else {} for name, text in texts.items()})


def usual_base(root: Path) -> str | None:
    """Where this branch left main; on main itself the last tag; None where there is neither."""
    head, left = (_git(root, "rev-parse", "HEAD"), _git(root, "merge-base", "HEAD", "origin/main"))
    found = left if left != head else None
    return (found or _git(root, "describe", "--tags", "--abbrev=0") or "").strip() or None


def flags_between(before: Boundaries, after: Boundaries) -> list[Flag]:
    """What changed; deprecations count as they were announced before."""
    old, new = before.files, after.files
    notes = cast("Mapping[str, str]", old["deprecations"])
    return [
        *endpoint_flags(old["openapi"], new["openapi"], notes),
        *(table_flags(old["tables"], new["tables"]) if old["tables"] else []),
        *(environment_flags(old["environment"], new["environment"]) if old["environment"] else []),
        *(permission_flags(old["permissions"], new["permissions"]) if old["permissions"] else []),
    ]


def told(flags: Sequence[Flag]) -> str:
    """The flags in words, by team; what breaks first."""
    return "\n".join(_lines(flags)) + "\n"


def _lines(flags: Sequence[Flag]) -> Iterator[str]:
    if not flags:
        yield "Nothing changed."
    for team in Team:
        concerned = sorted((flag for flag in flags if flag.team is team), key=lambda flag: not flag.breaking)
        if concerned:
            yield f"For {team.value}:"
        for flag in concerned:
            excuse = f" ({flag.excused})" if flag.excused else ""
            yield f"  {'BREAKS     ' if flag.breaking else 'compatible '} {flag.place}: {flag.change}{excuse}"
    refused = sum(flag.refused for flag in flags)
    if refused:
        yield f"{refused} breaking changes of the API were not announced and have no new version (docs/api.md)."


def _git(root: Path, *arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603, S607 - git of the PATH
    return done.stdout if done.returncode == 0 else None
