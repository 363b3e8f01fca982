"""The functions' routes as FastAPI's, which then describes them: parameters, bodies and answers in OpenAPI.

FastAPI serves nothing here but in the tests, as the reference that our own reading of requests is compared with.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final, cast, get_args

import fastapi
from fastapi import FastAPI
from fastapi.routing import APIRoute

from fieldledger.envelope import ApiResponse
from fieldledger.http.app import Served
from fieldledger.http.declarations import Depends, Header, Query
from fieldledger.http.endpoints import mark_of
from fieldledger.http.request import Request

_FILE: Final = {"type": "string", "format": "binary"}

type Adapted = Callable[[Callable[..., object]], Callable[..., object]]


def add_route(app: FastAPI, served: Served, adapted: Adapted) -> APIRoute:
    """Add ``served`` to ``app``; ``adapted`` makes of an endpoint or dependency what FastAPI calls instead of it."""
    route = served.route
    app.add_api_route(
        route.path,
        with_marks_of_fastapi(served.endpoint, adapted),
        methods=[route.method],
        operation_id=route.operation_id,
        response_model=ApiResponse.__class_getitem__(cast("Any", served.answers)),
        responses={200: {"content": {kind: {"schema": _FILE} for kind in served.files}}} if served.files else None,
        dependencies=[]
        if served.guard is None
        else [fastapi.Depends(with_marks_of_fastapi(served.guard.call, adapted))],
    )
    return cast("APIRoute", app.routes[-1])


def with_marks_of_fastapi(call: Callable[..., object], adapted: Adapted) -> Callable[..., object]:
    """``adapted(call)`` with a signature that FastAPI reads as we read that of ``call``."""
    signature = inspect.signature(call)
    translated = [_translated(parameter, adapted) for parameter in signature.parameters.values()]
    # FastAPI knows parameters by name only; in this order those with defaults may stand anywhere.
    named = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in translated]
    made = adapted(call)
    cast("Any", made).__signature__ = inspect.Signature(named)
    return made


def _translated(parameter: inspect.Parameter, adapted: Adapted) -> inspect.Parameter:
    if parameter.annotation is Request:
        return parameter.replace(annotation=fastapi.Request)
    mark = mark_of(parameter)
    if mark is None:
        return parameter
    kind, *rest = get_args(parameter.annotation)
    kept = [each for each in rest if each is not mark]
    return parameter.replace(annotation=Annotated[kind, *kept, _mark(mark, adapted)])


def _mark(mark: Query | Header | Depends, adapted: Adapted) -> object:
    match mark:
        case Depends(call):
            return fastapi.Depends(with_marks_of_fastapi(call, adapted))
        case Query(alias, description):
            return fastapi.Query(alias=alias, description=description)
        case Header():
            return fastapi.Header()
