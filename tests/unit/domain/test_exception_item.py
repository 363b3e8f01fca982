"""What an item of the inbox tells about itself."""

from datetime import timedelta

from fieldledger.domain.exception_item import MAPPING_VERSION, ExceptionItem, ExceptionState
from tests.builders import APPROVED_AT, an_exception

LATER = APPROVED_AT + timedelta(hours=3)


def test_an_open_item_was_not_resolved_at_any_time() -> None:
    assert an_exception(last_seen_at=LATER).resolved_at is None


def test_a_closed_item_knows_when() -> None:
    assert an_exception(state=ExceptionState.RESOLVED, last_seen_at=LATER).resolved_at == LATER


def test_the_mapping_version_is_there_if_a_mapping_was_used() -> None:
    assert an_exception().mapping_version is None
    assert an_exception(details={MAPPING_VERSION: "link 3"}).mapping_version == "link 3"


def test_what_an_item_derives_is_not_stored() -> None:
    item = an_exception(state=ExceptionState.RESOLVED, details={MAPPING_VERSION: "link 3"})
    assert ExceptionItem.model_validate_json(item.model_dump_json()) == item
    assert "resolved_at" not in item.model_dump()
