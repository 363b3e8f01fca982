"""What a 403 of Procore is about: rights are set up in Procore by people, never by scopes of the token (procore.md 1).

Procore calls 403 its most frequent error. Its texts are not documented, so the classes here rest on the few texts that
were seen; what none of them fits is ``UNKNOWN`` and shows Procore's own words.
"""

from enum import StrEnum
from typing import Final


class SetupProblem(StrEnum):
    """Which step of the setup is missing; in ``details["setup"]`` of a refused call."""

    APP_NOT_CONNECTED = "app_not_connected"
    PROJECT_NOT_PERMITTED = "project_not_permitted"
    TOOL_DISABLED = "tool_disabled"
    ACCESS_INSUFFICIENT = "access_insufficient"
    COMPANY_HEADER_MISSING = "company_header_missing"
    UNKNOWN = "unknown"


_SIGNS: Final[tuple[tuple[SetupProblem, tuple[str, ...]], ...]] = (
    (SetupProblem.COMPANY_HEADER_MISSING, ("procore-company-id",)),
    (SetupProblem.APP_NOT_CONNECTED, ("app is not connected", "app is not installed", "not connected to this company")),
    (
        SetupProblem.PROJECT_NOT_PERMITTED,
        ("permitted project", "project is not permitted", "not permitted for this project", "not permitted to access"),
    ),
    (SetupProblem.TOOL_DISABLED, ("tool is disabled", "tool is not enabled", "tool is not active", "tool disabled")),
    (
        SetupProblem.ACCESS_INSUFFICIENT,
        ("sufficient access", "permission", "not authorized", "forbidden", "beta", "access denied"),
    ),
)

_ADVICE: Final = {
    SetupProblem.APP_NOT_CONNECTED: "the app is not installed in this Procore company",
    SetupProblem.PROJECT_NOT_PERMITTED: "the project is not on the app's list of permitted projects in Procore",
    SetupProblem.TOOL_DISABLED: "the tool is switched off for this project in Procore",
    SetupProblem.ACCESS_INSUFFICIENT: "the app's permission template in Procore does not allow this, "
    "or the tool is switched off for the project",
    SetupProblem.COMPANY_HEADER_MISSING: "the request named no Procore company",
    SetupProblem.UNKNOWN: "Procore denies access",
}


def setup_problem(text: str) -> SetupProblem:
    """The problem that ``text``, the message of a refusal, speaks of."""
    lowered = text.lower()
    for problem, signs in _SIGNS:
        if any(sign in lowered for sign in signs):
            return problem
    return SetupProblem.UNKNOWN


def advice(problem: SetupProblem) -> str:
    """What is missing, for a person who can change it."""
    return _ADVICE[problem]
