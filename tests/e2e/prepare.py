"""Fills the vendors of a running stack and connects the company: `python -m tests.e2e.prepare STATE_DIR DATE`.

A process of its own, since an operator's services read the environment and keep their AWS clients.
"""

import asyncio
import sys
from datetime import date
from pathlib import Path

import httpx

from local.demo.connecting import set_up_company
from local.demo.seeding import Vendors
from local.state import read_state
from tests.e2e.contractor import small_contractor


def main(state_dir: Path, today: date) -> None:
    state = read_state(state_dir)
    assert state is not None, f"no stack in {state_dir}"
    contractor = small_contractor(today)
    with httpx.Client(timeout=60, trust_env=False) as http:
        Vendors(state, http).seed(contractor)
        asyncio.run(set_up_company(state, http, contractor.first_day))


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
