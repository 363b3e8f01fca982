"""Refusing what somebody asked for, by field."""

from collections.abc import Mapping
from typing import Never

from fieldledger.result import ErrorCode, Result


def invalid(problems: Mapping[str, str]) -> Result[Never]:
    """``VALIDATION_FAILED`` with what is wrong with each field; the fields are named as the caller named them."""
    fields = [{"field": field, "problem": problem} for field, problem in problems.items()]
    return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": fields})
