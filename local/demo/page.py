"""The month on one page that needs no network: its tables, sentences and pictures."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.demo.tale import Chapter


def write_page(
    path: Path, title: str, chapters: Sequence[Chapter], pictures: Mapping[str, Path], problems: Sequence[str]
) -> None:
    """``problems`` are what does not agree, each in a sentence; ``pictures`` are taken into the page by their names."""
    loader = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    text = pages.get_template("page.html.j2").render(
        title=title,
        agrees=not problems,
        verdict=verdict(problems),
        problems=problems,
        chapters=chapters,
        pictures={name: base64.b64encode(picture.read_bytes()).decode() for name, picture in pictures.items()},
    )
    path.write_text(text, encoding="utf-8")


def verdict(problems: Sequence[str]) -> str:
    """The last sentence."""
    if problems:
        return "THE BOOKS DO NOT AGREE with what was approved."
    return "The books agree with what was approved."
