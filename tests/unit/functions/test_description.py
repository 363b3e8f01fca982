"""The API describes itself: for programs and for people, without a sign-in, from nowhere else."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.support.api import get
from tests.unit.boundaries.committed import contract
from tests.unit.functions.conftest import Backend

VOID = {"meta", "link", "img", "br", "input"}


class Page(HTMLParser):
    """Tags, ids and links of a page, and the headings' levels; tags that are not closed in order fail."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        self.ids += [told["id"]] if told.get("id") else []
        self.links += [told["href"]] if told.get("href") else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        assert not told.keys() & {"src", "style", "onclick"}
        self._open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.fixture
def page(backend: Backend) -> str:
    reply = replace(get("/v1/docs"), claims=None).to(backend.handler("api/get_docs"))
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    return reply.text


def test_programs_get_the_committed_description(backend: Backend) -> None:
    reply = replace(get("/v1/openapi.json"), claims=None).to(backend.handler("api/get_openapi"))

    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.envelope == contract("openapi")


def test_people_get_every_operation_and_every_type(page: str) -> None:
    found = set(Page(page).ids)
    operations = {each["operationId"] for path in contract("openapi")["paths"].values() for each in path.values()}
    types = {f"type-{name}" for name in contract("openapi")["components"]["schemas"]}

    assert operations | types <= found


def test_the_page_leads_nowhere_else_and_nowhere_in_vain(page: str) -> None:
    read = Page(page)

    assert [link for link in read.links if not link.startswith("#")] == []
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert [name for name, count in Counter(read.ids).items() if count > 1] == []
    assert read.tags["script"] == 0


def test_the_page_can_be_read_by_its_headings_and_landmarks(page: str) -> None:
    read = Page(page)

    assert read.levels.count(1) == 1
    assert [read.tags[tag] for tag in ("main", "nav", "title")] == [1, 1, 1]
    assert read.tags["caption"] == read.tags["table"]
    inside = read.levels[read.levels.index(1) :]
    assert [(one, next_) for one, next_ in pairwise(inside) if next_ > one + 1] == []
