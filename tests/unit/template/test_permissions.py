"""What each function may do, and to what."""

import pytest

from .sam_template import functions, granted, items, section, statements, targets

READ = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
READERS = (
    "list_projects",
    "get_project",
    "get_job_cost",
    "list_reconciliations",
    "list_exports",
    "list_audit",
    "list_time_cards",
    "list_postings",
    "get_posting",
    "list_exceptions",
    "me",
    "health",
    "list_vendors",
    "list_employees",
    "list_cost_codes",
    "list_customers",
    "list_team",
    "get_time_card",
    "list_vendor_invoices",
    "get_vendor_invoice",
    "list_owner_invoices",
    "get_owner_invoice",
)


def test_the_webhook_may_queue_an_event_and_read_its_secret_and_nothing_else() -> None:
    assert granted("quickbooks") == {
        "QuickbooksEventsQueue": {"sqs:SendMessage"},
        "QuickbooksSecret": {"secretsmanager:GetSecretValue"},
    }


@pytest.mark.parametrize("folder", ["procore", "raken", "foundation"])
def test_the_other_webhooks_may_queue_an_event_and_read_the_keys_and_nothing_else(folder: str) -> None:
    assert granted(folder) == {
        "VendorEventsQueue": {"sqs:SendMessage"},
        "WebhookKeysSecret": {"secretsmanager:GetSecretValue"},
    }


def test_the_upkeep_of_hooks_reads_projects_and_writes_none() -> None:
    assert granted("procore_hooks")["RecordsTable"] == {"dynamodb:Query"}
    assert granted("procore_hooks")["VendorEventsQueue"] == {"sqs:SendMessage"}


def test_the_fallback_may_do_nothing() -> None:
    assert granted("fallback") == {}


def test_the_sweep_may_find_due_work_and_wake_the_writers() -> None:
    assert granted("sweep_postings") == {
        "PostingsTable": {"dynamodb:Query"},
        "ControlTable": {"dynamodb:GetItem"},
        "FoundationPostingsQueue": {"sqs:SendMessage"},
        "QuickbooksPostingsQueue": {"sqs:SendMessage"},
        "SyncSlicesQueue": {"sqs:SendMessage"},
    }


@pytest.mark.parametrize("folder", READERS)
def test_a_reading_route_can_write_nothing(folder: str) -> None:
    actions = {action for allowed in granted(folder).values() for action in allowed}
    assert actions <= READ | {"secretsmanager:GetSecretValue"}


@pytest.mark.parametrize("folder", sorted(functions()))
def test_the_audit_trail_can_only_be_appended_to_and_one_route_shows_it(folder: str) -> None:
    expected = {"dynamodb:Query"} if folder == "list_audit" else {"dynamodb:PutItem"}
    assert granted(folder).get("AuditTable", expected) == expected


@pytest.mark.parametrize("folder", sorted(functions()))
def test_no_function_may_scan_a_table(folder: str) -> None:
    assert "dynamodb:Scan" not in {action for allowed in granted(folder).values() for action in allowed}


@pytest.mark.parametrize("folder", sorted(functions()))
def test_only_what_is_read_through_an_index_is_granted_on_it(folder: str) -> None:
    for statement in statements(folder):
        on_index = [r for r in items(statement["Resource"]) if "/index/" in str(section(r).get("Fn::Sub", ""))]
        assert not on_index or "dynamodb:Query" in items(statement["Action"])
        assert not [index for index in on_index if str(section(index)["Fn::Sub"]).endswith("*")]


@pytest.mark.parametrize(
    ("folder", "queue"),
    [
        ("quickbooks_postings", "QuickbooksPostingsQueue"),
        ("foundation_postings", "FoundationPostingsQueue"),
        ("quickbooks_events", "QuickbooksEventsQueue"),
        ("vendor_events", "VendorEventsQueue"),
    ],
)
def test_a_worker_takes_messages_from_its_own_queue_only(folder: str, queue: str) -> None:
    takers = {name for name, allowed in granted(folder).items() if "sqs:ReceiveMessage" in allowed}
    assert takers == {queue}
    assert granted(folder)[queue] >= {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"}


@pytest.mark.parametrize(
    ("folder", "vendor"),
    [
        ("quickbooks_postings", "quickbooks"),
        ("quickbooks_events", "quickbooks"),
        ("foundation_postings", "foundation"),
        ("procore_hooks", "procore"),
    ],
)
def test_the_tokens_of_one_vendor_are_closed_to_the_functions_of_another(folder: str, vendor: str) -> None:
    (key,) = [statement for statement in statements(folder) if targets(statement["Resource"]) == {"ConnectionsKey"}]
    assert set(items(key["Action"])) == {"kms:Decrypt", "kms:Encrypt"}
    assert section(key, "Condition") == {"StringEquals": {"kms:EncryptionContext:vendor": vendor}}


def test_approving_writes_what_it_changes_in_one_transaction() -> None:
    allowed = granted("approve_time_cards")
    assert allowed["RecordsTable"] == READ | {"dynamodb:PutItem", "dynamodb:ConditionCheckItem"}
    assert allowed["PostingsTable"] == {"dynamodb:BatchGetItem", "dynamodb:PutItem"}
    assert allowed["QuickbooksPostingsQueue"] == {"sqs:SendMessage"}


@pytest.mark.parametrize("folder", ["create_project", "update_project", "set_member"])
def test_changing_master_data_touches_no_posting_and_removes_nothing(folder: str) -> None:
    allowed = granted(folder)
    assert set(allowed) <= {"RecordsTable", "AuditTable", "ControlTable"}
    assert allowed["RecordsTable"] <= READ | {"dynamodb:PutItem"}
    assert allowed["AuditTable"] == {"dynamodb:PutItem"}


def test_the_writer_of_foundation_may_add_and_read_files_and_change_no_record_of_the_jobsite() -> None:
    allowed = granted("foundation_postings")
    assert allowed["ExportBucket"] == {"s3:PutObject", "s3:GetObject"}
    assert allowed["RecordsTable"] == {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"}


def test_a_download_may_read_files_and_note_who_fetched_them_and_nothing_else() -> None:
    assert granted("download_export") == {
        "PostingsTable": {"dynamodb:GetItem", "dynamodb:PutItem"},
        "AuditTable": {"dynamodb:PutItem"},
        "ExportBucket": {"s3:GetObject"},
    }
    (files,) = [each for each in statements("download_export") if targets(each["Resource"]) == {"ExportBucket"}]
    assert section(files["Resource"]) == {"Fn::Sub": "${ExportBucket.Arn}/*.csv"}


@pytest.mark.parametrize("folder", sorted(set(functions()) - {"foundation_postings", "download_export"}))
def test_nobody_else_may_touch_the_files(folder: str) -> None:
    assert "ExportBucket" not in granted(folder)
