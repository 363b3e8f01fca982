"""What a company can be set to, beyond its records."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

type Language = Literal["en", "fr"]
type Environment = Literal["production", "sandbox"]


@dataclass(slots=True)
class CompanyPreferences:
    """The settings of one company (section 7.1).

    `book_close_date` is the last closed day; `classes_per_txn` is the preference ClassTrackingPerTxn and
    `classes_per_line` ClassTrackingPerTxnLine. `custom_txn_numbers` leaves sales without DocNumber unnumbered,
    `custom_order_numbers` purchase orders. `language` is that of fault texts. With an `environment` set, the address of
    the other one answers 3100.
    """

    book_close_date: date | None = None
    classes_per_txn: bool = True
    classes_per_line: bool = True
    track_departments: bool = False
    custom_txn_numbers: bool = False
    custom_order_numbers: bool = False
    warn_duplicate_journal_number: bool = False
    home_currency: str = "USD"
    several_currencies: bool = False
    utc_offset_minutes: int = -480
    language: Language = "en"
    environment: Environment | None = None
