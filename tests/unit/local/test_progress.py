"""Progress lines say what was done, how it ended and how long it took."""

from io import StringIO

import pytest

from local.progress import Progress


class Ticking:
    """A clock that moves on by two seconds at each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 2
        return self.now


def test_a_step_that_ends_well_is_shown_with_its_seconds() -> None:
    out = StringIO()
    with Progress(out, Ticking()).step("sam build"):
        pass
    assert out.getvalue() == "  ok    sam build (2.0 s)\n"


def test_a_step_that_fails_is_marked_and_the_error_goes_on() -> None:
    out = StringIO()
    with pytest.raises(ValueError, match="why"), Progress(out, Ticking()).step("sam build"):
        raise ValueError("why")
    assert out.getvalue() == "  fail  sam build (2.0 s)\n"
