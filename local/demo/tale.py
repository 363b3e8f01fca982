"""The tale of the month: what is told on the terminal is kept for the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console

from local.demo.sheets import Sheet
from local.progress import Progress


@dataclass(slots=True)
class Chapter:
    """``parts`` in the order in which they were told."""

    title: str
    parts: list[str | Sheet] = field(default_factory=list)


@dataclass(slots=True)
class Tale:
    """Steps are of the terminal only: the page has what came of them."""

    progress: Progress
    console: Console
    chapters: list[Chapter] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self.chapters.append(Chapter(title))
        self.progress.heading(f"\n{len(self.chapters)}. {title}")

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """What is being done; it is shown with the time that it takes."""
        with self.progress.step(title):
            yield

    def say(self, text: str) -> None:
        """One sentence."""
        self.chapters[-1].parts.append(text)
        self.console.print(f"      {text}", markup=False, highlight=False, soft_wrap=True)

    def show(self, sheet: Sheet) -> None:
        """A table."""
        self.chapters[-1].parts.append(sheet)
        self.console.print(sheet.table())
