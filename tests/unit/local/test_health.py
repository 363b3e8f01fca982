"""Waiting for a service ends with its answer, or with the end of its log."""

from pathlib import Path

import pytest

from local.errors import LocalStackError
from local.health import wait_until_healthy


def wait(log: Path, *, check: list[bool], alive: bool = True) -> int:
    """Wait with canned health answers; return how many were asked for."""
    left = list(check)
    wait_until_healthy(
        "raken",
        "http://x",
        alive=lambda: alive,
        log=log,
        seconds=1,
        check=lambda _: left.pop(0) if left else False,
        sleep=lambda _: None,
    )
    return len(check) - len(left)


def test_waiting_ends_with_the_first_good_answer(tmp_path: Path) -> None:
    assert wait(tmp_path / "log", check=[False, False, True, True]) == 3


def test_a_service_that_ended_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(["early", *["line"] * 20, "ImportError: no module"]))
    with pytest.raises(LocalStackError, match="raken ended while starting") as caught:
        wait(log, check=[False], alive=False)
    assert "ImportError: no module" in str(caught.value)
    assert "early" not in str(caught.value)


def test_a_silent_service_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="did not answer at http://x within 1 s"):
        wait(tmp_path / "log", check=[])
