"""The finder takes a Python 3.13 that runs, wherever it is, and explains itself where there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

FINDER = Path(__file__).parents[3] / "local" / "find_python.sh"
OLD = "#!/bin/sh\nexit 1\n"
SHIM = "#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n"
REAL = f'#!/bin/sh\nexec {sys.executable} "$@"\n'


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine whose PATH holds nothing but `bin` and whose home is empty."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path


def find(machine: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine / "home"), **variables}
    return subprocess.run(["/bin/sh", str(FINDER)], env=environment, capture_output=True, text=True, check=False)


def give_cat(machine: Path) -> None:
    (machine / "bin" / "cat").symlink_to("/bin/cat")


def test_a_python_on_path_is_found(machine: Path) -> None:
    expected = script(machine / "bin" / "python3.13", REAL)
    found = find(machine)
    assert found.returncode == 0
    assert found.stdout.strip() == str(expected)


def test_a_python3_of_the_right_version_is_found_where_python3_13_is_not(machine: Path) -> None:
    expected = script(machine / "bin" / "python3", REAL)
    assert find(machine).stdout.strip() == str(expected)


def test_a_shim_that_starts_nothing_is_passed_over_for_pyenv_s_real_one(machine: Path) -> None:
    script(machine / "bin" / "python3.13", SHIM)
    expected = script(machine / "home" / ".pyenv" / "versions" / "3.13.5" / "bin" / "python", REAL)
    assert find(machine).stdout.strip() == str(expected)


def test_pyenv_is_looked_for_where_pyenv_root_says(machine: Path) -> None:
    expected = script(machine / "elsewhere" / "versions" / "3.13.0" / "bin" / "python", REAL)
    assert find(machine, PYENV_ROOT=str(machine / "elsewhere")).stdout.strip() == str(expected)


def test_uv_is_asked_last(machine: Path) -> None:
    expected = script(machine / "managed" / "python3.13", REAL)
    script(machine / "bin" / "uv", f'#!/bin/sh\n[ "$*" = "python find 3.13" ] && echo {expected}\n')
    assert find(machine).stdout.strip() == str(expected)


def test_an_older_python_is_not_taken_and_the_message_says_what_to_do(machine: Path) -> None:
    give_cat(machine)
    script(machine / "bin" / "python3", OLD)
    found = find(machine)
    assert found.returncode == 1
    assert found.stdout == ""
    assert "needs Python 3.13" in found.stderr
    assert "pyenv install 3.13" in found.stderr


def test_a_python_named_by_the_person_is_taken_before_any_other(machine: Path) -> None:
    script(machine / "bin" / "python3.13", REAL)
    named = script(machine / "mine", REAL)
    assert find(machine, PYTHON=str(named)).stdout.strip() == str(named)


def test_a_named_python_that_does_not_fit_is_an_error_and_no_other_is_taken(machine: Path) -> None:
    script(machine / "bin" / "python3.13", REAL)
    named = script(machine / "mine", OLD)
    found = find(machine, PYTHON=str(named))
    assert found.returncode == 1
    assert str(named) in found.stderr
