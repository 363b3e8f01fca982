"""Where a document's note leads: an https address whose host nobody but the company chose."""

import pytest
from pydantic import ValidationError

from fieldledger.domain.company import DocumentMapping


@pytest.mark.parametrize("pattern", ["https://app.procore.com/{project}/project/home", "https://erp.test/{record}"])
def test_addresses_with_the_ids_of_project_and_record(pattern: str) -> None:
    assert DocumentMapping(source_link=pattern).source_link == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "http://app.procore.com/{project}",
        "https://{project}/home",
        "https://app.procore.com/{company}",
        "https://app.procore.com/{project!r}",
        "https://app.procore.com/{",
        "javascript:{record}",
        "",
    ],
)
def test_what_is_no_such_address_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        DocumentMapping(source_link=pattern)
