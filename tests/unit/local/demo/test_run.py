"""What `make demo` ends with: 0 only if the books hold what was approved."""

from io import StringIO
from pathlib import Path

import pytest

from local import demo
from local.demo.comparison import Comparison
from local.demo.money import compare_documents
from local.demo.page import verdict
from local.demo.report import differences
from local.progress import Progress
from local.settings import LocalSettings
from tests.unit.local.demo.test_money import RETAINAGE, Row, a_bill, an_invoice


class AStack:
    """Says whether it is up."""

    def __init__(self, *_: object) -> None:
        self.is_up = False

    def up(self) -> "AState":
        self.is_up = True
        return AState()

    def down(self) -> None:
        self.is_up = False


class AState:
    """What is said at the end."""

    api_url = "http://127.0.0.1/v1"


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> AStack:
    made = AStack()
    monkeypatch.setattr(demo, "Stack", lambda *_: made)
    return made


def _run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *bills: Row, once: bool = True) -> tuple[int, str]:
    """One approved invoice, and what the books hold of it."""
    found = compare_documents([an_invoice()], bills, RETAINAGE)
    monkeypatch.setattr(demo, "tell_the_month", lambda *_: differences(Comparison(), [found]))
    told = StringIO()
    settings = LocalSettings.from_environment({"FIELDLEDGER_STATE_DIR": str(tmp_path)})
    return demo.run(settings, Progress(told), once), told.getvalue()


def test_books_that_agree_end_with_0(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stack: AStack) -> None:
    code, told = _run(monkeypatch, tmp_path, a_bill())
    assert (code, stack.is_up) == (0, False)
    assert verdict([]) in told


@pytest.mark.parametrize(
    "bills",
    [
        pytest.param([a_bill() | {"TotalAmt": "9000.01"}], id="a cent more"),
        pytest.param([], id="missing"),
        pytest.param([a_bill(), a_bill(id_="8")], id="twice"),
        pytest.param([a_bill(), a_bill("bb02", id_="8")], id="unasked"),
    ],
)
def test_books_that_were_tampered_with_do_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stack: AStack, bills: list[Row]
) -> None:
    code, told = _run(monkeypatch, tmp_path, *bills)
    assert (code, stack.is_up) == (1, False)
    assert verdict(["something"]) in told


def test_without_once_the_stack_stays_up_and_says_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stack: AStack
) -> None:
    _, told = _run(monkeypatch, tmp_path, a_bill(), once=False)
    assert stack.is_up
    assert AState.api_url in told
