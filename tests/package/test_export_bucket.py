"""Import files on the emulator: the condition that keeps a file from being replaced holds there too."""

from fieldledger.clients.export_files import S3ExportFiles
from fieldledger.result import ErrorCode
from local.aws import LocalAws
from tests.package.surroundings import BUCKET, Surroundings


async def test_a_file_is_written_once(surroundings: Surroundings) -> None:
    client = LocalAws(surroundings.endpoint).s3
    files = S3ExportFiles(lambda: client, BUCKET)
    assert (await files.put_new("a.csv", b"first", "text/csv")).unwrap() is True
    assert (await files.put_new("a.csv", b"first", "text/csv")).unwrap() is False
    assert (await files.put_new("a.csv", b"second", "text/csv")).error_code == ErrorCode.ALREADY_EXISTS
    assert (await files.get("a.csv")).unwrap() == b"first"
    assert (await files.get("b.csv")).error_code == ErrorCode.NOT_FOUND
