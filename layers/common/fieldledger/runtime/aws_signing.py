"""AWS's Signature Version 4 of the one kind of request that ``direct_aws`` sends: a POST without a query."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """``token`` is there for those of a role, which is what functions have."""

    access_key: str
    secret_key: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a signature is valid for."""

    region: str
    service: str


def signed(
    headers: Mapping[str, str], path: str, body: bytes, credentials: Credentials, scope: Scope, now: datetime
) -> dict[str, str]:
    """``headers``, which must name ``host`` and be lower case, with those that sign them, ``path`` and ``body``.

    ``path`` is taken as it is written in the request; ``now`` is in UTC.
    """
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    complete = {**headers, "x-amz-date": moment}
    if credentials.token is not None:
        complete["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(complete))
    listed = "".join(f"{name}:{complete[name]}\n" for name in sorted(complete))
    request = f"POST\n{path}\n\n{listed}\n{names}\n{sha256(body).hexdigest()}"
    place = f"{moment[:8]}/{scope.region}/{scope.service}/aws4_request"
    text = f"{_ALGORITHM}\n{moment}\n{place}\n{sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret_key}".encode()
    for part in place.split("/"):
        key = hmac.digest(key, part.encode(), sha256)
    signature = hmac.digest(key, text.encode(), sha256).hex()
    authorization = f"{_ALGORITHM} Credential={credentials.access_key}/{place}, SignedHeaders={names}, "
    return {**complete, "authorization": f"{authorization}Signature={signature}"}
