"""Signing a request: exactly as botocore signs it."""

from datetime import UTC, datetime

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as OfBotocore
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.runtime.aws_signing import Credentials, Scope, signed

KEYS = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789/+", min_size=1, max_size=64)


@given(
    secret=KEYS,
    token=st.none() | KEYS,
    body=st.binary(max_size=300),
    operation=st.sampled_from(["AmazonSQS.SendMessageBatch", "secretsmanager.GetSecretValue"]),
    region=st.sampled_from(["us-east-1", "eu-central-1", "cn-north-1"]),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2039, 12, 31)),  # noqa: DTZ001 - the zone comes with the next line
)
def test_a_request_is_signed_as_botocore_signs_it(
    secret: str, token: str | None, body: bytes, operation: str, region: str, now: datetime
) -> None:
    moment = now.replace(tzinfo=UTC)
    host = f"sqs.{region}.amazonaws.com"
    headers = {"host": host, "content-type": "application/x-amz-json-1.0", "x-amz-target": operation}
    theirs = AWSRequest("POST", f"https://{host}/", dict(headers), body)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(auth, "get_current_datetime", lambda: moment)
        auth.SigV4Auth(OfBotocore("AKID", secret, token), "sqs", region).add_auth(theirs)  # type: ignore[no-untyped-call]

    ours = signed(headers, "/", body, Credentials("AKID", secret, token), Scope(region, "sqs"), moment)

    assert ours == {name.lower(): value for name, value in theirs.headers.items()}
