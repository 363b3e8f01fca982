"""The TypeScript client is in step with the description, and its example compiles under the strictest rules."""

from pathlib import Path

from tests.clients.node import CLIENT, ROOT, node

GENERATOR = "node_modules/openapi-typescript/bin/cli.js"
COMPILER = "node_modules/typescript/bin/tsc"


def test_the_types_are_those_of_the_committed_description(tmp_path: Path) -> None:
    made = tmp_path / "schema.ts"
    flags = ("--alphabetize", "--default-non-nullable", "false", "--output", str(made))
    done = node(GENERATOR, str(ROOT / "contracts" / "openapi.json"), *flags)

    assert done.returncode == 0, done.stderr
    assert made.read_text() == (CLIENT / "src" / "schema.ts").read_text(), "run `make contracts` and commit"


def test_the_client_and_its_example_compile() -> None:
    done = node(COMPILER, "--noEmit")
    assert (done.stdout, done.returncode) == ("", 0)


def test_a_code_that_an_operation_never_answers_does_not_compile(tmp_path: Path) -> None:
    example = (CLIENT / "examples" / "approve.ts").read_text()
    assert 'case "PERIOD_CHANGED":' in example
    wrong = CLIENT / "examples" / "misspelt.ts"
    wrong.write_text(example.replace('case "PERIOD_CHANGED":', 'case "PERIOD_CHANGD":'))
    try:
        done = node(COMPILER, "--noEmit")
    finally:
        wrong.unlink()
    assert "PERIOD_CHANGD" in done.stdout
    assert done.returncode != 0
