"""The documents hold what they promise: a runbook for every code, every route described, no dead link."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.log_events import LogEvent

REPOSITORY = Path(__file__).parents[3]
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
RUNBOOK = REPOSITORY / "docs" / "operations.md"
API = REPOSITORY / "docs" / "api.md"
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CODE_HEADING = re.compile(r"^### ([A-Z][A-Z_]+)$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_EVENT_ROW = re.compile(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|", re.MULTILINE)


def _text(document: Path) -> str:
    """The document without its fenced examples."""
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def _anchors(document: Path) -> set[str]:
    """The anchors that GitHub makes of headings: lower case, punctuation dropped, spaces as hyphens."""
    headings = (heading.replace("`", "").strip().lower() for heading in _HEADING.findall(_text(document)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def _links(document: Path) -> Iterator[str]:
    return (link for link in _LINK.findall(_text(document)) if not re.match(r"[a-z]+:", link))


def _identifier(document: Path) -> str:
    return str(document.relative_to(REPOSITORY))


def test_the_runbook_has_one_heading_for_every_error_code_and_no_other() -> None:
    headings = Counter(_CODE_HEADING.findall(_text(RUNBOOK)))

    assert headings == Counter(code.value for code in ErrorCode)


@pytest.mark.parametrize("code", ErrorCode)
def test_the_runbook_says_of_every_code_whose_turn_it_is(code: ErrorCode) -> None:
    section = _text(RUNBOOK).split(f"\n### {code.value}\n", maxsplit=1)[1].split("\n### ", maxsplit=1)[0]

    assert re.search(r"\*\*(Customer|Vendor|Us)\b", section)


def test_the_runbook_names_no_log_event_that_does_not_exist() -> None:
    section = _text(RUNBOOK).split("The names to know:", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    named = {event for row in _EVENT_ROW.findall(section) for event in re.findall(r"[a-z_]+", row)}

    assert named <= {event.value for event in LogEvent}
    assert len(named) > len(LogEvent) / 2


@pytest.mark.parametrize("document", DOCUMENTS, ids=_identifier)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    dead = []
    for link in _links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(link)

    assert dead == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_every_route_is_described_with_its_scope(route: Route) -> None:
    text = _text(API)
    scope = "none" if route.scope is None else f"`{route.scope}`"

    assert f"\n## {route.method} {route.path}\n" in text
    assert re.search(rf"^\| `{re.escape(f'{route.method} {route.path}')}` \| {scope}", text, re.MULTILINE)


def test_no_route_is_described_that_does_not_exist() -> None:
    described = set(re.findall(r"^## ((?:GET|POST|PUT|PATCH|DELETE) \S+)$", _text(API), re.MULTILINE))

    assert described == {f"{route.method} {route.path}" for route in ROUTES}
