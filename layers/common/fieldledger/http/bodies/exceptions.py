"""How a person mends exceptions: one, many, or a whole kind by trying again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from fieldledger.error_codes import ErrorCode
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId
from fieldledger.services.exceptions.fixes import Fix, RetryFix

MOST: Final = 100
_YEARS: Final = range(2000, 2101)


def _in_range(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError("must lie between 2000 and 2100")
    return moment.astimezone(UTC)


type ExceptionIds = Annotated[tuple[RecordId, ...], Field(min_length=1, max_length=MOST)]
type Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]


class FixBody(Body):
    """One way out; its ``kind`` says which fields it has."""

    fix: Fix


class FixCall(BaseModel):
    """A fix with the item of its address: what has to be the same when a key is used again."""

    model_config = ConfigDict(frozen=True)

    exception_id: str
    body: FixBody


class OwnFix(FixBody):
    """A fix for one item of many."""

    exception_id: RecordId


class ResolutionsBody(Body):
    """Either one ``fix`` for all of ``exception_ids``, or in ``each`` a fix of its own for each item."""

    exception_ids: ExceptionIds | None = None
    fix: Fix | None = None
    each: Annotated[tuple[OwnFix, ...], Field(min_length=1, max_length=MOST)] | None = None

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> Self:
        together = self.exception_ids is not None and self.fix is not None
        if together == (self.each is not None) or (self.exception_ids is None) != (self.fix is None):
            raise ValueError("send exception_ids with a fix, or each")
        asked = self.exception_ids or tuple(own.exception_id for own in self.each or ())
        if len(set(asked)) < len(asked):
            raise ValueError("an item is named twice")
        return self

    @property
    def fixes(self) -> Mapping[str, Fix]:
        """The fix of each item."""
        if self.fix is not None:
            return dict.fromkeys(self.exception_ids or (), self.fix)
        return {own.exception_id: own.fix for own in self.each or ()}


class ReplaysBody(Body):
    """Either open items of ``codes`` that were seen last before ``seen_before`` (now), or certain items."""

    codes: Annotated[tuple[ErrorCode, ...], Field(min_length=1, max_length=20)] | None = None
    seen_before: Moment | None = None
    limit: int = Field(default=50, ge=1, le=MOST)
    exception_ids: ExceptionIds | None = None

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> Self:
        if (self.codes is None) == (self.exception_ids is None):
            raise ValueError("send codes or exception_ids")
        return self

    @property
    def fixes(self) -> Mapping[str, Fix]:
        """A retry of each item that is named."""
        return dict.fromkeys(self.exception_ids or (), RetryFix())
