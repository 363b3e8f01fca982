"""From an approval to FOUNDATION: as pending cards over REST, and as a file in the bucket."""

import csv
import io
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from local import aws
from local.settings import ROOT
from tests.e2e.foundation_company import ACCOUNT, FOUNDATION_COMPANY
from tests.e2e.world import APPROVALS, World, eventually

ACCOUNTANT: Final = "fay@foundation.example"
MONDAY: Final = date(2026, 3, 2)
TUESDAY: Final = MONDAY + timedelta(days=1)


def _run(world: World, *arguments: str) -> str:
    paths = [str(ROOT / "layers" / "common"), str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **aws.environment(world.state.endpoint), "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _approve(world: World, day: date) -> None:
    body = {"first_day": day.isoformat(), "last_day": day.isoformat()}
    headers = {"Idempotency-Key": f"foundation-{day}"}
    answer = world.send("POST", APPROVALS, token=world.token(ACCOUNTANT), json=body, headers=headers)
    assert answer.json()["data"]["postings"] == 1, answer.text


def _posted(world: World) -> list[dict[str, object]]:
    answer = world.get("/v1/postings", ACCOUNTANT, state="posted", target="foundation")
    found: list[dict[str, object]] = answer.json()["data"]
    return found


class FoundationScenarios:
    """A company of its own."""

    def test_approved_hours_become_a_pending_card(self, world: World, state_dir: Path) -> None:
        user = {"email": ACCOUNTANT, "company_id": FOUNDATION_COMPANY, "role": "accountant", "name": "Fay"}
        world.vendors.post("oidc", "/_admin/users", [user])
        _run(world, "tests.e2e.foundation_company", str(state_dir), "rest", MONDAY.isoformat())
        _approve(world, MONDAY)
        eventually(lambda: len(_posted(world)) == 1, "the hours posted to FOUNDATION")
        rows = world.http.get(f"{world.state.urls['foundation']}/_admin/companies/{ACCOUNT}/timecards").json()
        assert [(row["employeeId"], row["hours"], row["status"]) for row in rows] == [("107", 8.0, "PENDING")]
        assert _posted(world)[0]["vendor_id"] == rows[0]["timecardId"]

    def test_approved_hours_are_handed_over_in_a_file(self, world: World, state_dir: Path, tmp_path: Path) -> None:
        _run(world, "tests.e2e.foundation_company", str(state_dir), "file", TUESDAY.isoformat())
        _approve(world, TUESDAY)
        common = ("--stage", "local", "--company", FOUNDATION_COMPANY)
        said = _run(world, "local.operator_cli", "foundation-export", *common)
        assert "1 postings handed over" in said
        bucket = world.state.resources["ExportBucket"]
        keys = [each["Key"] for each in world.aws.s3.list_objects_v2(Bucket=bucket)["Contents"]]
        assert sorted(key.rpartition(".")[2] for key in keys) == ["csv", "json"]
        [file] = [key for key in keys if key.endswith(".csv")]
        content = world.aws.s3.get_object(Bucket=bucket, Key=file)["Body"].read()
        [row] = csv.DictReader(io.StringIO(content.decode("ascii")))
        assert (row["Employee No"], row["Date"], row["Hours"]) == ("107", "03/03/2026", "8.00")
        [export_id] = {str(p["vendor_id"]) for p in _posted(world) if len(str(p["vendor_id"])) > 10}
        _run(world, "local.operator_cli", "foundation-copy", *common, export_id, str(tmp_path))
        [copy] = tmp_path.iterdir()
        assert copy.name == f"COPY-1-{file.rpartition('/')[2]}"
        assert copy.read_bytes() == content
