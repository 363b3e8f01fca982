"""A company's settings for FOUNDATION: which way records go, codes, and links (docs/vendors/foundation.md)."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel

ID_LENGTH: Final = 10
BooksId = Annotated[str, Field(min_length=1, max_length=ID_LENGTH, pattern=r"^[!-~]([ -~]*[!-~])?$")]
"""An id as FOUNDATION has it: at most ten printable ASCII characters, no space at its ends."""


class FoundationKind(StrEnum):
    """What we write to FOUNDATION."""

    TIME_CARD = "time_card"
    AP_INVOICE = "ap_invoice"


class FoundationRoute(StrEnum):
    """The two ways in, of equal rank."""

    REST = "rest"
    FILE = "file"


class CodePart(StrEnum):
    """What one part of our cost code is in FOUNDATION."""

    PHASE = "phase"
    COST_CODE = "cost_code"
    COST_CLASS = "cost_class"


class CodeIds(CanonicalModel):
    """Phase, cost code and cost class; what is None is left to FOUNDATION's defaults."""

    phase: BooksId | None = None
    cost_code: BooksId | None = None
    cost_class: BooksId | None = None


class FoundationRules(CanonicalModel):
    """What people set for FOUNDATION; its mapping tables are laid over ``earn_codes``, ``classes`` and ``cost_codes``.

    A cost code of ours is looked up in ``cost_codes``, else cut at ``code_separator`` into ``code_parts`` in their
    order (without a separator all of it is the cost code). ``phase``, ``labor_class`` and ``expense_class`` stand in
    where a code names none. ``accounts`` has the ledger account of a cost class, ``classes`` the class of a
    classification (files only: REST has no field for it that we know). ``numbers_are_ids``: a payroll number or job
    number is FOUNDATION's id of an employee or job that nobody linked. ``tax_account`` takes the tax of a bill;
    ``tax_accounts``, by the id of Procore's tax code, go first.
    """

    time_cards: FoundationRoute = FoundationRoute.REST
    ap_invoices: FoundationRoute = FoundationRoute.REST
    numbers_are_ids: bool = True
    earn_codes: dict[str, BooksId] = Field(default_factory=dict)
    classes: dict[str, BooksId] = Field(default_factory=dict)
    cost_codes: dict[str, CodeIds] = Field(default_factory=dict)
    code_separator: Annotated[str, Field(min_length=1, max_length=3)] | None = None
    code_parts: Annotated[tuple[CodePart, ...], Field(min_length=1)] = (CodePart.COST_CODE,)
    phase: BooksId | None = None
    labor_class: BooksId | None = None
    expense_class: BooksId | None = None
    accounts: dict[str, BooksId] = Field(default_factory=dict)
    account: BooksId | None = None
    tax_account: BooksId | None = None
    tax_accounts: dict[str, BooksId] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_differ(self) -> Self:
        if len(set(self.code_parts)) < len(self.code_parts):
            raise ValueError("a part of the cost code is named twice")
        if self.code_separator is None and len(self.code_parts) > 1:
            raise ValueError("several parts need a separator")
        return self

    def route(self, kind: FoundationKind) -> FoundationRoute:
        """Which way records of ``kind`` go."""
        return self.time_cards if kind is FoundationKind.TIME_CARD else self.ap_invoices


class FoundationMappings(FoundationRules):
    """One company's settings for FOUNDATION."""

    company_id: str
    version: int = 0

    @property
    def rules(self) -> FoundationRules:
        """What people set, alone."""
        return FoundationRules(**{name: getattr(self, name) for name in FoundationRules.model_fields})


class LinkedKind(StrEnum):
    """Our records that FOUNDATION has its own id for."""

    EMPLOYEE = "employee"
    PROJECT = "project"
    SUPPLIER = "supplier"
