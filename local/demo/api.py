"""The public API as a frontend uses it."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

import httpx

from local.errors import LocalStackError

type Json = dict[str, object]


class Api:
    """Calls with the accountant's token; an error envelope becomes an exception with its code."""

    def __init__(self, base_url: str, token: str, http: httpx.Client) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """The whole envelope of a successful answer."""
        return self._read(self._http.get(self._base_url + path, params=dict(params or {}), headers=self._headers))

    def post(self, path: str, body: Json, key: str) -> Json:
        """The data of a successful answer."""
        headers = self._headers | {"Idempotency-Key": key}
        answer = self._read(self._http.post(self._base_url + path, json=body, headers=headers))
        return _object(answer["data"])

    def pages(self, path: str, params: Mapping[str, str] | None = None) -> Iterator[Json]:
        """Every item of a list, page after page."""
        query = {"limit": "100", **(params or {})}
        while True:
            answer = self.get(path, query)
            data = answer["data"]
            for item in data if isinstance(data, list) else []:
                yield _object(item)
            pagination = _object(_object(answer["meta"])["pagination"])
            if pagination.get("next_cursor") is None:
                return
            query["cursor"] = str(pagination["next_cursor"])

    @staticmethod
    def _read(answer: httpx.Response) -> Json:
        try:
            envelope = _object(json.loads(answer.content, parse_float=Decimal))
        except ValueError:
            envelope = {}
        if not envelope.get("success"):
            where = f"{answer.request.method} {answer.request.url.path}"
            raise LocalStackError(f"{where}: {answer.status_code} {envelope.get('error') or answer.text[:300]}")
        return envelope


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise LocalStackError(f"the API answered something else than an object: {value!r:.200}")
    return value
