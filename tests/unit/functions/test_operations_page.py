"""The operations page's own documents: open to everybody, kept by browsers, and closed to whatever is not the page."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.api import Reply, get
from tests.unit.boundaries.committed import ROOT
from tests.unit.functions.conftest import Backend

FILES = ROOT / "functions/api/get_operations_file/files"


def the_page(backend: Backend, **headers: str) -> Reply:
    return asked(backend, "api/get_operations_page", "/ops", headers)


def a_file(backend: Backend, name: str, **headers: str) -> Reply:
    return asked(backend, "api/get_operations_file", f"/ops/{name}", headers)


def asked(backend: Backend, folder: str, path: str, headers: dict[str, str]) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(get(path), claims=None, headers=named).to(backend.handler(folder))


def policy(reply: Reply) -> dict[str, list[str]]:
    parts = (part.split() for part in reply.headers["content-security-policy"].split(";"))
    return {name: sources for name, *sources in parts}


def test_the_page_may_run_its_own_scripts_and_call_the_api_and_the_issuer_and_nothing_else(backend: Backend) -> None:
    told = policy(the_page(backend))

    assert told.pop("connect-src") == ["'self'", "https://issuer.example"]
    assert told.pop("script-src") == told.pop("style-src") == ["'self'"]
    assert told.pop("require-trusted-types-for") == ["'script'"]
    assert set(map(tuple, told.values())) == {("'none'",)}
    assert told.keys() >= {"default-src", "form-action", "frame-ancestors", "base-uri"}


def test_the_page_names_what_it_needs_to_sign_people_in(backend: Backend) -> None:
    told = dict(re.findall(r'<meta name="([a-z-]+)" content="([^"]*)">', the_page(backend).text))

    assert told["authorize-url"] == "https://issuer.example/authorize"
    assert told["token-url"] == "https://issuer.example/oauth2/token"
    assert told["client-id"] == "fieldledger-ops"


def test_the_page_loads_only_files_that_are_there_and_holds_no_script_or_style_of_its_own(backend: Backend) -> None:
    text = the_page(backend).text
    loaded = re.findall(r'(?:src|href)="(?!#)([^"]*)"', text)

    assert loaded == ["ops/style.css", "ops/app.js"]
    assert all((FILES / each.removeprefix("ops/")).is_file() for each in loaded)
    assert re.search(r"<style|style=|\son[a-z]+=", text) is None
    assert re.findall(r"<script[^>]*>([^<]*)</script>", text) == [""]


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_each_file_is_served_as_what_it_is(backend: Backend, path: Path) -> None:
    reply = a_file(backend, path.name)
    kind = {".js": "text/javascript", ".css": "text/css"}[path.suffix]

    assert (reply.status, reply.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FILES.glob("*.js")), ids=lambda path: path.name)
def test_no_script_makes_html_or_code_of_text_or_keeps_a_token_for_good(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|localStorage|cookie", text) == []
    )
    assert set(re.findall(r'from "([^"]*)"', text)) <= {f"./{each.name}" for each in FILES.glob("*.js")}


@pytest.mark.parametrize("name", ["nothing.js", "..", "%2e%2e%2fapp.py", "app.py", ""])
def test_what_is_no_file_of_the_page_is_not_found(backend: Backend, name: str) -> None:
    reply = asked(backend, "api/get_operations_file", f"/ops/{name}", {})

    assert (reply.status, reply.code) == (404, "NOT_FOUND")


def test_a_browser_that_has_a_document_is_told_so_and_sent_nothing(backend: Backend) -> None:
    for asking in (
        lambda **headers: the_page(backend, **headers),
        lambda **headers: a_file(backend, "app.js", **headers),
    ):
        first = asking()
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "no-cache"
        for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = asking(if_none_match=condition)
            assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
        assert asking(if_none_match='"other"').status == 200


def test_other_files_have_other_tags(backend: Backend) -> None:
    tags = [a_file(backend, path.name).headers["etag"] for path in FILES.iterdir()]

    assert len(set(tags)) == len(tags)


def test_without_addresses_of_the_issuer_the_page_calls_the_api_only(backend: Backend) -> None:
    told = backend.function("api/get_operations_page").settings
    nowhere = told.model_copy(update={"sign_in_authorize_url": "", "sign_in_token_url": ""})
    backend.function("api/get_operations_page", settings=nowhere)

    assert policy(the_page(backend))["connect-src"] == ["'self'"]
