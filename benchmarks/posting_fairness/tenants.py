"""Customers with books of their own: one with thousands of approved cards, others with ten now and then."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import batched

from benchmarks.kit.crew import DAYS, crew_for, hire, worker
from fieldledger.domain.connection import VendorName
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.approvals import CARDS_PER_REQUEST, ApproveTimeCards
from fieldledger.services.writing import WakeWriter
from fieldledger.wiring.approvals import approvals_over
from tests.builders import (
    ACCOUNTANT,
    COMPANY,
    REGULAR,
    WORK_DATE,
    a_company,
    a_project,
    a_time_card,
    an_entry,
)
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import BACK, World
from tests.integration.flow.simulated_quickbooks import a_customer_row, an_item_row


def small_tenant(number: int) -> str:
    """The company id of a small customer."""
    return f"small-{number}"


def realm_of(company_id: str) -> str:
    """The small customer's books."""
    return f"{books_side.REALM[:-4]}9{company_id.rpartition('-')[2]:>03}"


async def open_small(world: World, company_id: str, cards: int) -> None:
    """The small customer's realm, jobs and workers for so many cards."""
    realm = realm_of(company_id)
    await world.books.admin("realms", {"realm_id": realm, "company_name": company_id})
    for entity, row in (
        ("Customer", a_customer_row("Riverside Clinic 2214")),
        ("Item", an_item_row(REGULAR.service_item)),
    ):
        await world.books.admin(f"realms/{realm}/entities/{entity}", [row])
    store = world.flow.store
    (await DocumentCompanies(store).save(a_company(company_id=company_id, pay_types={"RT": REGULAR}))).unwrap()
    (await DocumentProjects(store).save(a_project(company_id=company_id, project_id="clinic"))).unwrap()
    await hire(world, crew_for(cards), company_id, realm)
    granted = {"client_id": books_side.APP["client_id"], "redirect_uri": BACK, "state": "s", "realm_hint": realm}
    answer = await world.books.http.get("/connect/oauth2", params=granted)
    code = answer.headers["location"].split("code=")[1].split("&")[0]
    connections = world.flow.container().connections
    done = await connections.complete(company_id, "user-admin", VendorName.QUICKBOOKS, realm, code, BACK)
    done.unwrap()


async def approve(world: World, queue: WakeWriter, company_id: str, cards: Iterable[int], approval_id: str) -> None:
    """Cards with these numbers, approved by name: so many at once as a request takes."""
    repository = DocumentTimeCards(world.flow.store)
    approvals = approvals_over(world.flow.store, queue, world.flow.clock)
    for place, numbers in enumerate(batched(cards, CARDS_PER_REQUEST, strict=False)):
        for number in numbers:
            (await repository.save(a_card(company_id, number))).unwrap()
        request = ApproveTimeCards(
            company_id=company_id,
            user_id=ACCOUNTANT,
            approval_id=f"{approval_id}-{place}",
            first_day=WORK_DATE - timedelta(days=DAYS),
            last_day=WORK_DATE,
            time_card_ids=tuple(card_id(number) for number in numbers),
        )
        done = (await approvals.approve(request)).unwrap()
        assert not done.remaining
        assert not done.skipped, done.skipped[:3]


def card_id(number: int) -> str:
    """The id of the card with this number."""
    return f"c-{number:05}"


def a_card(company_id: str, number: int) -> TimeCard:
    """The card with this number: eight hours of one worker's day."""
    return a_time_card(
        company_id=company_id,
        time_card_id=card_id(number),
        content_hash=f"hash-{number}",
        work_date=WORK_DATE - timedelta(days=number % DAYS),
        employee_id=worker(number // DAYS),
        project_id="clinic",
        entries=[an_entry("8", pay_type="RT")],
    )


async def posted_of(world: World, company_id: str) -> list[Posting]:
    """What is in the books by our own records."""
    page = await DocumentPostings(world.flow.store).by_state(company_id, PostingState.POSTED, 1000)
    return list(page.unwrap().items)


async def drained(world: World) -> bool:
    """Whether nothing of the large customer waits any more."""
    page = await DocumentPostings(world.flow.store).by_state(COMPANY, PostingState.PENDING, 1)
    return not page.unwrap().items
