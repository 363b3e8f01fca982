"""The commands `up`, `down` and `status` of a local stack."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from local import event_sources, ministack, secrets, simulators, tables
from local.aws import LocalAws
from local.build import Build, ensure_built
from local.deploy import deploy, parameters
from local.health import answers
from local.locks import locked
from local.processes import Processes
from local.progress import Progress
from local.routes import HttpApi, TokenRules, require_equal
from local.secrets import Credentials
from local.services import MINISTACK, Service, services, start_missing, stop_all, wait_for
from local.settings import AUDIENCE, REGION, STACK_NAME, LocalSettings
from local.state import CredentialState, StackState, read_state, remove_state, write_state
from local.template import Template

FUNCTION: Final = "AWS::Serverless::Function"
TABLE: Final = "AWS::DynamoDB::Table"
WEBHOOK_PATH: Final = "/v1/webhooks/quickbooks"
QUEUE: Final = "AWS::SQS::Queue"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One line of `status`."""

    name: str
    url: str
    running: bool
    healthy: bool

    @property
    def word(self) -> str:
        """Say it in one word: healthy, silent (runs, does not answer) or stopped."""
        if not self.running:
            return "stopped"
        return "healthy" if self.healthy else "silent"


class Stack:
    """One local stack, brought up and down as a whole."""

    def __init__(self, settings: LocalSettings, progress: Progress, processes: Processes | None = None) -> None:
        self._settings = settings
        self._progress = progress
        self._processes = processes or Processes(settings.state_dir)
        self._aws = LocalAws(settings.url(MINISTACK))

    def up(self) -> StackState:
        """Start what is missing, deploy what changed, write stack.json; running it again does no harm."""
        with self._lock():
            previous = read_state(self._settings.state_dir)
            fresh = self._start()
            with self._progress.step("sam build"):
                build = ensure_built(self._settings)
            for service in fresh:
                with self._progress.step(f"waiting for {service.name}"):
                    wait_for(service, self._processes)
            restarted = any(service.name == MINISTACK for service in fresh)
            return self._deploy(build, None if restarted else previous, previous)

    def down(self) -> list[str]:
        """Stop every process, free the ports, remove stack.json; logs stay for reading."""
        with self._lock():
            with self._progress.step("stopping the local stack"):
                names = stop_all(self._settings, self._processes)
            remove_state(self._settings.state_dir)
            return names

    def status(self) -> list[ServiceStatus]:
        """Ask every service whether it runs and answers."""
        return [
            ServiceStatus(
                service.name,
                self._settings.url(service.name),
                self._processes.alive(service.name),
                answers(service.health_url),
            )
            for service in services(self._settings)
        ]

    def _lock(self) -> AbstractContextManager[None]:
        return locked(self._settings.state_dir / "lock", wait=False)

    def _start(self) -> list[Service]:
        ministack.check_installation(self._settings)
        with self._progress.step("starting MiniStack and the simulators"):
            return start_missing(self._settings, self._processes)

    def _deploy(self, build: Build, deployed: StackState | None, previous: StackState | None) -> StackState:
        template = Template.read(self._settings.template)
        chosen = parameters(self._settings, template)
        identity = _identity(build, chosen)
        if deployed is None or deployed.deployment != identity:
            with self._progress.step("sam deploy"):
                deploy(self._settings, self._aws, build, chosen)
        resources = self._aws.resources(STACK_NAME)
        with self._progress.step("routes, authorizer, queues and tables"):
            self._complete_api(template, resources)
            tables.enable_expiry(self._aws.dynamodb, template, resources)
            event_sources.repair_concurrency(self._aws.functions)
        credentials = previous.credentials.restored() if previous else Credentials.new()
        with self._progress.step("secrets and vendor applications"):
            self._introduce(resources, credentials, self._api_url(template, resources))
        state = self._state(template, resources, credentials, identity)
        write_state(self._settings.state_dir, state)
        return state

    def _complete_api(self, template: Template, resources: Mapping[str, str]) -> None:
        routes = template.routes()
        functions = {route.function: _function_arn(resources[route.function]) for route in routes}
        api = HttpApi(self._aws.apigateway, resources[template.http_api()])
        api.put_authorizers(template.authorizers(), TokenRules(self._settings.url("oidc"), AUDIENCE))
        api.replace_routes(routes, functions)
        require_equal(routes, functions, api.deployed())

    def _introduce(self, resources: Mapping[str, str], credentials: Credentials, api_url: str) -> None:
        secrets.fill(self._aws.secrets, resources, credentials)
        for vendor, app in credentials.apps.items():
            simulators.register_app(self._settings, vendor, app)
        simulators.register_subscription(self._settings, credentials.subscription_key)
        simulators.register_webhook(self._settings, f"{api_url}{WEBHOOK_PATH}", credentials.verifier_token)

    def _api_url(self, template: Template, resources: Mapping[str, str]) -> str:
        return f"{self._settings.url(MINISTACK)}/_aws/execute-api/{resources[template.http_api()]}"

    def _state(
        self, template: Template, resources: Mapping[str, str], credentials: Credentials, identity: str
    ) -> StackState:
        settings = self._settings
        names = [service.name for service in services(settings)]
        return StackState(
            api_url=self._api_url(template, resources),
            endpoint=settings.url(MINISTACK),
            region=REGION,
            stack_name=STACK_NAME,
            issuer=settings.url("oidc"),
            audience=AUDIENCE,
            ports=dict(settings.ports),
            urls={name: settings.url(name) for name in names},
            pids={record.name: record.pid for record in self._processes.records()},
            resources=dict(resources),
            tables={name: resources[name] for name in template.of_type(TABLE)},
            queues={name: resources[name] for name in template.of_type(QUEUE)},
            functions={name: resources[name] for name in template.of_type(FUNCTION)},
            connections_key=resources["ConnectionsKey"],
            credentials=CredentialState.of(credentials),
            deployment=identity,
        )


def _identity(build: Build, chosen: Mapping[str, str]) -> str:
    return hashlib.sha256(f"{build.fingerprint}{json.dumps(dict(chosen), sort_keys=True)}".encode()).hexdigest()


def _function_arn(name: str) -> str:
    return f"arn:aws:lambda:{REGION}:000000000000:function:{name}"
