"""Hooks, triggers and deliveries in both versions (procore.md 5)."""

import json
from typing import Any

import pytest

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.models.webhooks import HookWrite, TriggerWrite
from fieldledger.clients.procore.resources.webhooks import Scope
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.procore.bench import ACCOUNT, NotingRequester

HOOK = HookWrite(namespace="fieldledger", destination_url="https://hooks.test/procore", authorization="Bearer s3cret")
TRIGGERS = [TriggerWrite(resource_name="Direct Costs", event_type="update")]
V1 = "/rest/v1.0/webhooks"
V2 = "/rest/v2.0/companies/{account}/webhooks"
PROJECT = Scope("7")


def _asked(content: object) -> tuple[ProcoreApi, NotingRequester]:
    requester = NotingRequester(json.dumps(content).encode())
    return ProcoreApi(requester), requester


async def test_a_hook_carries_the_secret_that_proves_its_deliveries() -> None:
    api, requester = _asked({"id": 5, "namespace": "fieldledger", "destination_headers": {"Authorization": "***cret"}})
    hook = (await api.webhooks.create_hook(COMPANY, HOOK)).unwrap()
    assert hook.id == "5"
    [sent] = requester.sent
    assert (sent.path, sent.safe) == (f"{V1}/hooks", False)
    assert sent.body == {
        "company_id": int(ACCOUNT),
        "hook": {
            "api_version": "v2",
            "namespace": "fieldledger",
            "destination_url": "https://hooks.test/procore",
            "destination_headers": {"Authorization": "Bearer s3cret"},
        },
    }


async def test_a_hook_of_a_project_names_only_the_project() -> None:
    api, requester = _asked({"id": 5})
    (await api.webhooks.create_hook(COMPANY, HOOK, PROJECT)).unwrap()
    await api.webhooks.hooks(COMPANY, PROJECT)
    created, listed = requester.sent
    assert (created.body["project_id"], "company_id" in created.body) == (7, False)
    assert listed.params == {"project_id": "7"}


async def test_a_bulk_call_may_succeed_in_part() -> None:
    failed = {"code": 422, "message": "unknown resource", "trigger": {"resource_name": "Requisitions"}}
    api, requester = _asked({"success": [{"id": 1, "resource_name": "Direct Costs"}], "failed": [failed]})
    triggers = (await api.webhooks.create_triggers(COMPANY, "5", TRIGGERS)).unwrap()
    assert [row.id for row in triggers.created.good] == ["1"]
    assert [row.message for row in triggers.refused.good] == ["unknown resource"]
    [sent] = requester.sent
    assert sent.path == f"{V1}/hooks/5/triggers/bulk"
    assert sent.body == {
        "company_id": int(ACCOUNT),
        "api_version": "v2",
        "triggers": [{"resource_name": "Direct Costs", "event_type": "update"}],
    }


@pytest.mark.parametrize("content", [[], {}, {"success": None}])
async def test_a_bulk_answer_without_lists_is_unreadable(content: object) -> None:
    api, _ = _asked(content)
    failed = await api.webhooks.create_triggers(COMPANY, "5", TRIGGERS)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_more_than_500_triggers_are_a_bug() -> None:
    api, _ = _asked({})
    with pytest.raises(ValueError, match="500"):
        await api.webhooks.create_triggers(COMPANY, "5", TRIGGERS * 501)
    with pytest.raises(ValueError, match="500"):
        await api.webhooks_v2.create_triggers(COMPANY, "5", TRIGGERS * 501)


def _a_delivery(number: int) -> dict[str, Any]:
    return {"event_id": number, "outcome": "failed", "event": {"resource_id": 9}, "response_status": 500}


async def test_deliveries_go_on_after_the_last_event() -> None:
    api, requester = _asked([_a_delivery(number) for number in range(100)])
    page = (await api.webhooks.deliveries(COMPANY, "5", "77", "failing")).unwrap()
    assert page.next_start == "99"
    [sent] = requester.sent
    assert sent.params == {
        "company_id": "{account}",
        "page_size": "100",
        "filters[status]": "failing",
        "page_start": "77",
    }


async def test_a_short_page_of_deliveries_is_the_last() -> None:
    api, requester = _asked([_a_delivery(1)])
    assert (await api.webhooks.deliveries(COMPANY, "5")).unwrap().next_start is None
    assert "page_start" not in requester.sent[0].params


async def test_hooks_are_changed_and_deleted_where_they_live() -> None:
    api, requester = _asked({"id": 5})
    (await api.webhooks.update_hook(COMPANY, "5", HOOK)).unwrap()
    (await api.webhooks.delete_hook(COMPANY, "5", PROJECT)).unwrap()
    changed, deleted = requester.sent
    assert (changed.method, changed.path, changed.safe) == ("PATCH", f"{V1}/hooks/5", True)
    assert (deleted.method, deleted.path, deleted.params) == ("DELETE", f"{V1}/hooks/5", {"project_id": "7"})


async def test_triggers_and_resources_are_listed_at_once() -> None:
    api, requester = _asked([{"id": 1, "event_type": "UPDATE"}])
    assert (await api.webhooks.triggers(COMPANY, "5")).unwrap().good[0].event_type == "UPDATE"
    (await api.webhooks.resources(COMPANY)).unwrap()
    assert [sent.path for sent in requester.sent] == [f"{V1}/hooks/5/triggers", f"{V1}/resources"]


async def test_v2_tells_whether_a_hook_is_disabled() -> None:
    api, requester = _asked({"data": [{"id": "5", "status": "disabled", "trigger_count": 12}]})
    [hook] = (await api.webhooks_v2.hooks(COMPANY)).unwrap().rows.good
    assert (hook.status, hook.trigger_count) == ("disabled", 12)
    assert requester.sent[0].path == f"{V2}/hooks"


async def test_v2_takes_a_disabled_hook_into_service_again() -> None:
    api, requester = _asked({"data": {"id": "5", "status": "active"}})
    assert (await api.webhooks_v2.enable_hook(COMPANY, "5", PROJECT)).unwrap().status == "active"
    [sent] = requester.sent
    assert sent.path == "/rest/v2.0/companies/{account}/projects/7/webhooks/hooks/5"
    assert sent.body == {"status": "active"}


async def test_v2_bodies_are_unwrapped_and_triggers_a_bare_list() -> None:
    api, requester = _asked({"data": [{"id": "1"}]})
    (await api.webhooks_v2.create_triggers(COMPANY, "5", TRIGGERS)).unwrap()
    await api.webhooks_v2.create_hook(COMPANY, HOOK)
    bulk, hook = requester.sent
    assert bulk.body == [{"resource_name": "Direct Costs", "event_type": "update"}]
    assert (hook.body["payload_version"], hook.body["namespace"]) == ("v2.0", "fieldledger")


async def test_v2_lists_what_became_of_deliveries() -> None:
    api, requester = _asked({"data": [{"id": "a", "status": "discarded", "delivery_attempts": [{"status": 500}]}]})
    [delivery] = (await api.webhooks_v2.deliveries(COMPANY, "5", "discarded")).unwrap().rows.good
    assert delivery.status == "discarded"
    assert requester.sent[0].params == {"filter[status]": "discarded", "page": "1", "per_page": "100"}


async def test_v2_lists_triggers_and_resources_and_deletes_hooks() -> None:
    api, requester = _asked({"data": []})
    (await api.webhooks_v2.triggers(COMPANY, "5")).unwrap()
    (await api.webhooks_v2.resources(COMPANY)).unwrap()
    (await api.webhooks_v2.delete_hook(COMPANY, "5")).unwrap()
    paths = [(sent.method, sent.path) for sent in requester.sent]
    assert paths == [("GET", f"{V2}/hooks/5/triggers"), ("GET", f"{V2}/resources"), ("DELETE", f"{V2}/hooks/5")]
    assert requester.sent[1].params["payload_version"] == "v2.0"


async def test_one_list_of_a_bulk_answer_is_enough() -> None:
    for content in ({"success": [{"id": 1}]}, {"failed": [{"code": 422}]}):
        api, _ = _asked(content)
        assert (await api.webhooks.create_triggers(COMPANY, "5", TRIGGERS * 500)).success


async def test_deleting_a_hook_twice_does_no_harm() -> None:
    api, requester = _asked({})
    await api.webhooks.delete_hook(COMPANY, "5")
    await api.webhooks_v2.delete_hook(COMPANY, "5")
    assert [sent.safe for sent in requester.sent] == [True, True]
