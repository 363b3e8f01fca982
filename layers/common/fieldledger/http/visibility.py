"""Which jobs a caller sees: project managers theirs, everybody else all of the company."""

from typing import Annotated, cast

from fieldledger.domain.visibility import EVERY_PROJECT, VisibleProjects
from fieldledger.http.declarations import Depends
from fieldledger.http.principal import Caller, Principal
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.roles import Role
from fieldledger.repositories.members import Members


async def visible_projects(request: Request, caller: Caller) -> VisibleProjects:
    """Costs a read for project managers only. The app must have been made with ``members``."""
    if caller.role is not Role.PROJECT_MANAGER:
        return EVERY_PROJECT
    members = cast("Members", request.surroundings.members)
    member = required(await members.find(caller.company_id, caller.user_id))
    return VisibleProjects(frozenset(() if member is None else member.project_ids))


Visible = Annotated[VisibleProjects, Depends(visible_projects)]


def seen_by(caller: Principal, visible: VisibleProjects) -> str | None:
    """Binds a list's cursor to a caller who sees a part of it."""
    return None if visible.project_ids is None else caller.user_id
