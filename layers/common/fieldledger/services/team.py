"""Who of the company's people has which jobs."""

from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.member import Member
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.members import Members
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.invalid import invalid
from fieldledger.services.writing import Transactions


@dataclass(frozen=True, slots=True)
class SetMember:
    """The jobs that ``member_id`` has from now on; ``version`` is what was seen, 0 if nothing is kept yet."""

    company_id: str
    user_id: str
    member_id: str
    project_ids: tuple[str, ...]
    version: int


class Team:
    """Works for one company at a time."""

    def __init__(
        self, members: Members, projects: Projects, audit: AuditTrail, transactions: Transactions, clock: Clock
    ) -> None:
        self._members = members
        self._projects = projects
        self._audit = audit
        self._transactions = transactions
        self._clock = clock

    async def set_member(self, wanted: SetMember) -> Result[Member]:
        """Replace a person's jobs. Who may sign in, and as what, is not decided here.

        Codes: ``VALIDATION_FAILED`` naming every project that does not exist; ``VERSION_CONFLICT``.
        """
        found = await self._members.find(wanted.company_id, wanted.member_id)
        known = await self._projects.get_many(wanted.company_id, wanted.project_ids)
        if found.failed or known.failed:
            return found.failure() if found.failed else known.failure()
        held = found.unwrap() or Member(company_id=wanted.company_id, user_id=wanted.member_id)
        if held.version != wanted.version:
            text = "somebody else changed this person's jobs since they were shown"
            return Result.fail(text, ErrorCode.VERSION_CONFLICT, {"version": held.version})
        unknown = _unknown(wanted.project_ids, {project.project_id for project in known.unwrap()})
        if unknown:
            return invalid(unknown)
        member = held.model_copy(update={"project_ids": tuple(dict.fromkeys(wanted.project_ids))})
        return Result.ok(held) if member == held and held.version else await self._write(wanted.user_id, held, member)

    async def _write(self, user_id: str, held: Member, member: Member) -> Result[Member]:
        before, after = ({"project_ids": ", ".join(each.project_ids)} for each in (held, member))
        entry = audit_entry(
            member.company_id,
            user_id,
            LogEvent.MEMBER_SET,
            f"member:{member.user_id}",
            self._clock.now(),
            before=before,
            after=after,
        )
        written = await self._transactions.transact([self._members.write(member), self._audit.write(entry)])
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.MEMBER_SET, user_id, member.user_id, projects=len(member.project_ids))
        return Result.ok(member.model_copy(update={"version": member.version + 1}))


def _unknown(project_ids: tuple[str, ...], known: set[str]) -> dict[str, str]:
    return {
        f"project_ids.{place}": "there is no such project"
        for place, project_id in enumerate(project_ids)
        if project_id not in known
    }
