"""Each function may do what its code can ask of AWS, and nothing else.

What the code can ask is read out of it (tests/support/aws_calls): from a handler along everything that it names, with
the types that mypy knows, to the calls of the store, of SQS, KMS, S3 and Secrets Manager. Nothing has to be run, so a
call that no test makes counts as well.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.aws_calls.needs import Needing, Needs
from tests.support.aws_calls.program import Program, read_program

from .sam_template import functions, granted, items, of_type, section, statements, targets, variables

# What Lambda does with a queue for the worker behind it, under the worker's role.
_SOURCE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
_TOKENS = {"kms:Decrypt", "kms:Encrypt"}


@pytest.fixture(scope="module")
def program() -> Program:
    return read_program()


@pytest.fixture(scope="module")
def needing(program: Program) -> Needing:
    return Needing(program)


def module_of(folder: str) -> str:
    return ".".join((*Path(str(functions()[folder]["CodeUri"])).parts, "app"))


def needed(folder: str, needing: Needing) -> Needs:
    """What the code asks, and what Lambda needs to hand the function its messages."""
    needs = needing.of(module_of(folder))
    for mapping in of_type("AWS::Lambda::EventSourceMapping").values():
        if targets(mapping["FunctionName"]) == {_logical_id(folder)}:
            for resource in targets(mapping["EventSourceArn"]):
                needs.setdefault(_told(folder)[resource], set()).update(_SOURCE)
    return needs


def allowed(folder: str) -> Needs:
    """What the template allows, by the variable that tells the function of the resource.

    Of the actions only Query exists on an index: what else a statement lists there allows nothing.
    """
    found: Needs = {}
    for statement in statements(folder):
        for resource in items(statement["Resource"]):
            (target,) = targets(resource)
            _, index, name = str(section(resource).get("Fn::Sub", "")).partition("/index/")
            actions = set(map(str, items(statement["Action"])))
            found.setdefault(_told(folder)[target] + index + name, set()).update(
                actions & {"dynamodb:Query"} if index else actions
            )
    return {resource: actions for resource, actions in found.items() if actions}


def differences(needs: Needs, grants: Needs) -> list[str]:
    found = []
    for resource in sorted(needs.keys() | grants.keys()):
        wanted, given = needs.get(resource, set()), grants.get(resource, set())
        found += [f"missing: {action} on {resource}" for action in sorted(wanted - given)]
        found += [f"not needed: {action} on {resource}" for action in sorted(given - wanted)]
    return found


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_function_may_do_what_its_code_can_ask_for_and_nothing_else(folder: str, needing: Needing) -> None:
    assert differences(needed(folder, needing), allowed(folder)) == []


@pytest.mark.parametrize("folder", sorted(f for f in functions() if granted(f).get("ConnectionsKey", set()) & _TOKENS))
def test_tokens_are_open_to_a_function_for_the_vendors_whose_app_it_speaks_for(folder: str, needing: Needing) -> None:
    needs = needing.of(module_of(folder))
    vendors = {name.removesuffix("_secret_id") for name in needs if name.endswith("_secret_id")}
    (key,) = [statement for statement in statements(folder) if targets(statement["Resource"]) == {"ConnectionsKey"}]
    bound = section(key, "Condition", "StringEquals")["kms:EncryptionContext:vendor"]
    assert set(map(str, items(bound))) == vendors - {"cursor", "webhook_keys"}


def test_a_permission_that_is_taken_away_is_missed(needing: Needing) -> None:
    grants = allowed("get_project")
    grants["records_table"].remove("dynamodb:GetItem")
    assert differences(needed("get_project", needing), grants) == ["missing: dynamodb:GetItem on records_table"]


def test_a_permission_that_is_given_without_need_is_found(needing: Needing) -> None:
    grants = allowed("get_project") | {"control_table": {"dynamodb:DeleteItem"}}
    assert differences(needed("get_project", needing), grants) == ["not needed: dynamodb:DeleteItem on control_table"]


@pytest.mark.parametrize(
    ("begins_to_call", "missing"),
    [
        ("fieldledger.repositories.postings.DocumentPostings.get", ["missing: dynamodb:GetItem on postings_table"]),
        ("fieldledger.wiring.circuits.circuit_breaker", [
            "missing: dynamodb:GetItem on control_table",
            "missing: dynamodb:PutItem on control_table",
            "missing: dynamodb:UpdateItem on control_table",
        ]),
        ("fieldledger.wiring.starting_syncs.connections", []),
    ],
)  # fmt: skip
def test_code_that_begins_to_ask_for_more_is_noticed(begins_to_call: str, missing: list[str], program: Program) -> None:
    module = module_of("get_project")
    app = program.pieces[module]
    more = replace(program, pieces={**program.pieces, module: replace(app, names=app.names | {begins_to_call})})
    assert differences(needed("get_project", Needing(more)), allowed("get_project")) == missing


def test_code_that_asks_for_less_is_noticed(program: Program) -> None:
    read = "fieldledger.services.queries.projects.ProjectQueries.get"
    less = replace(program, pieces={name: piece for name, piece in program.pieces.items() if name != read})
    assert "not needed: dynamodb:GetItem on records_table" in differences(
        needed("get_project", Needing(less)), allowed("get_project")
    )


def _told(folder: str) -> Mapping[str, str]:
    """The variables by the resource that they name."""
    return {target: name.lower() for name, value in variables(folder).items() for target in targets(value)}


def _logical_id(folder: str) -> str:
    found = of_type("AWS::Serverless::Function")
    return next(name for name, properties in found.items() if str(properties["CodeUri"]).endswith(f"/{folder}/"))
