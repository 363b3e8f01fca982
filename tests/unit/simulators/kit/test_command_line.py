"""The command line that serves a simulator."""

import pytest

from simulators.__main__ import OFFERINGS, default_port, main


def test_help_lists_every_simulator(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    printed = capsys.readouterr().out
    assert stopped.value.code == 0
    assert all(f"  {name}" in printed for name in OFFERINGS)


def test_an_unknown_simulator_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["sage"])
    assert stopped.value.code == 2
    assert "sage" in capsys.readouterr().err


def test_the_environment_sets_the_default_port() -> None:
    assert default_port("raken", {}) == 4601
    assert default_port("raken", {"FIELDLEDGER_RAKEN_PORT": "7001"}) == 7001
