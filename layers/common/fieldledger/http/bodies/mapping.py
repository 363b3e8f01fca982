"""A mapping table as a person wants it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from fieldledger.domain.mapping_table import MOST_ROWS, MappingKind, row_faults
from fieldledger.domain.posting import Target
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import PlainText
from fieldledger.http.principal import Principal
from fieldledger.result import ErrorCode, Result
from fieldledger.services.mappings.tables import Replacement

# Codes and values are kept as they are written: FOUNDATION tells "01-010" from "01-010 ".
_Text = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class MappingBody(Body):
    """All rows of the table, by the jobsite's code; ``version`` is the one that the person saw."""

    rows: dict[_Text, dict[_Text, _Text]] = Field(max_length=MOST_ROWS)
    version: int = Field(ge=0)
    reason: PlainText

    def replacement(self, caller: Principal, books: Target, kind: MappingKind) -> Result[Replacement]:
        """What the caller wants; ``VALIDATION_FAILED`` names each row that the books could not hold."""
        faults = [
            {"field": f"body.rows.{code}", "problem": problem}
            for code, row in self.rows.items()
            for problem in row_faults(books, kind, row)
        ]
        if faults:
            return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": faults})
        return Result.ok(Replacement(caller.company_id, books, kind, self.rows, self.version, self.reason))
