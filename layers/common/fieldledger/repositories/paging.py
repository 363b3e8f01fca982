"""A page of models, for list routes."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldledger.repositories.documents import Document, Page, StartKey
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class Slice[M]:
    """``next_start`` is None on the last page."""

    items: tuple[M, ...]
    next_start: StartKey | None


def to_slice[M](page: Result[Page], model: Callable[[Document], M]) -> Result[Slice[M]]:
    """A page of documents as a slice of models."""
    return page.map(lambda found: Slice(tuple(model(d) for d in found.documents), found.next_start))
