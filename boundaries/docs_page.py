"""The API's description as a page for people, from the template beside this file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from boundaries.openapi.document import operations
from boundaries.openapi.schemas import PREFIX, Json
from boundaries.tables import type_word


def docs_page(api: Json) -> str:
    """The whole page."""
    found = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, keep_trailing_newline=True)
    found.filters["spans"] = spans
    page = found.get_template("docs_page.html.jinja")
    return page.render(api=api, areas=_areas(api), words=lambda schema: list(words(schema)), pretty=_pretty)


def spans(text: str) -> Markup:
    """Markdown's code spans; everything else as it is."""
    parts = str(escape(text)).split("`")
    return Markup("".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts)))  # noqa: S704 - escaped above


def words(schema: Json) -> Iterator[tuple[str | None, str]]:
    """The alternatives of a type, each with the name of the type that it leads to, if it has one."""
    options = [option for key in ("anyOf", "oneOf") for option in cast("list[Json]", schema.get(key, []))]
    if options:
        for option in options:
            yield from words(option)
    elif "$ref" in schema:
        name = str(schema["$ref"]).removeprefix(PREFIX)
        yield name, name
    elif schema.get("type") == "array":
        yield from ((name, f"list of {word}") for name, word in words(cast("Json", schema.get("items", {}))))
    else:
        yield None, type_word(schema)


def _areas(api: Json) -> list[dict[str, object]]:
    """Each tag with its operations; a tag without any is left out."""
    found: list[dict[str, object]] = []
    for tag in cast("list[dict[str, str]]", api["tags"]):
        own = [(name, *each) for name, each in operations(api).items() if tag["name"] in _tags(each[2])]
        found += [{**tag, "operations": own}] if own else []
    return found


def _tags(operation: Json) -> list[str]:
    return cast("list[str]", operation["tags"])


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
