"""The days that are compared or signed."""

from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from fieldledger.domain.books_span import BooksSpan
from fieldledger.http.bodies.base import Body
from fieldledger.http.books_spans import problem_of
from fieldledger.http.parameters import Day, Reason
from fieldledger.http.principal import Principal
from fieldledger.services.closing.signing import CloseMonth


class DaysBody(Body):
    """Jobsite days, both included; 62 at most."""

    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        problem = problem_of(self.span)
        if problem is not None:
            raise ValueError(f"last_day {problem}")
        return self

    @property
    def span(self) -> BooksSpan:
        """The days."""
        return BooksSpan(first_day=self.first_day, last_day=self.last_day)


class ComparisonBody(DaysBody):
    """``since``: that of an answer whose ``complete`` was false, to go on with the weeks that are left."""

    since: AwareDatetime | None = None


class CloseBody(DaysBody):
    """``reasons``: for each obstacle (``details.obstacles[].what``) why it is signed all the same. ``despite``: one for
    all that waits, differs, is open in the inbox or was not compared. ``lock``: time of these days is closed with it.
    """

    despite: Reason | None = None
    reasons: Annotated[dict[Annotated[str, Field(max_length=40)], Reason], Field(max_length=20)] = Field(
        default_factory=dict
    )
    lock: bool = False

    def wish(self, caller: Principal, key: str) -> CloseMonth:
        """The caller's decision."""
        return CloseMonth(caller.company_id, caller.user_id, key, self.span, self.despite, self.lock, self.reasons)
