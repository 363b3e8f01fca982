"""Which of our resources an event is about, and what has to be read for it."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.services.sync.source import Scope
from fieldledger.services.webhooks.subjects import PROCORE_SUBJECTS, Reach, subject_of
from fieldledger.services.webhooks.targets import Target, run_of, targets_of
from simulators.procore.hook_names import HOOK_NAMES
from tests.builders.webhooks import PROJECT, a_vendor_event

WITHOUT_OURS = {"Standard Cost Codes", "Line Item Types", "Sub Jobs"}


def test_every_resource_that_procore_offers_and_we_bring_has_its_subject() -> None:
    assert set(HOOK_NAMES) - set(PROCORE_SUBJECTS) == WITHOUT_OURS


def test_a_record_is_read_by_itself_in_its_project() -> None:
    event = a_vendor_event(entity="work order contracts", entity_id="77")

    assert _target(event) == Target(SyncResource.PROCORE_COMMITMENTS, Scope(PROJECT), "77")


def test_a_record_of_the_company_is_in_no_project_whatever_the_event_says() -> None:
    assert _target(a_vendor_event(entity="projects", entity_id=PROJECT)).scope is None


def test_a_line_item_stands_for_the_parent_that_the_event_names() -> None:
    event = a_vendor_event(
        entity="purchase order contract line items",
        entity_id="5",
        related=(("projects", "1"), ("purchase order contracts", "88")),
    )

    assert _target(event) == Target(SyncResource.PROCORE_COMMITMENTS, Scope(PROJECT), "88")


@pytest.mark.parametrize("related", [(), (("prime contracts", "88"),)])
def test_a_line_item_without_its_parent_needs_a_run(related: tuple[tuple[str, str], ...]) -> None:
    event = a_vendor_event(entity="direct cost line items", related=related)

    assert _target(event) == run_of(SyncResource.PROCORE_DIRECT_COSTS)


@pytest.mark.parametrize(
    ("entity", "record_id"),
    [
        ("change order packages", "package:1234"),
        ("potential change orders", "potential:1234"),
        ("manpower logs", "manpower_logs:1234"),
    ],
)
def test_where_procore_counts_each_kind_by_itself_the_kind_is_a_part_of_the_id(entity: str, record_id: str) -> None:
    assert _target(a_vendor_event(entity=entity)).record_id == record_id


def test_the_line_of_a_change_order_stands_for_the_potential_change_order_behind_it() -> None:
    line = a_vendor_event(
        entity="potential change order line items", entity_id="5", related=(("potential change orders", "88"),)
    )

    assert _target(line) == Target(SyncResource.PROCORE_CHANGE_ORDERS, Scope(PROJECT), "potential:88")


@pytest.mark.parametrize("entity", ["daily logs", "budget line items", "budget changes", "contract payments"])
def test_what_names_no_record_of_ours_needs_a_run(entity: str) -> None:
    assert _target(a_vendor_event(entity=entity)).is_run


@pytest.mark.parametrize("entity", ["rfis", "Requisitions", "", "project vendors"])
def test_a_resource_that_we_bring_nothing_of_is_unknown(entity: str) -> None:
    assert subject_of(a_vendor_event().model_copy(update={"entity": entity})) is None


def test_a_relay_names_our_own_resources_of_its_vendor() -> None:
    jobs = a_vendor_event(vendor=VendorName.FOUNDATION, entity="jobs", scope_id=None)

    assert _target(jobs) == Target(SyncResource.FOUNDATION_JOBS, None, "1234")
    assert subject_of(jobs.model_copy(update={"vendor": VendorName.RAKEN})) is None


def test_names_that_are_subscribed_to_reach_something() -> None:
    assert {subject.reach for subject in PROCORE_SUBJECTS.values()} == set(Reach)


def _target(event: VendorEvent) -> Target:
    subject = subject_of(event)
    assert subject is not None
    [target] = targets_of([(event, subject)])
    return target
