"""403s are about the setup in Procore, and the pre-flight check has to say which part (procore.md 1 and 8)."""

import pytest

from fieldledger.clients.procore.setup import SetupProblem, advice, setup_problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("App is not connected to this company.", SetupProblem.APP_NOT_CONNECTED),
        ("You do not have sufficient access to perform this action", SetupProblem.ACCESS_INSUFFICIENT),
        ("The Commitments tool is disabled for this project", SetupProblem.TOOL_DISABLED),
        ("This project is not permitted for the service account", SetupProblem.PROJECT_NOT_PERMITTED),
        ("Missing Procore-Company-Id header! Please add it", SetupProblem.COMPANY_HEADER_MISSING),
        ("Forbidden", SetupProblem.ACCESS_INSUFFICIENT),
        ("No such luck", SetupProblem.UNKNOWN),
        ("", SetupProblem.UNKNOWN),
    ],
)
def test_a_refusal_is_told_by_its_words(text: str, problem: SetupProblem) -> None:
    assert setup_problem(text) is problem


def test_every_problem_has_words_for_a_person() -> None:
    assert len({advice(problem) for problem in SetupProblem}) == len(SetupProblem)
