"""Something of everything, so that answers hold more than empty lists. Ids are those of the sample events."""

import json
from pathlib import Path
from typing import Final

from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.runtime.event_loop import run
from tests.builders import a_company, a_posting, a_project, a_time_card, an_employee, an_exception
from tests.fakes.documents import InMemoryDocumentStore

_EVENTS: Final = Path(__file__).parents[2] / "events"


def fill(store: InMemoryDocumentStore) -> None:
    """One company with a job, a worker, cards, a posting and an exception."""
    project = a_project(project_id=_last_step("get_project"))
    employee = an_employee()
    cards = [a_time_card(time_card_id=f"card-{place}", project_id=project.project_id) for place in range(3)]
    run(DocumentCompanies(store).save(a_company())).unwrap()
    run(DocumentProjects(store).save(project)).unwrap()
    run(DocumentEmployees(store).save(employee)).unwrap()
    for card in cards:
        run(DocumentTimeCards(store).save(card)).unwrap()
    writes = [
        DocumentPostings(store).write(a_posting().model_copy(update={"posting_id": _last_step("get_posting")})),
        DocumentExceptions(store).write(an_exception()),
    ]
    run(store.transact(writes)).unwrap()


def _last_step(sample: str) -> str:
    """The id at the end of a sample's address."""
    event: dict[str, str] = json.loads((_EVENTS / f"{sample}.json").read_text(encoding="utf-8"))
    return event["rawPath"].rpartition("/")[2]
