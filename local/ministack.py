"""MiniStack, the AWS emulator: its command, its environment, its health address."""

import os
import subprocess
from collections.abc import Mapping

from local.errors import LocalStackError
from local.settings import REGION, LocalSettings


def command(settings: LocalSettings) -> list[str]:
    """Build the command line; the functions run on the interpreter named here, so it must be theirs, Python 3.13."""
    return [str(settings.ministack_python), "-m", "ministack"]


def environment(settings: LocalSettings, own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Build an environment from nothing: MiniStack hands its own to every function.

    Only loopback is bound, and of the listeners that MiniStack opens beside its port (MQTT, SFTP) none is.
    """
    scratch = str(settings.scratch_dir)
    return {
        "PATH": own.get("PATH", os.defpath),
        "HOME": scratch,
        "TMPDIR": scratch,
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(settings.ports["ministack"]),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "MINISTACK_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def health_url(settings: LocalSettings) -> str:
    """Name the address that answers once MiniStack takes calls."""
    return f"{settings.url('ministack')}/_ministack/health"


def check_installation(settings: LocalSettings) -> None:
    """Refuse an environment in which MiniStack would start and then fail in silence.

    Without aws-sam-translator it cannot read the template; without cryptography its JWT authorizer refuses
    every token.
    """
    if not settings.ministack_python.exists():
        raise LocalStackError(f"{settings.ministack_python} is missing: run `make setup`")
    probe = "import sys, ministack, samtranslator, cryptography; sys.exit(sys.version_info[:2] != (3, 13))"
    found = subprocess.run([str(settings.ministack_python), "-c", probe], capture_output=True, text=True, check=False)
    if found.returncode:
        reason = (found.stderr.strip().splitlines() or ["it is not Python 3.13"])[-1]
        raise LocalStackError(f"{settings.ministack_python} cannot run the functions: {reason}")
