"""A vendor's record as we last read it: canonical facts, written only when they changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, GetPydanticSchema, JsonValue

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.sync_resource import SyncResource

# Only ever what a model was written as: looking at each value once more would cost more than all the rest of a record.
type _Written = Annotated[
    dict[str, JsonValue], GetPydanticSchema(lambda _written, schema_of: schema_of(dict[str, object]))
]


class MirrorRecord(CanonicalModel):
    """``scope_id`` is the vendor's record that it was read under (a project, a contract), if there is one.

    ``facts`` is one of the models in ``domain/facts`` as JSON, ``amount`` their ``census_amount``.
    ``source_updated_at`` is by the vendor's clock, where it tells. A deleted record stays as a tombstone:
    ``deleted_at`` is when we learned of it, its last facts are kept.
    """

    company_id: str
    resource: SyncResource
    record_id: str
    scope_id: str | None = None
    facts: _Written
    amount: Decimal = Decimal(0)
    content_hash: str
    source_updated_at: Utc | None = None
    deleted_at: Utc | None = None
    written_at: Utc
    version: int = 0

    @property
    def deleted(self) -> bool:
        """Whether the vendor has it no more."""
        return self.deleted_at is not None

    def read[F: Facts](self, kind: type[F]) -> F:
        """The facts as the model they were written from; a newer model reads older facts by its defaults."""
        return kind.model_validate(self.facts)


class Facts(CanonicalModel):
    """What we need of a vendor's record, in our own terms. A field that is added later needs a default.

    Stored facts are read leniently (``extra="ignore"``): a release that drops a field still reads what is there.
    """

    model_config = ConfigDict(extra="ignore")

    @property
    def census_amount(self) -> Decimal:
        """What a reconciliation adds up, for records that are about money."""
        return Decimal(0)

    @classmethod
    def completed(cls, written: dict[str, JsonValue], before: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """The facts as JSON, with what this read could not tell and the facts before it did."""
        del before
        return written

    @classmethod
    def steady(cls, written: Mapping[str, object]) -> Mapping[str, object]:
        """The facts as JSON, without what the vendor tells differently each time and nobody changed."""
        return written

    @property
    def hashed(self) -> str:
        """Equal for equal facts: what decides whether a record is written."""
        return content_hash(self.steady(self.model_dump(mode="json")))
