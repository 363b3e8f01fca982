"""What a function needs before its first invocation: its environment, and no more imports than it uses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.functions.environment import ENVIRONMENT
from tests.unit.template.sam_template import variables

REPOSITORY = Path(__file__).parents[3]
LAYER = REPOSITORY / "layers" / "common"
FOLDERS = sorted(
    str(path.parent.relative_to(REPOSITORY / "functions")) for path in REPOSITORY.glob("functions/*/*/app.py")
)
# These ask vendors, some of them while a person waits. Slices of syncs make a vendor's client when they first need it.
_ASK_VENDORS = {
    "api/check_connection",
    "api/begin_sign_in",
    "api/complete_sign_in",
    "api/connect_app",
    "api/disconnect",
    # QuickBooks is compared with what was posted.
    "api/compare_books",
    # A job's costs are brought to Procore.
    "api/push_actuals",
    # A month of daily reports that nobody ever read is fetched.
    "api/list_daily_reports",
    "api/get_daily_report",
    "schedules/check_books",
    "schedules/keep_tokens_alive",
    "schedules/nightly_actuals",
    "schedules/procore_hooks",
    "workers/foundation_postings",
    "workers/quickbooks_events",
    "workers/quickbooks_postings",
    "workers/vendor_events",
}
# What costs a cold start more than a hundredth of it. The frameworks describe the API and are in no function.
_HEAVY = (
    "PIL",
    "boto3",
    "botocore.compat",
    "fastapi",
    "httpx",
    "mangum",
    "opentelemetry",
    "pydantic_settings",
    "pynamodb",
    "reportlab",
    "starlette",
)

# What these imported once, and need for nothing.
_NEEDLESS = {
    "schedules/sweep_postings": ("anyio", "fieldledger.services.approvals", "fieldledger.domain.company"),
    "schedules/start_syncs": ("anyio", "fieldledger.services.approvals"),
    "workers/quickbooks_postings": (
        "fieldledger.clients.raken",
        "fieldledger.clients.foundation",
        "fieldledger.clients.procore",
        "fieldledger.services.posting.books_events",
    ),
}


_IMPORTS = (
    f"import sys, app; print(*(name for name in {_HEAVY!r} if name in sys.modules), callable(app.lambda_handler))"
)
_SETTINGS = """
from fieldledger import settings
read, load = set(), settings.load
settings.load = lambda kind: read.update(kind.model_fields) or load(kind)
import app
print(*read)
"""


def start(
    folder: str, code: str = _IMPORTS, *, without: str | None = None, **changed: str
) -> subprocess.CompletedProcess[str]:
    """Import ``functions/<folder>/app.py`` in a process of its own, as Lambda does; prints its heavy imports."""
    environment = {name: value for name, value in (ENVIRONMENT | changed).items() if name != without}
    environment |= {"PATH": os.environ["PATH"], "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    environment["PYTHONPATH"] = os.pathsep.join([str(LAYER), str(REPOSITORY / "functions" / folder)])
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_function_starts_and_imports_no_more_than_its_budget(folder: str) -> None:
    kind = folder.split("/", maxsplit=1)[0]
    started = start(folder)
    assert started.returncode == 0, started.stderr
    *heavy, has_handler = started.stdout.split()

    if folder == "api/fallback" or kind == "webhooks":
        budget = set()
    else:
        budget = {"botocore.compat", "pynamodb"} | ({"httpx"} if folder in _ASK_VENDORS else set())
    assert set(heavy) <= budget
    assert has_handler == "True"


@pytest.mark.parametrize(("folder", "needless"), _NEEDLESS.items())
def test_a_function_does_not_import_what_it_never_needs(folder: str, needless: tuple[str, ...]) -> None:
    started = start(folder, f"import sys, app; print(*(name for name in {needless!r} if name in sys.modules))")

    assert (started.returncode, started.stdout.split()) == (0, []), started.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_function_reads_every_variable_that_the_template_tells_it(folder: str) -> None:
    """A table that a function is told of and does not read is missing when it is first written to."""
    told = {name for name in variables(folder.split("/")[1]) if not name.startswith("POWERTOOLS_")}
    started = start(folder, _SETTINGS)
    assert told - set(started.stdout.upper().split()) == set(), started.stderr


@pytest.mark.parametrize(
    ("folder", "variable"),
    [
        ("webhooks/quickbooks", "QUICKBOOKS_EVENTS_QUEUE_URL"),
        ("webhooks/quickbooks", "QUICKBOOKS_SECRET_ID"),
        ("api/list_projects", "RECORDS_TABLE"),
        ("api/approve_time_cards", "AUDIT_TABLE"),
        ("api/fallback", "STAGE"),
    ],
)
def test_a_missing_variable_fails_the_cold_start_and_is_named(folder: str, variable: str) -> None:
    started = start(folder, without=variable)

    assert started.returncode != 0
    assert f"SettingsError: environment of this function: {variable} (" in started.stderr


def test_a_malformed_variable_fails_the_cold_start_and_its_value_is_not_shown() -> None:
    started = start("webhooks/quickbooks", QUICKBOOKS_EVENTS_QUEUE_URL="not-an-address-4711")

    assert started.returncode != 0
    assert "QUICKBOOKS_EVENTS_QUEUE_URL" in started.stderr
    assert "4711" not in started.stderr
