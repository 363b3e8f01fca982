"""Bodies about connections."""

from typing import Annotated

from pydantic import StringConstraints

from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import RecordId

type Secretive = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[!-~]+$")]


class SignInBody(Body):
    """``account_id``: the Procore company that is meant; other vendors' redirects say it."""

    account_id: RecordId | None = None


class CallbackBody(Body):
    """What the vendor's redirect brought to the frontend; ``realm_id`` comes from QuickBooks only."""

    state: Secretive
    code: Secretive
    realm_id: RecordId | None = None


class AppBody(Body):
    """The company at the vendor: Procore's company id, FOUNDATION's companyId."""

    account_id: RecordId
