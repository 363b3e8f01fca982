"""Invoices of subcontractors and to owners."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_VENDOR_INVOICES: Final = Route("list_vendor_invoices", "GET", "/v1/vendor-invoices", Scope.INVOICES_READ)
GET_VENDOR_INVOICE: Final = Route("get_vendor_invoice", "GET", "/v1/vendor-invoices/{invoice_id}", Scope.INVOICES_READ)
APPROVE_VENDOR_INVOICES: Final = Route(
    "approve_vendor_invoices",
    "POST",
    "/v1/vendor-invoices/approvals",
    Scope.INVOICES_APPROVE,
    (ErrorCode.COMPANY_NOT_CONFIGURED, ErrorCode.FLOW_OFF, ErrorCode.VERSION_CONFLICT),
)
UNAPPROVE_VENDOR_INVOICES: Final = Route(
    "unapprove_vendor_invoices", "POST", "/v1/vendor-invoices/unapprovals", Scope.INVOICES_APPROVE
)
LIST_OWNER_INVOICES: Final = Route("list_owner_invoices", "GET", "/v1/owner-invoices", Scope.INVOICES_READ)
GET_OWNER_INVOICE: Final = Route("get_owner_invoice", "GET", "/v1/owner-invoices/{invoice_id}", Scope.INVOICES_READ)
APPROVE_OWNER_INVOICES: Final = Route(
    "approve_owner_invoices",
    "POST",
    "/v1/owner-invoices/approvals",
    Scope.INVOICES_APPROVE,
    (ErrorCode.COMPANY_NOT_CONFIGURED, ErrorCode.FLOW_OFF, ErrorCode.VERSION_CONFLICT),
)
UNAPPROVE_OWNER_INVOICES: Final = Route(
    "unapprove_owner_invoices", "POST", "/v1/owner-invoices/unapprovals", Scope.INVOICES_APPROVE
)

INVOICES_ROUTES: Final[tuple[Route, ...]] = (
    LIST_VENDOR_INVOICES,
    GET_VENDOR_INVOICE,
    APPROVE_VENDOR_INVOICES,
    UNAPPROVE_VENDOR_INVOICES,
    LIST_OWNER_INVOICES,
    GET_OWNER_INVOICE,
    APPROVE_OWNER_INVOICES,
    UNAPPROVE_OWNER_INVOICES,
)
