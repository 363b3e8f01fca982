"""template.yaml, functions/ and events/ name the same functions."""

import json

import pytest

from .sam_template import FUNCTION, ROOT, folder_of, functions, of_type, section, targets

OPEN = {
    "health",
    "get_openapi",
    "get_docs",
    "get_operations_page",
    "get_operations_file",
    "quickbooks",
    "procore",
    "raken",
    "foundation",
    "fallback",
}


def folders() -> set[str]:
    return {str(app.parent.relative_to(ROOT)) for app in ROOT.glob("functions/*/*/app.py")}


def test_every_function_folder_is_deployed_and_every_deployed_function_has_its_folder() -> None:
    assert {str(f["CodeUri"]).rstrip("/") for f in functions().values()} == folders()


def test_folder_names_are_unique_so_that_they_can_be_imported_side_by_side() -> None:
    names = [folder.rsplit("/", 1)[1] for folder in folders()]
    assert len(names) == len(set(names))


def test_every_function_has_a_sample_event_and_every_event_a_function() -> None:
    assert {event.stem for event in (ROOT / "events").glob("*.json")} == set(functions())


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_sample_event_is_a_json_object(folder: str) -> None:
    assert isinstance(json.loads((ROOT / "events" / f"{folder}.json").read_text()), dict)


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_is_called_stack_and_folder_and_so_is_its_log_group(folder: str) -> None:
    function = functions()[folder]
    name = f"${{AWS::StackName}}-{folder}"
    (group,) = targets(section(function, "LoggingConfig").get("LogGroup"))
    assert function["FunctionName"] == {"Fn::Sub": name}
    assert of_type("AWS::Logs::LogGroup")[group]["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/{name}"}


@pytest.mark.parametrize("folder", sorted(functions()))
def test_every_function_runs_on_the_shared_runtime_and_layer(folder: str) -> None:
    function = functions()[folder]
    assert (function["Runtime"], function["Handler"]) == ("python3.13", "app.lambda_handler")
    assert targets(function["Layers"]) == {"CommonLayer"}
    assert targets(function["Architectures"]) == {"Architecture"}


def test_only_health_the_description_the_webhooks_with_their_own_proofs_and_the_fallback_are_open() -> None:
    routes = {
        folder: event
        for folder, function in functions().items()
        for event in section(function, "Events").values()
        if section(event).get("Type") == "HttpApi"
    }
    authorizers = {folder: section(event, "Properties", "Auth").get("Authorizer") for folder, event in routes.items()}
    assert {folder for folder, authorizer in authorizers.items() if authorizer == "NONE"} == OPEN
    assert {authorizer for authorizer in authorizers.values() if authorizer != "NONE"} == {None}
    (api,) = of_type("AWS::Serverless::HttpApi").values()
    assert section(api, "Auth")["DefaultAuthorizer"] == "JwtAuthorizer"


def test_an_api_function_answers_before_the_gateway_gives_up_after_thirty_seconds() -> None:
    api = [f for f in functions().values() if str(f["CodeUri"]).startswith(("functions/api", "functions/webhooks"))]
    assert max(int(str(f["Timeout"])) for f in api) < 30


@pytest.mark.parametrize(
    ("worker", "queue", "batch"),
    [
        ("quickbooks_postings", "QuickbooksPostingsQueue", 10),
        ("quickbooks_events", "QuickbooksEventsQueue", 10),
        ("vendor_events", "VendorEventsQueue", 500),
    ],
)
def test_a_worker_takes_its_batch_and_reports_the_failed_ones(worker: str, queue: str, batch: int) -> None:
    sources = {
        folder_of(of_type(FUNCTION)[name]): source
        for source in of_type("AWS::Lambda::EventSourceMapping").values()
        for name in targets(source["FunctionName"])
    }
    source = sources[worker]
    assert targets(source["EventSourceArn"]) == {queue}
    assert (source["BatchSize"], source["FunctionResponseTypes"]) == (batch, ["ReportBatchItemFailures"])


@pytest.mark.parametrize(
    ("job", "rate"),
    [
        ("start_syncs", "rate(1 minute)"),
        ("enrol_syncs", "rate(1 hour)"),
        ("keep_tokens_alive", "rate(1 day)"),
        ("procore_hooks", "rate(15 minutes)"),
        ("check_books", "cron(20 5-11 * * ? *)"),
        ("nightly_actuals", "cron(40 5-11 * * ? *)"),
        ("sweep_postings", "rate(1 minute)"),
    ],
)
def test_a_schedule_can_be_switched_off_and_loses_no_failed_run(job: str, rate: str) -> None:
    (event,) = section(functions()[job], "Events").values()
    schedule = section(event, "Properties")
    failed = section(functions()[job], "EventInvokeConfig", "DestinationConfig", "OnFailure")
    assert (section(event)["Type"], schedule["ScheduleExpression"]) == ("ScheduleV2", rate)
    assert targets(schedule["State"]) == {"SchedulesState"}
    assert targets(section(schedule, "DeadLetterConfig")["Arn"]) == {"SchedulesDeadLetterQueue"}
    assert targets(failed["Destination"]) == {"SchedulesDeadLetterQueue"}
