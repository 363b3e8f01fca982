"""A census of records: how many there are, which ones, and what they add up to, in a few bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from fieldledger.domain.base import CanonicalModel

_MODULUS: Final = 2**64


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
