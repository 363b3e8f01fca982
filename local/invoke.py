"""`make invoke`: call one deployed function with its sample event and show the answer and the log."""

import base64
import json

from local.aws import LocalAws
from local.errors import LocalStackError
from local.progress import Progress
from local.settings import LocalSettings
from local.state import read_state


def invoke(settings: LocalSettings, progress: Progress, name: str) -> int:
    """Invoke the function of folder ``name`` with events/<name>.json; 1 if it failed."""
    state = read_state(settings.state_dir)
    if state is None:
        raise LocalStackError("the local stack is not up: run `make up`")
    logical_id = function_id(name)
    event = settings.root / "events" / f"{name}.json"
    if logical_id not in state.functions or not event.exists():
        known = ", ".join(sorted(path.stem for path in event.parent.glob("*.json")))
        raise LocalStackError(f"there is no function {name!r} with a sample event; there are: {known}")
    answer = LocalAws(state.endpoint).functions.invoke(
        FunctionName=state.functions[logical_id], Payload=event.read_bytes(), LogType="Tail"
    )
    failed = bool(answer.get("FunctionError"))
    progress.heading(_readable(answer["Payload"].read().decode()))
    progress.heading(base64.b64decode(answer.get("LogResult", "")).decode(errors="replace"))
    return 1 if failed else 0


def function_id(name: str) -> str:
    """Turn a function's folder name into its logical id: list_projects is ListProjectsFunction."""
    return "".join(part.capitalize() for part in name.split("_")) + "Function"


def _readable(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), indent=2)
    except ValueError:
        return payload
