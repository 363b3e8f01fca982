"""A census of records: how many there are, which ones, and what they add up to, in a few bytes."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from fieldledger.domain.base import CanonicalModel

_MODULUS: Final = 2**64
_BUCKETS: Final = 16


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record of ours as a census sees it, wherever it is kept; ``facts`` are there if it is in the mirror."""

    record_id: str
    scope_id: str | None = None
    amount: Decimal = Decimal(0)
    deleted: bool = False
    facts: Mapping[str, JsonValue] = field(default_factory=dict)


class Census(CanonicalModel):
    """``digest`` is the sum of the hashes of the records' keys: equal for the same records in any order.

    ``amount`` is the sum of what the facts call their amount, in the currency of the company; zero where there is none.
    """

    records: int = 0
    digest: int = 0
    amount: Decimal = Decimal(0)

    def plus(self, scope_id: str | None, record_id: str, amount: Decimal) -> "Census":
        """With one more record."""
        key = f"{scope_id or ''}\x1f{record_id}".encode()
        hashed = int.from_bytes(hashlib.sha256(key).digest()[:8])
        return Census(records=self.records + 1, digest=(self.digest + hashed) % _MODULUS, amount=self.amount + amount)


type Buckets = Mapping[int, Census]
"""A census for each part of the scopes: where two differ, only the scopes of those parts are looked at again."""


def bucket_of(scope_id: str | None) -> int:
    """The part that a scope belongs to; records without one are all in one."""
    return 0 if scope_id is None else zlib.crc32(scope_id.encode()) % _BUCKETS


def counted(buckets: Buckets, scope_id: str | None, record_id: str, amount: Decimal) -> dict[int, Census]:
    """With one more record."""
    bucket = bucket_of(scope_id)
    return {**buckets, bucket: buckets.get(bucket, Census()).plus(scope_id, record_id, amount)}


def differing(ours: Buckets, theirs: Buckets) -> frozenset[int]:
    """The parts that are not the same."""
    every = ours.keys() | theirs.keys()
    return frozenset(each for each in every if ours.get(each, Census()) != theirs.get(each, Census()))


def whole(buckets: Buckets) -> Census:
    """All parts together."""
    parts = buckets.values()
    return Census(
        records=sum(part.records for part in parts),
        digest=sum(part.digest for part in parts) % _MODULUS,
        amount=sum((part.amount for part in parts), Decimal(0)),
    )
