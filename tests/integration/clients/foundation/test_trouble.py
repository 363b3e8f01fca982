"""Lost answers, closed doors, throttles."""

from datetime import timedelta
from typing import Any

import pytest

from fieldledger.clients.foundation.capabilities import Access, Capability
from fieldledger.clients.foundation.look_ups import ApInvoiceKey, TimeCardKey
from fieldledger.clients.foundation.models import Job
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.foundation.office import Office


async def test_a_card_whose_answer_was_lost_is_found_by_its_natural_key(office: Office) -> None:
    card = await office.a_card()
    await office.admin("POST", "/faults", {"kind": "commit_then_drop", "method": "POST", "path": "/foundation/"})
    lost = await office.client.post_time_card(COMPANY, card)
    assert outcome_of(lost) is CallOutcome.UNKNOWN
    assert len(await office.in_books("timecards")) == 1
    [found] = (await office.client.find_time_card(COMPANY, TimeCardKey.of(card))).unwrap()
    assert found.hours == card.hours


async def test_a_card_that_never_arrived_is_not_found(office: Office) -> None:
    card = await office.a_card()
    await office.admin("POST", "/faults", {"kind": "drop_before", "method": "POST", "path": "/foundation/"})
    lost = await office.client.post_time_card(COMPANY, card)
    assert outcome_of(lost) is CallOutcome.UNKNOWN
    assert (await office.client.find_time_card(COMPANY, TimeCardKey.of(card))).unwrap() == ()


async def test_an_invoice_whose_answer_was_lost_is_found_and_not_made_twice(office: Office) -> None:
    invoice = await office.an_invoice()
    await office.admin("POST", "/faults", {"kind": "commit_then_drop", "method": "POST", "path": "/foundation/"})
    assert outcome_of(await office.client.post_ap_invoice(COMPANY, invoice)) is CallOutcome.UNKNOWN
    [found] = (await office.client.find_ap_invoice(COMPANY, ApInvoiceKey.of(invoice))).unwrap()
    assert found.posted is False
    assert (await office.client.post_ap_invoice(COMPANY, invoice)).error_code == ErrorCode.BOOKS_DUPLICATE


async def test_a_broken_answer_to_a_write_has_to_be_settled(office: Office) -> None:
    await office.admin("POST", "/faults", {"kind": "wrong_json", "method": "POST", "path": "/foundation/"})
    broken = await office.client.post_ap_invoice(COMPANY, await office.an_invoice())
    assert broken.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert outcome_of(broken) is CallOutcome.UNKNOWN


async def test_a_read_survives_a_passing_failure(office: Office) -> None:
    await office.admin("POST", "/faults", {"kind": "drop_before", "method": "GET", "path": "/foundation/"})
    assert (await office.client.page(COMPANY, Job)).success


async def test_a_token_that_ends_early_is_replaced_within_the_call(office: Office) -> None:
    assert (await office.client.page(COMPANY, Job)).success
    await office.admin("DELETE", "/tokens")
    assert (await office.client.post_time_card(COMPANY, await office.a_card())).success
    assert len(await office.in_books("timecards")) == 1


async def test_the_vendors_throttle_closes_the_account_until_its_time(office: Office) -> None:
    await office.admin("POST", "/faults", {"kind": "throttle", "path": "/foundation/"})
    throttled = await office.client.page(COMPANY, Job)
    assert throttled.error_code == ErrorCode.VENDOR_THROTTLED
    assert throttled.retry_at == office.clock.now() + timedelta(seconds=30)
    assert (await office.client.page(COMPANY, Job)).error_code == ErrorCode.BUDGET_EXHAUSTED
    office.clock.advance(31)
    assert (await office.client.page(COMPANY, Job)).success


@pytest.mark.parametrize(
    ("fault", "access"),
    [
        ({"kind": "unauthorized", "count": 2}, Access.TOKEN_REFUSED),
        ({"kind": "unauthorized", "count": 100, "code": "key"}, Access.KEY_REFUSED),
        ({"kind": "throttle"}, Access.THROTTLED),
        ({"kind": "forbidden", "code": "quota"}, Access.THROTTLED),
    ],
)
async def test_the_probe_tells_key_token_and_throttle_apart(
    office: Office, fault: dict[str, Any], access: Access
) -> None:
    await office.admin("POST", "/faults", fault | {"path": "/foundation/"})
    found = await office.client.capabilities(COMPANY)
    assert found.access is access
    assert set(found.resources.values()) == {Capability.UNKNOWN}


async def test_the_key_of_the_other_environment_opens_nothing(office: Office) -> None:
    office.key = "production-primary-key"
    assert (await office.client.capabilities(COMPANY)).access is Access.KEY_REFUSED
    office.key = "sandbox-secondary-key"
    assert (await office.client.capabilities(COMPANY)).access is Access.OPEN
