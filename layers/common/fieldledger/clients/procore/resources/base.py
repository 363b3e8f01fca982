"""What all resources share."""

from collections.abc import Sequence

from fieldledger.clients.procore.body import Body, ProcoreWrite
from fieldledger.clients.procore.filters import Params
from fieldledger.clients.procore.requester import Requester


class Resource:
    """A group of calls. Every method's ``company_id`` is ours; ids of Procore's records are text."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester


def wrapped(name: str, record: ProcoreWrite, **frame: object) -> Body:
    """v1 wants the record under its singular name, with the ids of its surroundings beside it."""
    return {**frame, name: record.fields()}


def listed(records: Sequence[ProcoreWrite]) -> list[dict[str, object]]:
    """Records as the elements of a body's list."""
    return [record.fields() for record in records]


def in_project(project_id: str, **more: str) -> Params:
    """The project as a parameter, as older v1 lists want it."""
    return {"project_id": project_id, **more}
