"""Each function is told what it uses and nothing else, and may touch exactly what it is told of."""

import pytest

from .sam_template import functions, granted, items, section, targets, template, variables

SHARED = {"STAGE", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL", "POWERTOOLS_METRICS_NAMESPACE"}
ACCESS = {"COMPANY_CLAIM", "ROLE_CLAIM"}
STORES = {"RECORDS_TABLE", "POSTINGS_TABLE", "CONTROL_TABLE", "AUDIT_TABLE"}
QUICKBOOKS = {
    "CONNECTIONS_KEY_ID",
    "QUICKBOOKS_SECRET_ID",
    "QUICKBOOKS_API_URL",
    "QUICKBOOKS_TOKEN_URL",
    "QUICKBOOKS_BATCH_ITEMS",
    "QUICKBOOKS_BATCHES_PER_MINUTE",
    "QUICKBOOKS_REQUESTS_PER_MINUTE",
    "QUICKBOOKS_REQUESTS_PER_SECOND",
    "QUICKBOOKS_SETTLE_SECONDS",
}
RAKEN = {
    "CONNECTIONS_KEY_ID",
    "RAKEN_SECRET_ID",
    "RAKEN_API_URL",
    "RAKEN_TOKEN_URL",
    "RAKEN_REQUESTS_PER_SECOND",
    "RAKEN_REQUESTS_PER_DAY",
}
FOUNDATION = {
    "CONNECTIONS_KEY_ID",
    "FOUNDATION_SECRET_ID",
    "FOUNDATION_API_URL",
    "FOUNDATION_TOKEN_URL",
    "FOUNDATION_SCOPE",
    "FOUNDATION_REQUESTS_PER_MINUTE",
    "FOUNDATION_SETTLE_SECONDS",
}
PROCORE = {
    "CONNECTIONS_KEY_ID",
    "PROCORE_SECRET_ID",
    "PROCORE_API_URL",
    "PROCORE_LOGIN_URL",
    "PROCORE_REQUESTS_PER_HOUR",
    "PROCORE_REQUESTS_PER_TEN_SECONDS",
}
PROCORE_HOOKS = {"PUBLIC_API_URL", "PROCORE_HOOK_NAMESPACE", "PROCORE_HOOK_SCOPE", "WEBHOOK_KEYS_SECRET_ID"}
VENDOR_EVENTS_QUEUE = {"VENDOR_EVENTS_QUEUE_URL"}
POSTINGS_QUEUE, EVENTS_QUEUE = {"QUICKBOOKS_POSTINGS_QUEUE_URL"}, {"QUICKBOOKS_EVENTS_QUEUE_URL"}
FOUNDATION_QUEUE = {"FOUNDATION_POSTINGS_QUEUE_URL"}
WRITERS_QUEUES = POSTINGS_QUEUE | FOUNDATION_QUEUE
SLICES_QUEUE = {"SYNC_SLICES_QUEUE_URL"}
VENDORS = (QUICKBOOKS | RAKEN | PROCORE | FOUNDATION) - {
    "QUICKBOOKS_BATCH_ITEMS",
    "QUICKBOOKS_SETTLE_SECONDS",
    "FOUNDATION_SETTLE_SECONDS",
}
# What it takes to get and to end a grant at a vendor where people sign in, and at FOUNDATION.
GRANTS = {
    "CONNECTIONS_KEY_ID",
    "RAKEN_SECRET_ID",
    "RAKEN_API_URL",
    "RAKEN_TOKEN_URL",
    "QUICKBOOKS_SECRET_ID",
    "QUICKBOOKS_TOKEN_URL",
    "PROCORE_SECRET_ID",
    "PROCORE_LOGIN_URL",
}
APP_GRANTS = {"FOUNDATION_SECRET_ID", "FOUNDATION_TOKEN_URL", "FOUNDATION_SCOPE"}
LIMITS = {
    "RAKEN_REQUESTS_PER_SECOND",
    "RAKEN_REQUESTS_PER_DAY",
    "QUICKBOOKS_BATCHES_PER_MINUTE",
    "QUICKBOOKS_REQUESTS_PER_MINUTE",
    "QUICKBOOKS_REQUESTS_PER_SECOND",
    "PROCORE_REQUESTS_PER_HOUR",
    "PROCORE_REQUESTS_PER_TEN_SECONDS",
    "FOUNDATION_REQUESTS_PER_MINUTE",
}
OWN = {
    "health": {"CONTROL_TABLE"},
    "me": ACCESS | {"RECORDS_TABLE"},
    "list_projects": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_project": ACCESS | {"RECORDS_TABLE"},
    "list_time_cards": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "approve_time_cards": ACCESS | STORES | WRITERS_QUEUES,
    "list_postings": ACCESS | {"POSTINGS_TABLE", "CURSOR_SECRET_ID"},
    "get_posting": ACCESS | {"POSTINGS_TABLE"},
    "list_exceptions": ACCESS | {"CONTROL_TABLE", "CURSOR_SECRET_ID"},
    "fallback": set(),
    "quickbooks": {"QUICKBOOKS_SECRET_ID"} | EVENTS_QUEUE,
    "procore": {"WEBHOOK_KEYS_SECRET_ID"} | VENDOR_EVENTS_QUEUE,
    "raken": {"WEBHOOK_KEYS_SECRET_ID"} | VENDOR_EVENTS_QUEUE,
    "foundation": {"WEBHOOK_KEYS_SECRET_ID"} | VENDOR_EVENTS_QUEUE,
    "vendor_events": STORES
    | PROCORE
    | RAKEN
    | (FOUNDATION - {"FOUNDATION_SETTLE_SECONDS"})
    | VENDOR_EVENTS_QUEUE
    | WRITERS_QUEUES
    | SLICES_QUEUE,
    "procore_hooks": {"RECORDS_TABLE", "CONTROL_TABLE"} | PROCORE | PROCORE_HOOKS | VENDOR_EVENTS_QUEUE | SLICES_QUEUE,
    "quickbooks_postings": STORES | QUICKBOOKS | POSTINGS_QUEUE,
    "quickbooks_events": STORES | QUICKBOOKS | WRITERS_QUEUES | EVENTS_QUEUE,
    "foundation_postings": (STORES - {"AUDIT_TABLE"}) | FOUNDATION | FOUNDATION_QUEUE | {"EXPORT_BUCKET"},
    "list_syncs": ACCESS | {"CONTROL_TABLE"},
    "start_sync": ACCESS | {"CONTROL_TABLE"} | SLICES_QUEUE,
    "sync_slices": STORES | VENDORS | WRITERS_QUEUES | SLICES_QUEUE,
    "start_syncs": {"CONTROL_TABLE"} | SLICES_QUEUE,
    "enrol_syncs": {"CONTROL_TABLE"} | LIMITS,
    "keep_tokens_alive": {"CONTROL_TABLE", "CONNECTIONS_KEY_ID", "PROCORE_LOGIN_URL", "FOUNDATION_SCOPE"}
    | {f"{vendor}_SECRET_ID" for vendor in ("RAKEN", "QUICKBOOKS", "PROCORE", "FOUNDATION")}
    | {f"{vendor}_TOKEN_URL" for vendor in ("RAKEN", "QUICKBOOKS", "FOUNDATION")},
    "sweep_postings": {"POSTINGS_TABLE", "CONTROL_TABLE"} | WRITERS_QUEUES | SLICES_QUEUE,
    # connections
    "list_connections": ACCESS | {"CONTROL_TABLE"},
    "check_connection": ACCESS
    | {"CONTROL_TABLE", "RECORDS_TABLE"}
    | (QUICKBOOKS | RAKEN | PROCORE | FOUNDATION)
    - {"QUICKBOOKS_BATCH_ITEMS", "QUICKBOOKS_SETTLE_SECONDS", "FOUNDATION_SETTLE_SECONDS"},
    "begin_sign_in": ACCESS
    | {"CONTROL_TABLE", "OAUTH_REDIRECT_URL", "RAKEN_AUTHORIZE_URL", "QUICKBOOKS_AUTHORIZE_URL"}
    | GRANTS,
    "complete_sign_in": ACCESS | {"CONTROL_TABLE", "OAUTH_REDIRECT_URL"} | GRANTS,
    "connect_app": ACCESS | {"CONTROL_TABLE"} | GRANTS | APP_GRANTS,
    "disconnect": ACCESS | {"CONTROL_TABLE", "QUICKBOOKS_REVOKE_URL"} | GRANTS | APP_GRANTS,
    "list_rate_budgets": ACCESS | {"CONTROL_TABLE"} | LIMITS,
    "health_details": ACCESS
    | (STORES - {"AUDIT_TABLE"})
    | {"CONNECTIONS_KEY_ID", "CURSOR_SECRET_ID", "WEBHOOK_KEYS_SECRET_ID"}
    | {f"{vendor}_SECRET_ID" for vendor in ("RAKEN", "QUICKBOOKS", "PROCORE", "FOUNDATION")}
    | WRITERS_QUEUES
    | SLICES_QUEUE
    | EVENTS_QUEUE
    | VENDOR_EVENTS_QUEUE,
    # projects, directory, time
    "create_project": ACCESS | {"RECORDS_TABLE", "CONTROL_TABLE", "AUDIT_TABLE"},
    "update_project": ACCESS | {"RECORDS_TABLE", "AUDIT_TABLE"},
    "list_vendors": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "list_employees": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "list_cost_codes": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "list_customers": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "list_team": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "set_member": ACCESS | {"RECORDS_TABLE", "AUDIT_TABLE"},
    "get_time_card": ACCESS | {"RECORDS_TABLE"},
    # postings, exceptions
    "retry_posting": (ACCESS | STORES | WRITERS_QUEUES) - {"RECORDS_TABLE"},
    "cancel_posting": (ACCESS | STORES | WRITERS_QUEUES) - {"RECORDS_TABLE"},
    "preview_posting": ACCESS | {"RECORDS_TABLE", "POSTINGS_TABLE"},
    "adjust_time_card": ACCESS | STORES | WRITERS_QUEUES,
    "get_exception": ACCESS | {"POSTINGS_TABLE", "CONTROL_TABLE"},
    "dry_run_exception": ACCESS | {"RECORDS_TABLE", "POSTINGS_TABLE", "CONTROL_TABLE"},
    "resolve_exception": ACCESS | STORES | WRITERS_QUEUES,
    "resolve_exceptions": ACCESS | STORES | WRITERS_QUEUES,
    "replay_exceptions": ACCESS | STORES | WRITERS_QUEUES,
    # jobsite and oversight
    "get_job_cost": ACCESS | (STORES - {"AUDIT_TABLE"}),
    "list_daily_reports": ACCESS | {"RECORDS_TABLE", "CONTROL_TABLE", "CURSOR_SECRET_ID"} | RAKEN | SLICES_QUEUE,
    "list_reconciliations": ACCESS | {"CONTROL_TABLE"},
    "list_exports": ACCESS | {"POSTINGS_TABLE", "CURSOR_SECRET_ID"},
    "download_export": ACCESS | {"POSTINGS_TABLE", "AUDIT_TABLE", "EXPORT_BUCKET"},
    "list_audit": ACCESS | {"AUDIT_TABLE", "CURSOR_SECRET_ID"},
    "get_daily_report": ACCESS | {"RECORDS_TABLE", "CONTROL_TABLE"} | RAKEN | SLICES_QUEUE,
    # identity
    "list_links": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "confirm_link": ACCESS | STORES | WRITERS_QUEUES,
    "remove_link": ACCESS | {"RECORDS_TABLE", "AUDIT_TABLE"},
    "list_doubles": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "merge_records": ACCESS | STORES | WRITERS_QUEUES,
    "part_records": ACCESS | STORES | WRITERS_QUEUES,
    "list_mappings": ACCESS | {"RECORDS_TABLE"},
    "get_mapping": ACCESS | {"RECORDS_TABLE"},
    "replace_mapping": ACCESS | STORES | WRITERS_QUEUES,
    "list_mapping_versions": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_company": ACCESS | {"RECORDS_TABLE"},
    "replace_company": ACCESS | STORES | WRITERS_QUEUES,
    "list_company_versions": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_foundation_settings": ACCESS | {"RECORDS_TABLE"},
    "replace_foundation_settings": ACCESS | STORES | FOUNDATION_QUEUE,
    "list_foundation_versions": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_sync": ACCESS | {"CONTROL_TABLE"},
    # taking time back, invoices
    "unapprove_time_cards": ACCESS | STORES,
    "list_vendor_invoices": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_vendor_invoice": ACCESS | {"RECORDS_TABLE"},
    "approve_vendor_invoices": ACCESS | STORES | WRITERS_QUEUES,
    "list_owner_invoices": ACCESS | {"RECORDS_TABLE", "CURSOR_SECRET_ID"},
    "get_owner_invoice": ACCESS | {"RECORDS_TABLE"},
    "approve_owner_invoices": ACCESS | STORES | WRITERS_QUEUES,
    "unapprove_vendor_invoices": ACCESS | STORES,
    "unapprove_owner_invoices": ACCESS | STORES,
    "import_foundation_payments": ACCESS | (STORES - {"CONTROL_TABLE"}),
    # certified payroll
    "get_certified_payroll": ACCESS | (STORES - {"CONTROL_TABLE"}),
    # the API's own description
    "get_openapi": set(),
    "get_docs": set(),
    # the operations page
    "get_operations_page": {"SIGN_IN_AUTHORIZE_URL", "SIGN_IN_TOKEN_URL", "SIGN_IN_CLIENT_ID"},
    "get_operations_file": set(),
    # closing
    "get_books_reconciliation": ACCESS | {"RECORDS_TABLE", "POSTINGS_TABLE"},
    "list_reconciled_postings": ACCESS | {"RECORDS_TABLE", "POSTINGS_TABLE", "CURSOR_SECRET_ID"},
    "push_actuals": ACCESS | (STORES - {"AUDIT_TABLE"}) | (PROCORE & VENDORS),
    "nightly_actuals": (STORES - {"AUDIT_TABLE"}) | (PROCORE & VENDORS),
    "compare_books": ACCESS | (STORES - {"AUDIT_TABLE"}) | ((QUICKBOOKS | FOUNDATION) & VENDORS),
    "check_books": (STORES - {"AUDIT_TABLE"}) | ((QUICKBOOKS | FOUNDATION) & VENDORS),
    "close_month": ACCESS | STORES,
    "list_closes": ACCESS | {"POSTINGS_TABLE", "CURSOR_SECRET_ID"},
    "get_close": ACCESS | {"POSTINGS_TABLE"},
}
# What a service is made with and this route never asks for.
ONLY_TOLD = {
    "begin_sign_in": {"ConnectionsKey"},
    "compare_books": {"RecordsTable"},
    "cancel_posting": {"QuickbooksPostingsQueue", "FoundationPostingsQueue"},
    "quickbooks_events": {"AuditTable"},
}
# What CloudFormation fills in: an ARN or URL of ours is shorter than this.
LONGEST_NAME = 160
LIMIT_BYTES = 4096


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_is_given_the_declared_variables_and_no_others(folder: str) -> None:
    assert set(variables(folder)) == SHARED | OWN[folder]


@pytest.mark.parametrize("folder", sorted(functions()))
def test_what_a_function_is_told_of_it_may_touch_and_the_other_way_round(folder: str) -> None:
    told = {target for value in variables(folder).values() for target in targets(value)}
    resources = set(section(template(), "Resources"))
    assert told & resources == set(granted(folder)) | ONLY_TOLD.get(folder, set())


@pytest.mark.parametrize("folder", sorted(functions()))
def test_the_environment_stays_within_four_kilobytes(folder: str) -> None:
    parameters = section(template(), "Parameters")
    defaults = {name: str(section(parameters, name).get("Default", "")) for name in parameters}
    sizes = [
        len(name)
        + max((len(defaults.get(target, "")) or LONGEST_NAME for target in targets(value)), default=len(str(value)))
        for name, value in variables(folder).items()
    ]
    assert sum(sizes) < LIMIT_BYTES


def test_the_numbers_and_addresses_of_the_vendors_are_the_published_ones() -> None:
    parameters = section(template(), "Parameters")
    told = {
        name: section(parameters, next(iter(targets(value)))).get("Default")
        for folder in ("quickbooks_postings", "foundation_postings", "sync_slices")
        for name, value in variables(folder).items()
        if targets(value) <= set(parameters) and name.startswith(("QUICKBOOKS_", "RAKEN_", "FOUNDATION_"))
    }
    assert told == {
        "QUICKBOOKS_API_URL": "https://quickbooks.api.intuit.com",
        "QUICKBOOKS_TOKEN_URL": "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
        "QUICKBOOKS_BATCH_ITEMS": 30,
        "QUICKBOOKS_BATCHES_PER_MINUTE": 40,
        "QUICKBOOKS_REQUESTS_PER_MINUTE": 500,
        "QUICKBOOKS_REQUESTS_PER_SECOND": 10,
        "QUICKBOOKS_SETTLE_SECONDS": 150,
        "FOUNDATION_API_URL": "https://api.foundationsoft.com/foundation/v1",
        "FOUNDATION_TOKEN_URL": "https://told-at-onboarding.invalid/token",
        "FOUNDATION_SCOPE": "",
        "FOUNDATION_REQUESTS_PER_MINUTE": 500,
        "FOUNDATION_SETTLE_SECONDS": 330,
        "RAKEN_API_URL": "https://developer.rakenapp.com/api",
        "RAKEN_TOKEN_URL": "https://app.rakenapp.com/oauth/token",
        "RAKEN_REQUESTS_PER_SECOND": 10,
        "RAKEN_REQUESTS_PER_DAY": 10000,
    }


def test_every_parameter_says_what_it_is_for() -> None:
    parameters = section(template(), "Parameters")
    assert [name for name in parameters if not section(parameters, name).get("Description")] == []


def test_every_parameter_is_shown_in_one_group_of_the_console() -> None:
    groups = items(section(template(), "Metadata", "AWS::CloudFormation::Interface")["ParameterGroups"])
    shown = [name for group in groups for name in items(section(group)["Parameters"])]
    assert sorted(map(str, shown)) == sorted(section(template(), "Parameters"))
