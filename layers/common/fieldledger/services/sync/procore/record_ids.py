"""Ids of records of several kinds under one resource, where Procore counts each kind by itself.

``package:123`` and ``potential:123`` are change orders, ``manpower_logs:55`` is a daily log. Commitments need no kind:
both have one row of ids.
"""

from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.reading import joined, parted


def kinded(kind: str, record_id: str) -> str:
    """The mirror's id of Procore's record ``record_id``."""
    return joined(kind, record_id)


def split(record_id: str, kinds: tuple[str, ...]) -> Result[tuple[str, str]]:
    """Kind and Procore's id; ``VALIDATION_FAILED`` for an id without one of ``kinds``."""
    kind, *rest = parted(record_id)
    if kind not in kinds or len(rest) != 1 or not rest[0]:
        return Result.fail(f"{record_id!r} names no kind of record: {', '.join(kinds)}", ErrorCode.VALIDATION_FAILED)
    return Result.ok((kind, rest[0]))
