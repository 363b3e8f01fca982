"""Builders of valid domain models: a test names only what matters to it."""

from tests.builders.companies import OVERTIME, REGULAR, a_company, a_member, a_pay_period_rule, a_project, an_employee
from tests.builders.control import an_audit_entry, an_exception, an_idempotency_record
from tests.builders.identities import a_claim, a_link, a_party, an_identity
from tests.builders.moments import ACCOUNTANT, APPROVED_AT, COMPANY, CONTENT_HASH, SYNCED_AT, WORK_DATE
from tests.builders.postings import a_books_record, a_posting, a_posting_source, a_sealed_batch, a_time_activity
from tests.builders.time_cards import a_time_card, an_approval, an_entry
from tests.builders.vendors import a_budget, a_checkpoint, a_connection, a_counterpart

__all__ = [
    "ACCOUNTANT",
    "APPROVED_AT",
    "COMPANY",
    "CONTENT_HASH",
    "OVERTIME",
    "REGULAR",
    "SYNCED_AT",
    "WORK_DATE",
    "a_books_record",
    "a_budget",
    "a_checkpoint",
    "a_claim",
    "a_company",
    "a_connection",
    "a_counterpart",
    "a_link",
    "a_member",
    "a_party",
    "a_pay_period_rule",
    "a_posting",
    "a_posting_source",
    "a_project",
    "a_sealed_batch",
    "a_time_activity",
    "a_time_card",
    "an_approval",
    "an_audit_entry",
    "an_employee",
    "an_entry",
    "an_exception",
    "an_idempotency_record",
    "an_identity",
]
