"""The check of a Procore connection: which step of the setup is missing, in words for whoever can mend it."""

from collections.abc import Mapping

import httpx
import pytest

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.domain.connection import VendorName
from fieldledger.domain.preflight import CheckItem, Finding
from fieldledger.services.connecting.procore_checks import ProcoreChecks
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import ScriptedVendor, a_stored_connection, a_token_answer, an_access

ACCOUNT = "9341453000000001"
ME = httpx.Response(200, json={"id": 7, "name": "Fieldledger DMSA", "login": "dmsa@fieldledger.example"})
INSTALLED = httpx.Response(200, json=[{"id": int(ACCOUNT), "name": "Bluestem Builders"}])
PROJECTS = httpx.Response(200, json=[{"id": 1, "name": "Clinic", "active": True, "company": {"id": 9, "name": "B"}}])
NOTHING = httpx.Response(200, json=[])


class Procore(ScriptedVendor):
    """Answers by the end of the path; what is not laid out is an empty list."""

    def __init__(self, **answers: httpx.Response) -> None:
        super().__init__(NOTHING)
        self._answers = {"me": ME, "companies": INSTALLED, "projects": PROJECTS} | answers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer laid out for the path."""
        answer = self._answers.get(request.url.path.rsplit("/", maxsplit=1)[-1], NOTHING)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


async def _items(procore: Procore) -> Mapping[str, CheckItem]:
    store, clock = InMemoryDocumentStore(), FakeClock()
    await a_stored_connection(store, VendorName.PROCORE)
    access = an_access(store, clock, procore, ScriptedVendor(a_token_answer()), procore_windows(3600, 25))
    checks = ProcoreChecks(ProcoreApi(ProcoreClient(access, "https://procore.test")))
    return {item.name: item for item in await checks.items(COMPANY, ACCOUNT)}


async def test_a_whole_setup_is_ready() -> None:
    items = await _items(Procore())
    assert {item.finding for item in items.values()} == {Finding.OK}
    assert "project Clinic: direct costs" in items
    assert "Fieldledger DMSA" in items["token"].message


async def test_an_app_that_is_not_installed_is_said_and_nothing_else_is_asked() -> None:
    items = await _items(Procore(companies=httpx.Response(200, json=[{"id": 1, "name": "Other"}])))
    assert items["installation"].finding is Finding.MISSING
    assert "not installed" in items["installation"].message
    assert set(items) == {"token", "installation"}


async def test_no_permitted_project_is_said() -> None:
    items = await _items(Procore(projects=NOTHING))
    assert items["projects"].finding is Finding.MISSING
    assert "permitted projects" in items["projects"].message


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("This tool is disabled", "switched off"),
        ("App is not connected to this company.", "not installed"),
        ("You do not have sufficient access to this page.", "permission template"),
    ],
)
async def test_a_tool_that_is_refused_names_what_to_switch_on_with_procores_words(words: str, advice: str) -> None:
    refused = httpx.Response(403, json={"errors": [words]})
    items = await _items(Procore(requisitions=refused))
    item = items["project Clinic: subcontractor invoices"]
    assert (item.finding, item.code) == (Finding.MISSING, "VENDOR_SETUP_INCOMPLETE")
    assert advice in item.message
    assert words in item.message
    assert items["project Clinic: commitments"].finding is Finding.OK


async def test_a_vendor_that_is_down_is_no_missing_setup() -> None:
    items = await _items(Procore(vendors=httpx.Response(503)))
    assert items["vendors"].finding is Finding.UNKNOWN
