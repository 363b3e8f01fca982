"""`make invoke`: call one deployed function with an event and show the answer and the log."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from local.aws import LocalAws
from local.errors import LocalStackError
from local.progress import Progress
from local.settings import LocalSettings
from local.state import read_state


def invoke(settings: LocalSettings, progress: Progress, name: str, event: str = "") -> int:
    """Invoke the function of folder ``name`` with the file ``event``, or with its sample; 1 if it failed."""
    state = read_state(settings.state_dir)
    if state is None:
        raise LocalStackError("the local stack is not up: run `make up`")
    deployed = deployed_function(name, state.functions.values())
    sample = settings.root / "events" / f"{name}.json"
    if deployed is None or not sample.exists():
        known = ", ".join(sorted(path.stem for path in sample.parent.glob("*.json")))
        raise LocalStackError(f"there is no function {name!r}; there are: {known}")
    answer = LocalAws(state.endpoint).functions.invoke(
        FunctionName=deployed, Payload=event_bytes(Path(event) if event else sample), LogType="Tail"
    )
    failed = bool(answer.get("FunctionError"))
    progress.heading(_readable(answer["Payload"].read().decode()))
    progress.heading(base64.b64decode(answer.get("LogResult", "")).decode(errors="replace"))
    return 1 if failed else 0


def deployed_function(name: str, deployed: Iterable[str]) -> str | None:
    """The deployed name of a function's folder: names end with the folder's."""
    return next((function for function in deployed if function.endswith(f"-{name}")), None)


def event_bytes(file: Path) -> bytes:
    """An event file that holds one JSON object."""
    try:
        content = file.read_bytes()
        event = json.loads(content)
    except (OSError, ValueError) as broken:
        raise LocalStackError(f"{file}: {broken}") from broken
    if not isinstance(event, dict):
        raise LocalStackError(f"{file} holds no JSON object")
    return content


def _readable(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), indent=2)
    except ValueError:
        return payload
