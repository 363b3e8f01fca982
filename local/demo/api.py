"""The public API as a frontend uses it."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

import httpx

from local.errors import LocalStackError

type Json = dict[str, object]

_TRIES: Final = 4
_TOO_LATE: Final = (502, 503, 504)


class ApiRefusalError(LocalStackError):
    """An error envelope: ``code``, ``message`` and ``details`` are the API's own."""

    def __init__(self, where: str, status: int, error: Json) -> None:
        self.code = str(error.get("code"))
        self.message = str(error.get("message"))
        self.details = error.get("details")
        super().__init__(f"{where}: {status} {error}")


class Api:
    """Calls with one person's token; an error envelope becomes an ``ApiRefusalError``."""

    def __init__(self, base_url: str, token: str, http: httpx.Client) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """The whole envelope of a successful answer; a read that came too late on a busy machine is asked again."""
        for _ in range(_TRIES - 1):
            answer = self._try(path, params)
            if answer is not None and answer.status_code not in _TOO_LATE:
                return self._read(answer)
        return self._read(self._get(path, params))

    def one(self, path: str, params: Mapping[str, str] | None = None) -> Json:
        """The data of a successful answer."""
        return as_object(self.get(path, params)["data"])

    def post(self, path: str, body: Json, key: str | None = None) -> Json:
        """The data of a successful answer; without a ``key`` the call is one of its own."""
        headers = self._headers | {"Idempotency-Key": key or f"demo-{time.time_ns()}"}
        answer = self._read(self._http.post(self._base_url + path, json=body, headers=headers))
        return as_object(answer["data"])

    def put(self, path: str, body: Json) -> Json:
        """The data of a successful answer."""
        answer = self._read(self._http.put(self._base_url + path, json=body, headers=self._headers))
        return as_object(answer["data"])

    def pages(self, path: str, params: Mapping[str, str] | None = None) -> Iterator[Json]:
        """Every item of a list, page after page."""
        query = {"limit": "100", **(params or {})}
        while True:
            answer = self.get(path, query)
            yield from objects(answer["data"])
            pagination = as_object(as_object(answer["meta"])["pagination"])
            if pagination.get("next_cursor") is None:
                return
            query["cursor"] = str(pagination["next_cursor"])

    def _try(self, path: str, params: Mapping[str, str] | None) -> httpx.Response | None:
        """None if no answer came in time."""
        try:
            return self._get(path, params)
        except httpx.TimeoutException:
            return None

    def _get(self, path: str, params: Mapping[str, str] | None) -> httpx.Response:
        return self._http.get(self._base_url + path, params=dict(params or {}), headers=self._headers)

    @staticmethod
    def _read(answer: httpx.Response) -> Json:
        try:
            envelope = as_object(json.loads(answer.content, parse_float=Decimal))
        except ValueError:
            envelope = {}
        if envelope.get("success"):
            return envelope
        where, error = f"{answer.request.method} {answer.request.url.path}", envelope.get("error")
        if isinstance(error, dict):
            raise ApiRefusalError(where, answer.status_code, error)
        raise LocalStackError(f"{where}: {answer.status_code} {answer.text[:300]}")


def as_object(value: object) -> Json:
    """``value``, which has to be a JSON object."""
    if not isinstance(value, dict):
        raise LocalStackError(f"the API answered something else than an object: {value!r:.200}")
    return value


def objects(value: object) -> Sequence[Json]:
    """``value``, which has to be a list of JSON objects."""
    if not isinstance(value, list):
        raise LocalStackError(f"the API answered something else than a list: {value!r:.200}")
    return [as_object(each) for each in value]
