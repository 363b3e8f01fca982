"""Where people find an invoice's record at its source."""

from string import Formatter
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from fieldledger.domain.attachment import attachment

PROJECT_HOME: Final = "https://app.procore.com/{project}/project/home"
"""The project's page: pages of single invoices have addresses that are not known (docs/vendors/procore.md 6)."""
_PARTS: Final = frozenset({"project", "record"})


def _checked(pattern: str) -> str:
    try:
        pieces = list(Formatter().parse(pattern))
    except ValueError as malformed:
        raise ValueError("a brace stands alone") from malformed
    if any(conversion or spec for _, _, spec, conversion in pieces):
        raise ValueError("parts are {project}, {record}")
    if not {name for _, name, _, _ in pieces if name is not None} <= _PARTS:
        raise ValueError("parts are {project}, {record}")
    host = pattern.removeprefix("https://").partition("/")[0]
    if "{" in host or attachment("", pattern.format(project="1", record="1")).url is None:
        raise ValueError("an https address whose host is fixed")
    return pattern


SourceLink = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_checked)]
"""An https address with ``{project}`` and ``{record}``, the source's ids."""
