"""The rules for hours, asked when cards are approved (time-and-identity.md C2)."""

from collections.abc import Sequence
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rules import Finding, Worked, findings
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.result import Result

_COUNTED: Final = frozenset({TimeCardStatus.APPROVED, TimeCardStatus.CHANGED})


class TimeChecks:
    """Looks at cards together with everything of the same worker-days that was approved before."""

    def __init__(self, cards: TimeCards, identities: Identities) -> None:
        self._cards = cards
        self._identities = identities

    async def examine(self, company: Company, ready: Sequence[TimeCard]) -> Result[tuple[Finding, ...]]:
        """Findings about ``ready`` only: what was approved is not taken back by them."""
        if not ready:
            return Result.ok(())
        company_id, rules = company.company_id, company.time
        posted = rules.posted_per_diems(company.books.time)
        approved = await self._approved(company_id, ready)
        if approved.failed:
            return approved.failure()
        mine = {card.time_card_id for card in ready}
        others = [card for card in approved.unwrap() if card.time_card_id not in mine]
        worked = await self._worked(company_id, [*ready, *others])
        if worked.failed:
            return worked.failure()
        days = {each.day for each in worked.unwrap() if each.card.time_card_id in mine}
        asked = [each for each in worked.unwrap() if each.day in days]
        return Result.ok(tuple(each for each in findings(asked, rules, posted) if each.time_card_id in mine))

    async def _approved(self, company_id: str, ready: Sequence[TimeCard]) -> Result[list[TimeCard]]:
        first, last = min(card.work_date for card in ready), max(card.work_date for card in ready)
        found = await cards_between(self._cards, company_id, first, last)
        return found.map(lambda cards: [card for card in cards if card.status in _COUNTED])

    async def _worked(self, company_id: str, cards: Sequence[TimeCard]) -> Result[list[Worked]]:
        """By identity: a worker of two systems is one worker."""
        workers = await survivors(
            self._identities, company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards]
        )
        jobs = await survivors(self._identities, company_id, IdentityKind.PROJECT, [card.project_id for card in cards])
        if workers.failed or jobs.failed:
            return workers.failure() if workers.failed else jobs.failure()
        return Result.ok(
            [Worked(card, workers.unwrap()[card.employee_id], jobs.unwrap()[card.project_id]) for card in cards]
        )
