"""Import files in S3, as moto plays it: written once, never overwritten."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from fieldledger.clients.export_files import S3ExportFiles
from fieldledger.result import ErrorCode

BUCKET, KEY, CONTENT = "exports", "company-1/time_card/2026/03/file.csv", b"Employee No\r\n107\r\n"


@pytest.fixture
def files() -> Iterator[S3ExportFiles]:
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        signing = Config(signature_version="s3v4")
        yield S3ExportFiles(lambda: boto3.client("s3", region_name="us-east-1", config=signing), BUCKET)


async def test_a_file_comes_back_as_it_was_put(files: S3ExportFiles) -> None:
    assert (await files.put_new(KEY, CONTENT, "text/csv")).unwrap() is True
    assert (await files.get(KEY)).unwrap() == CONTENT


async def test_putting_the_same_file_again_changes_nothing(files: S3ExportFiles) -> None:
    (await files.put_new(KEY, CONTENT, "text/csv")).unwrap()
    assert (await files.put_new(KEY, CONTENT, "text/csv")).unwrap() is False


async def test_another_file_never_replaces_one_that_lies_there(files: S3ExportFiles) -> None:
    (await files.put_new(KEY, CONTENT, "text/csv")).unwrap()
    refused = await files.put_new(KEY, b"other", "text/csv")
    assert (refused.error_code, refused.details["key"]) == (ErrorCode.ALREADY_EXISTS, KEY)
    assert (await files.get(KEY)).unwrap() == CONTENT


async def test_a_file_that_does_not_exist_is_not_found(files: S3ExportFiles) -> None:
    assert (await files.get("none")).error_code == ErrorCode.NOT_FOUND


class _Broken:
    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def put_object(self, **_arguments: object) -> None:
        raise self._fault

    def get_object(self, **_arguments: object) -> None:
        raise self._fault


@pytest.mark.parametrize(
    "fault",
    [
        EndpointConnectionError(endpoint_url="https://s3"),
        ClientError({"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}, "PutObject"),
    ],
)
async def test_a_store_that_does_not_answer_is_unavailable(fault: Exception) -> None:
    files = S3ExportFiles(lambda: _Broken(fault), BUCKET)
    assert (await files.put_new(KEY, CONTENT, "text/csv")).error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await files.get(KEY)).error_code == ErrorCode.STORE_UNAVAILABLE


async def test_an_address_saves_the_file_under_the_name_and_ends_after_its_lifetime(files: S3ExportFiles) -> None:
    (await files.put_new(KEY, CONTENT, "text/csv")).unwrap()
    address = urlsplit((await files.link(KEY, "COPY-2-file.csv", timedelta(minutes=5))).unwrap())
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert address.path.endswith(KEY)
    assert asked["response-content-disposition"] == 'attachment; filename="COPY-2-file.csv"'
    assert asked.get("X-Amz-Expires") == "300"


async def test_there_is_no_address_of_a_file_that_does_not_exist(files: S3ExportFiles) -> None:
    assert (await files.link("none", "file.csv", timedelta(minutes=5))).error_code == ErrorCode.NOT_FOUND
