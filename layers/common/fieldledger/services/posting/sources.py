"""Whether what was approved is still what the source says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from fieldledger.domain.posting import Operation, Posting, PostingSource, SourceType
from fieldledger.repositories.source_versions import SourceVersion
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem

type SourceKey = tuple[SourceType, str]


class SourceVersions(Protocol):
    """The present versions of approved records."""

    async def current(
        self, company_id: str, sources: Sequence[PostingSource]
    ) -> Result[Mapping[SourceKey, SourceVersion]]:
        """Version and content hash of the records that exist."""
        ...


def key_of_source(posting: Posting) -> SourceKey:
    """Which record a posting came from."""
    return posting.source.record_type, posting.source.record_id


def is_current(posting: Posting, versions: Mapping[SourceKey, SourceVersion]) -> bool:
    """A party is as good as its name, which QuickBooks keeps: only what carries hours or money has to be unchanged."""
    version = versions.get(key_of_source(posting))
    if posting.payload.kind in {"customer", "vendor"} or posting.operation is Operation.REMOVE:
        return version is not None
    return version is not None and version.content_hash == posting.source.content_hash


def changed(posting: Posting) -> Problem:
    """The source record is not any more what a person approved."""
    kind = posting.source.record_type
    return Problem(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        f"{kind}:{posting.source.record_id}",
        f"the {kind.replace('_', ' ')} changed at its source after it was approved and before it was posted",
    )


def split(
    postings: Iterable[Posting], versions: Mapping[SourceKey, SourceVersion]
) -> tuple[list[Posting], dict[str, Problem]]:
    """Postings that may go on, and the problem of every other."""
    usable: list[Posting] = []
    problems: dict[str, Problem] = {}
    for posting in postings:
        if is_current(posting, versions):
            usable.append(posting)
        else:
            problems[posting.posting_id] = changed(posting)
    return usable, problems
