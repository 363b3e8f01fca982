"""The built functions and the built layer, and booting one with the other."""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from local.settings import ROOT
from tests.package.runtime_api import Invocation, runtime_api
from tests.package.surroundings import Surroundings
from tests.support.tables import load_template

# Lambda has no virtual environment: the interpreter behind ours, which the standard library names in private only.
_INTERPRETER: Final = str(getattr(sys, "_base_executable", sys.executable))
RUNNER: Final = Path(__file__).with_name("run_function.py")
# What Lambda's own runtime brings beside Python; everything else has to come from the layer.
RUNTIME: Final = ("awslambdaric", "simplejson", "snapshot-restore-py")
BOOT_SECONDS: Final = 90
FOLDERS: Final = sorted(str(path.parent.relative_to(ROOT / "functions")) for path in ROOT.glob("functions/*/*/app.py"))


@dataclass(frozen=True)
class Package:
    """``functions`` maps folders such as ``api/me`` to logical ids, under which the artifacts lie in ``build``."""

    build: Path
    runtime: Path
    functions: dict[str, str]

    @staticmethod
    def of(build: Path, runtime: Path) -> "Package":
        """``runtime`` is an empty folder for Lambda's own modules."""
        for name in RUNTIME:
            _copy_distribution(name, runtime)
        resources = load_template()["Resources"].items()
        properties = {
            name: cast("dict[str, object]", resource["Properties"])
            for name, resource in resources
            if "Properties" in resource
        }
        code = {name: str(found["CodeUri"]) for name, found in properties.items() if "CodeUri" in found}
        return Package(build, runtime, {uri.strip("/").removeprefix("functions/"): name for name, uri in code.items()})

    @property
    def layer(self) -> Path:
        """The folder that Lambda puts on the path."""
        return self.build / "CommonLayer" / "python"

    def code(self, folder: str) -> Path:
        """The built artifact of a function."""
        return self.build / self.functions[folder]


@dataclass(frozen=True)
class Boot:
    """One cold start with one invocation; ``path`` is the function's own and ``modules`` maps names to files."""

    invocation: Invocation
    path: list[Path]
    modules: dict[str, Path]
    output: str


def boot(package: Package, folder: str, surroundings: Surroundings, report: Path) -> Boot:
    """Start a function as Lambda does, with its sample event."""
    event = ROOT / "events" / f"{Path(folder).name}.json"
    code = package.code(folder)
    timeout = surroundings.timeout(package.functions[folder])
    with runtime_api(event.read_bytes(), timeout) as (address, invocation):
        finished = subprocess.run(
            [_INTERPRETER, "-S", "-s", "-P", str(RUNNER), str(report)],
            cwd=code,
            env=environment_of(package, folder, surroundings) | {"AWS_LAMBDA_RUNTIME_API": address},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=BOOT_SECONDS,
        )
    found = json.loads(report.read_text()) if report.exists() else {"path": [], "modules": {}}
    modules = {name: Path(code, file).resolve() for name, file in found["modules"].items()}
    return Boot(invocation, [Path(code, entry).resolve() for entry in found["path"]], modules, finished.stdout)


def environment_of(package: Package, folder: str, surroundings: Surroundings) -> dict[str, str]:
    """What Lambda tells a function, but for the address of the Runtime API."""
    code = package.code(folder)
    return {
        **surroundings.variables(package.functions[folder]),
        "_HANDLER": "app.lambda_handler",
        "LAMBDA_TASK_ROOT": str(code),
        "PYTHONPATH": os.pathsep.join(map(str, (code, package.layer, package.runtime))),
        "PYTHONDONTWRITEBYTECODE": "1",  # a layer is mounted read-only
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_NAME": f"fieldledger-local-{code.name}",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": surroundings.endpoint,
    }


def _copy_distribution(name: str, target: Path) -> None:
    for file in importlib.metadata.files(name) or []:
        source = Path(str(file.locate()))
        if ".." in file.parts or source.suffix == ".pyc" or not source.is_file():
            continue
        destination = target / Path(*file.parts)
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, destination)
