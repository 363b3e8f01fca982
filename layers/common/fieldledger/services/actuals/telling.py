"""What a person has to know about a job's costs that are not, or not all, in Procore."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from fieldledger.domain.actuals import PushedActual
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.job_cost import CostPlace
from fieldledger.result import ErrorCode, Result
from fieldledger.services.actuals.spent import Spent
from fieldledger.services.actuals.wanted import Unplacable, Wanted
from fieldledger.services.actuals.writing import Refusal, Written
from fieldledger.services.inbox import Inbox, Problem

_OF_JOB: Final = (
    ErrorCode.ACTUAL_CODE_UNKNOWN,
    ErrorCode.ACTUAL_ON_COMMITMENT,
    ErrorCode.ACTUALS_MIXED,
    ErrorCode.ACTUAL_REMOVED,
)
_SHOWN: Final = 20


class ActualsTelling:
    """One item for each kind of problem of a job, which closes by itself, and one for each refused cost."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def of_job(
        self, company_id: str, project: str, wanted: Wanted, removed: Sequence[PushedActual]
    ) -> Result[None]:
        """Raise what is amiss with the job now, close what is not any more."""
        problems = {each.code: each for each in _problems(_subject(project), wanted, removed)}
        for problem in problems.values():
            raised = await self._inbox.raise_(company_id, problem)
            if raised.failed:
                return raised.failure()
        over = [exception_id(company_id, code, _subject(project)) for code in _OF_JOB if code not in problems]
        return (await self._inbox.resolve(company_id, over)).map(lambda _: None)

    async def of_writing(self, company_id: str, before: Sequence[PushedActual], written: Written) -> Result[None]:
        """``before``: the costs as they were when the writing began."""
        for refusal in written.refused:
            raised = await self._inbox.raise_(company_id, _refused(refusal))
            if raised.failed:
                return raised.failure()
        done = {each.key for each in written.done}
        over = [_refusal_id(company_id, each) for each in before if each.refused and each.key in done]
        return (await self._inbox.resolve(company_id, over)).map(lambda _: None)

    async def of_failure(self, company_id: str, project: str, failed: Result[object]) -> Result[None]:
        """What waiting does not mend: a tool that is switched off, a permission that is missing."""
        problem = Problem(ErrorCode(failed.error_code or ErrorCode.UNKNOWN), _subject(project), failed.error or "")
        return (await self._inbox.raise_(company_id, problem)).map(lambda _: None)

    async def of_success(self, company_id: str, project: str) -> Result[None]:
        """The job's costs could be written."""
        codes = (ErrorCode.VENDOR_SETUP_INCOMPLETE, ErrorCode.VENDOR_NOT_FOUND, ErrorCode.VENDOR_REJECTED)
        ids = [exception_id(company_id, code, _subject(project)) for code in codes]
        return (await self._inbox.resolve(company_id, ids)).map(lambda _: None)


def _subject(project: str) -> str:
    return f"actuals:{project}"


def _refusal_id(company_id: str, pushed: PushedActual) -> str:
    return exception_id(company_id, ErrorCode.ACTUAL_REFUSED, f"actual:{pushed.wanted.origin_id}")


def _refused(refusal: Refusal) -> Problem:
    wanted = refusal.pushed.wanted
    text = f"{wanted.description}, {wanted.amount}, is not in Procore as the books have it: {refusal.words}"
    details = {"project": refusal.pushed.project_id, "amount": str(wanted.amount)}
    return Problem(ErrorCode.ACTUAL_REFUSED, f"actual:{wanted.origin_id}", text, details, answer=refusal.words)


def _problems(subject: str, wanted: Wanted, removed: Sequence[PushedActual]) -> Iterator[Problem]:
    if wanted.unplacable:
        yield _unplacable(subject, wanted.unplacable)
    if wanted.committed:
        yield _committed(subject, wanted.committed)
    if wanted.mixed:
        text = f"Not brought to Procore, since it would be there twice: {'; '.join(wanted.mixed)}"
        yield Problem(ErrorCode.ACTUALS_MIXED, subject, text)
    if removed:
        shown = _listed(f"{each.wanted.description} ({each.wanted.amount})" for each in removed)
        text = f"Somebody deleted in Procore what the books have: {shown}"
        yield Problem(ErrorCode.ACTUAL_REMOVED, subject, text)


def _unplacable(subject: str, amounts: Iterable[Unplacable]) -> Problem:
    sums: defaultdict[tuple[CostPlace, str], Decimal] = defaultdict(Decimal)
    for each in amounts:
        sums[each.place, each.reason] += each.amount
    shown = _listed(f"{amount} on {_spelled(place)}, which {reason}" for (place, reason), amount in sums.items())
    return Problem(
        ErrorCode.ACTUAL_CODE_UNKNOWN,
        subject,
        f"Costs of the books are not in Procore: {shown}",
        {"amount": str(sum(sums.values(), Decimal(0)))},
    )


def _committed(subject: str, bills: Sequence[Spent]) -> Problem:
    shown = _listed(f"{bill.description} ({bill.amount})" for bill in bills)
    text = f"Not brought to Procore as direct costs, since their vendors have contracts on the job there: {shown}"
    amount = sum((bill.amount for bill in bills), Decimal(0))
    return Problem(ErrorCode.ACTUAL_ON_COMMITMENT, subject, text, {"amount": str(amount)})


def _spelled(place: CostPlace) -> str:
    code = "-".join(filter(None, (place.phase, place.cost_code))) or "no code"
    return code if place.cost_type is None else f"{code} ({place.cost_type})"


def _listed(texts: Iterable[str]) -> str:
    every = list(texts)
    more = f"; and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return "; ".join(every[:_SHOWN]) + more
