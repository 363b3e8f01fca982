"""Chromium as the system has it, the functions, and an issuer; a person for each role."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.builders import COMPANY
from tests.operations_page.world import NOW
from tests.support.ports import free_ports
from tests.support.simulator_process import ROOT, running_simulator

ROLES: Final = ("viewer", "accountant", "admin")
NO_CHROMIUM: Final = (
    "NOT TESTED: the operations page needs Chromium. Install it (apt-get install chromium) or name it in CHROMIUM."
)
PATIENCE: Final = 30_000
"""Milliseconds: a busy machine is no reason to fail."""

type SignIn = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip(NO_CHROMIUM)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-proxy-server"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def issuer() -> Iterator[str]:
    users = [{"email": f"{role}@bluestem.example", "role": role, "company_id": COMPANY} for role in ROLES]
    with running_simulator("oidc") as http:
        http.post("/_admin/users", json=users).raise_for_status()
        yield str(http.base_url).rstrip("/")


@pytest.fixture(scope="package")
def address(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API's address; everything at it is as it was before, for what the tests change is of different records."""
    [port] = free_ports(1)
    paths = os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT)])
    quiet = {"POWERTOOLS_LOG_LEVEL": "ERROR", "POWERTOOLS_METRICS_DISABLED": "true", "NO_PROXY": "127.0.0.1"}
    log = tmp_path_factory.mktemp("server") / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.operations_page.server", str(port), issuer],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **quiet},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _ready(f"http://127.0.0.1:{port}", server, log)
    finally:
        server.terminate()
        server.wait()


def _ready(address: str, server: subprocess.Popen[bytes], log: Path) -> str:
    with httpx.Client(trust_env=False) as http:
        for _ in range(1200):
            assert server.poll() is None, log.read_text()
            try:
                if http.get(f"{address}/ops").is_success:
                    return address
            except httpx.TransportError:
                time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, in another zone than the company."""
    context = browser.new_context(timezone_id="Asia/Tokyo", locale="en-US", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that takes place at ``NOW``; whatever it complains of fails the test."""
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(page: Page, address: str) -> SignIn:
    """Signs a person of a role in at the issuer, and goes to a view."""

    def signed_in(role: str, view: str = "overview") -> Page:
        page.goto(f"{address}/ops#/{view}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name=f"{role}@bluestem.example").click()
        page.get_by_role("button", name="Sign out").wait_for()
        settled(page)
        return page

    return signed_in


def settled(page: Page) -> None:
    """Nothing is loading any more."""
    page.locator("main section, main form").first.wait_for()
    expect(page.locator("[aria-busy]")).to_have_count(0, timeout=PATIENCE)
