"""Repositories of postings, approvals and the audit trail, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.postings import (
    ApprovalsContract,
    AuditTrailContract,
    BooksRecordsContract,
    DueWorkContract,
    PostingsContract,
    SealedBatchesContract,
)


class TestPostings(PostingsContract):
    """Postings."""


class TestSealedBatches(SealedBatchesContract):
    """Sealed batches."""


class TestBooksRecords(BooksRecordsContract):
    """Records in the books."""


class TestDueWork(DueWorkContract):
    """Due work."""


class TestApprovals(ApprovalsContract):
    """Approvals."""


class TestAuditTrail(AuditTrailContract):
    """The audit trail."""
