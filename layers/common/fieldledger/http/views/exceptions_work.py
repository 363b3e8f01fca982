"""What callers see of working on exceptions: explanations, and what fixes did."""

from datetime import datetime
from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.error_codes import Remedy, traits
from fieldledger.http.views.exceptions import ExceptionView
from fieldledger.services.exceptions.desk import Resolution
from fieldledger.services.exceptions.explaining import Explanation
from fieldledger.services.exceptions.many import Outcome, Outcomes
from fieldledger.services.exceptions.rehearsing import ParksAgain
from fieldledger.services.exceptions.waiting import Waiting


class KindTotalView(CanonicalModel):
    """What waits of one kind of record."""

    kind: str
    postings: int
    minutes: int
    amount: str


class WaitingView(CanonicalModel):
    """How much waits: postings, minutes of work, money of bills and invoices; ``first`` are ids of a few."""

    postings: int
    minutes: int
    amount: str
    first: tuple[str, ...]
    kinds: tuple[KindTotalView, ...]

    @classmethod
    def of(cls, waiting: Waiting) -> Self:
        """The view of ``waiting``."""
        return cls.model_validate(waiting, from_attributes=True)


class OptionView(CanonicalModel):
    """One way out: the ``kind`` of fix, what it does, and the fields that a person has to fill in."""

    kind: str
    does: str
    asks_for: tuple[str, ...]


class ExplanationView(ExceptionView):
    """An item with what waits for it, in words and in numbers, and the ways out of it."""

    words: str
    waiting: WaitingView
    options: tuple[OptionView, ...]

    @classmethod
    def explained(cls, explanation: Explanation) -> Self:
        """The view of ``explanation``."""
        item = ExceptionView.of(explanation.item)
        options = tuple(OptionView.model_validate(option, from_attributes=True) for option in explanation.options)
        waiting = WaitingView.of(explanation.waiting)
        return cls(**dict(item), words=explanation.words, waiting=waiting, options=options)


class ParksAgainView(CanonicalModel):
    """Postings that would come back to the inbox, and why."""

    code: str
    subject: str
    message: str
    postings: int

    @classmethod
    def of(cls, parks: ParksAgain) -> Self:
        """The view of ``parks``."""
        return cls.model_validate(parks, from_attributes=True)


class ResolutionView(CanonicalModel):
    """What a fix did, or with ``dry_run`` would do.

    ``released`` postings are tried again (or counted as posted), ``cancelled`` ones are given up. ``changes`` names the
    link or mapping that becomes another one. ``earlier`` tells how the item had been resolved before: then nothing was
    done.
    """

    exception_id: str
    dry_run: bool
    released: int
    cancelled: int
    changes: str | None
    parks_again: tuple[ParksAgainView, ...]
    earlier: str | None

    @classmethod
    def of(cls, resolution: Resolution) -> Self:
        """The view of ``resolution``."""
        return cls.model_validate(resolution, from_attributes=True)


class OutcomeView(CanonicalModel):
    """One item of many: its resolution, or the code and message of what stood in the way."""

    exception_id: str
    resolution: ResolutionView | None
    code: str | None
    message: str | None

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """The view of ``outcome``."""
        result = outcome.result
        resolution = ResolutionView.of(result.unwrap()) if result.success else None
        key = outcome.exception_id
        return cls(exception_id=key, resolution=resolution, code=result.error_code, message=result.error)

    @property
    def may_be_repeated(self) -> bool:
        """Whether the same request may succeed with this item after all."""
        return self.code is not None and traits(self.code).remedy is Remedy.RETRY


class OutcomesView(CanonicalModel):
    """What became of many items. ``remaining`` were not come to; ``seen_before`` belongs to replays by code."""

    resolved: int
    failed: int
    remaining: int
    seen_before: Utc | None = None
    outcomes: tuple[OutcomeView, ...]

    @classmethod
    def of(cls, outcomes: Outcomes, seen_before: datetime | None = None) -> Self:
        """The view of ``outcomes``."""
        views = tuple(map(OutcomeView.of, outcomes.done))
        failed = sum(view.code is not None for view in views)
        return cls(
            resolved=len(views) - failed,
            failed=failed,
            remaining=outcomes.remaining,
            seen_before=seen_before,
            outcomes=views,
        )

    @property
    def finished(self) -> bool:
        """Whether the same request has nothing left to do."""
        return self.remaining == 0 and not any(view.may_be_repeated for view in self.outcomes)
