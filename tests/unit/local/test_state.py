"""stack.json comes back as it was written, and never stands in the way of a new stack."""

import stat
from pathlib import Path

from local.secrets import Credentials
from local.simulators import VendorApp
from local.state import CredentialState, StackState, read_state, remove_state, write_state

CREDENTIALS = Credentials(
    {"raken": VendorApp("r", "rs"), "quickbooks": VendorApp("q", "qs")},
    verifier_token="v",
    cursor_key="c",
    subscription_key="k",
    webhook_key="w",
)


def state(**changes: object) -> StackState:
    plain: dict[str, object] = {
        "api_url": "http://127.0.0.1:4566/_aws/execute-api/abc",
        "endpoint": "http://127.0.0.1:4566",
        "region": "us-east-1",
        "stack_name": "fieldledger-local",
        "issuer": "http://127.0.0.1:4603",
        "audience": "fieldledger-local",
        "ports": {"ministack": 4566},
        "urls": {"ministack": "http://127.0.0.1:4566"},
        "pids": {"ministack": 1},
        "resources": {"RecordsTable": "records"},
        "tables": {"RecordsTable": "records"},
        "queues": {},
        "functions": {},
        "connections_key": "key",
        "credentials": CredentialState.of(CREDENTIALS),
        "deployment": "d",
    }
    return StackState.model_validate({**plain, **changes})


def test_a_written_state_is_read_back_equal(tmp_path: Path) -> None:
    write_state(tmp_path, state())
    assert read_state(tmp_path) == state()


def test_writing_again_replaces_the_file_and_leaves_no_draft(tmp_path: Path) -> None:
    write_state(tmp_path, state())
    write_state(tmp_path, state(deployment="e"))
    assert read_state(tmp_path) == state(deployment="e")
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]


def test_only_the_owner_may_read_the_file_since_it_holds_credentials(tmp_path: Path) -> None:
    path = write_state(tmp_path, state())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_there_is_no_stack(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None


def test_a_file_of_another_form_counts_as_no_stack(tmp_path: Path) -> None:
    (tmp_path / "stack.json").write_text('{"api_url": "http://x"}')
    assert read_state(tmp_path) is None


def test_removing_twice_is_fine(tmp_path: Path) -> None:
    write_state(tmp_path, state())
    remove_state(tmp_path)
    remove_state(tmp_path)
    assert read_state(tmp_path) is None


def test_credentials_survive_the_file(tmp_path: Path) -> None:
    write_state(tmp_path, state())
    found = read_state(tmp_path)
    assert found is not None
    assert found.credentials.restored() == CREDENTIALS
