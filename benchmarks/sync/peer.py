"""dlt's ``rest_api`` source: each vendor is a pipeline into files, run again and again in one process."""

import asyncio
import logging
import tempfile
from pathlib import Path
from typing import Any, cast, override

import dlt
import requests
from dlt.sources.rest_api import rest_api_source
from dlt.sources.rest_api.typing import RESTAPIConfig
from requests.adapters import HTTPAdapter

from benchmarks.sync.contestant import Figures, Order, serve
from benchmarks.sync.peer_config import configs
from benchmarks.sync.tally import Tally
from fieldledger.domain.connection import VendorName


class _Counted(HTTPAdapter):
    """dlt brings hooks of its own, which take the place of a session's: answers are counted below them."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """As it is, and counted."""
        answer = super().send(request, *args, **kwargs)
        self._tally.note(answer.url, answer.status_code, answer.content)
        return answer


class Peer:
    """Files in a directory that is thrown away: the smallest destination that dlt has of its own."""

    def __init__(self, where: Path) -> None:
        self._where = where

    async def pull(self, order: Order, tally: Tally) -> Figures:
        """Extract, normalize and load everything."""
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", _Counted(tally))
        written = sum(self._run(vendor, config) for vendor, config in configs(order, session).items())
        return {
            "rows_written": written,
            "resources": sum(len(c["resources"]) for c in configs(order, session).values()),
        }

    def _run(self, vendor: VendorName, config: dict[str, Any]) -> int:
        pipeline = dlt.pipeline(
            pipeline_name=f"sync_{vendor}",
            destination=dlt.destinations.filesystem(bucket_url=(self._where / "out").as_uri()),
            dataset_name=vendor.value,
            pipelines_dir=str(self._where / "pipelines"),
        )
        pipeline.run(rest_api_source(cast("RESTAPIConfig", config), name=vendor.value))
        assert pipeline.last_trace is not None
        normalized = pipeline.last_trace.last_normalize_info
        counts: dict[str, int] = {} if normalized is None else normalized.row_counts
        return sum(count for table, count in counts.items() if not table.startswith("_dlt"))


def main() -> None:
    """Serve."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as where:
        asyncio.run(serve(Peer(Path(where)).pull))


if __name__ == "__main__":
    main()
