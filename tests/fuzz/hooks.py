"""Hooks of schemathesis."""

from itertools import count
from typing import Any, Final

import schemathesis

_KEY: Final = "Idempotency-Key"
_TOKEN: Final = "Authorization"
_SHORTEST: Final = 8
_LONGEST: Final = 120
_numbers = count(1)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Let a request be as it is meant.

    Each under an Idempotency-Key of its own, else the second is refused for its key; and the one that is meant to lack
    the token without the header that the command line adds to all.
    """
    key = (case.headers or {}).get(_KEY)
    if isinstance(key, str) and _SHORTEST <= len(key) <= _LONGEST and key.isascii() and key.isprintable():
        case.headers[_KEY] = f"{next(_numbers)}-{key}"
    meant = getattr(getattr(case.meta, "phase", None), "data", None)
    if getattr(meant, "parameter", None) == _TOKEN:
        for headers in (case.headers, kwargs.get("headers")):
            if headers is not None:
                headers.pop(_TOKEN, None)
