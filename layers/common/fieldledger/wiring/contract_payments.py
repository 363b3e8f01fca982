"""Pushing the books' payments to Procore. Procore's parts are imported when the first one is pushed."""

from collections.abc import Callable
from functools import cache

from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.payments_catch_ups import DocumentPaymentsCatchUps
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.asking import PushAsking
from fieldledger.services.payments.catching_up import CatchingUp
from fieldledger.services.payments.procore_side import PaymentsAtProcore
from fieldledger.services.payments.to_procore import PaymentPush
from fieldledger.settings import ProcoreSettings
from fieldledger.wiring.store import clock, document_store


def payment_push(settings: ProcoreSettings) -> Callable[[], PaymentPush]:
    """On AWS and the real Procore, made at first use."""

    @cache
    def made() -> PaymentPush:
        from fieldledger.wiring.procore import procore_api  # noqa: PLC0415 - imported at first use

        store = document_store(settings)
        return payment_push_over(store, procore_api(settings, store, Priority.POSTING).contract_payments, clock())

    return made


def payment_push_over(store: DocumentStore, procore: PaymentsAtProcore, time: Clock) -> PaymentPush:
    """Over any store, Procore and clock."""
    return PaymentPush(
        DocumentCompanies(store),
        DocumentContractPayments(store),
        DocumentInvoiceRecords(store, VendorInvoice),
        catching_up_over(store, time),
        procore,
        Inbox(DocumentExceptions(store), time),
        store,
        time,
    )


def catching_up_over(store: DocumentStore, time: Clock) -> CatchingUp:
    """Asking for payments that were known before they were to be pushed, over any store and clock."""
    invoices = DocumentInvoiceRecords(store, VendorInvoice)
    return CatchingUp(DocumentPaymentsCatchUps(store), invoices, DocumentContractPayments(store), store, time)


def push_asking_over(store: DocumentStore, time: Clock) -> PushAsking:
    """Asking for pushes over any store and clock."""
    return PushAsking(DocumentCompanies(store), DocumentContractPayments(store), time)
