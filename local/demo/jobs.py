"""What the contractor has in Procore: two of its jobs with budgets, contracts and what is billed in the month.

Every figure is written out here, so that what the books should hold can be checked by hand.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from simulators.seeds.model import CostCode, CostLine, CostType

PROCORE_COMPANY: Final = 5_358_233
CLINIC: Final = "2214"
GARAGE: Final = "2311"
PROCORE_JOBS: Final = (CLINIC, GARAGE)
RETAINAGE_PERCENT: Final = Decimal(10)
FOUR_EYES_ABOVE: Final = "50000.00"

TYPES: Final = (
    CostType("L", "Labor", "labor"),
    CostType("S", "Subcontract", "commitment"),
    CostType("O", "Other", "other"),
)
CODES: Final = (
    CostCode("01-500", "01", "Temporary facilities"),
    CostCode("02-050", "02", "Site labor"),
    CostCode("02-110", "02", "Site cleanup"),
    CostCode("03-050", "03", "Concrete labor"),
    CostCode("03-110", "03", "Formwork"),
    CostCode("03-300", "03", "Cast-in-place concrete"),
    CostCode("05-120", "05", "Structural steel"),
    CostCode("06-050", "06", "Carpentry labor"),
    CostCode("06-110", "06", "Rough framing"),
    CostCode("26-050", "26", "Electrical labor"),
    CostCode("26-110", "26", "Lighting"),
    CostCode("26-200", "26", "Electrical distribution"),
)
ACCOUNTS: Final = {
    "03-300": "Job Costs Concrete",
    "05-120": "Job Costs Steel",
    "26-200": "Job Costs Electrical",
}
"""The account of each cost code, as the administrator set it up; nobody thought of 01-500."""
FORGOTTEN_CODE: Final = "01-500"
ACCOUNT_OF_THE_FORGOTTEN: Final = "Job Costs General"


def _line(code: str, kind: str, words: str, amount: str) -> CostLine:
    return CostLine(code, kind, words, Decimal(amount))


BUDGETS: Final = {
    CLINIC: (
        _line("01-500", "O", "Temporary facilities", "24000"),
        _line("02-050", "L", "Site labor", "38000"),
        _line("02-110", "L", "Site cleanup", "16000"),
        _line("03-050", "L", "Concrete labor", "46000"),
        _line("03-110", "L", "Formwork", "19000"),
        _line("03-300", "S", "Cast-in-place concrete", "310000"),
        _line("05-120", "S", "Structural steel", "255000"),
        _line("06-050", "L", "Carpentry labor", "52000"),
        _line("06-110", "L", "Rough framing", "21000"),
        _line("26-050", "L", "Electrical labor", "41000"),
        _line("26-110", "L", "Lighting", "24000"),
        _line("26-200", "S", "Electrical distribution", "190000"),
    ),
    GARAGE: (
        _line("03-050", "L", "Concrete labor", "88000"),
        _line("03-300", "S", "Cast-in-place concrete", "540000"),
    ),
}


@dataclass(frozen=True, slots=True)
class Subcontract:
    """A subcontract of one line."""

    number: str
    job: str
    vendor: str
    line: CostLine


ACME: Final = "Acme Concrete"
HARBOR: Final = "Harbor Steel"
VOLT: Final = "Volt Brothers Electric"
BUILDERS: Final = "Builders Supply"
SUBCONTRACTORS: Final = (ACME, HARBOR, VOLT, BUILDERS)
OWNERS: Final = {CLINIC: "Riverside Health", GARAGE: "City of Ridgeline"}
SUBCONTRACTS: Final = (
    Subcontract("SC-2214-01", CLINIC, ACME, _line("03-300", "S", "Foundations and slabs", "298500")),
    Subcontract("SC-2214-02", CLINIC, HARBOR, _line("05-120", "S", "Steel frame", "246000")),
    Subcontract("SC-2214-03", CLINIC, VOLT, _line("26-200", "S", "Switchgear and feeders", "181250")),
    Subcontract("SC-2311-01", GARAGE, ACME, _line("03-300", "S", "Ramps and decks", "512000")),
)
PRIME_LINES: Final = {
    CLINIC: (
        _line("03-300", "S", "Concrete", "420000"),
        _line("05-120", "S", "Structural steel", "330000"),
        _line("26-200", "S", "Electrical", "265000"),
    ),
    GARAGE: (_line("03-300", "S", "Concrete", "760000"),),
}


@dataclass(frozen=True, slots=True)
class Bill:
    """A requisition on a subcontract: the work of its lines, in their order; a tenth of it is withheld."""

    number: str
    contract: str
    days: int
    work: tuple[str, ...]

    def day(self, first: date) -> date:
        """Counted from the first day of the month."""
        return first + timedelta(days=self.days)


ACME_CLINIC: Final = Bill("AC-1031", "SC-2214-01", 18, ("84250.00",))
HARBOR_CLINIC: Final = Bill("HS-7710", "SC-2214-02", 19, ("41200.50",))
VOLT_CLINIC: Final = Bill("VB-0318", "SC-2214-03", 19, ("27640.40",))
ACME_GARAGE: Final = Bill("AC-1032", "SC-2311-01", 20, ("46875.25",))
BILLS: Final = (ACME_CLINIC, HARBOR_CLINIC, VOLT_CLINIC, ACME_GARAGE)
WRONG_BILL: Final = VOLT_CLINIC
WRONG_TOTAL: Final = "25876.36"
"""What somebody typed over the sum of it; its line comes to 27,640.40 less 2,764.04 = 24,876.36."""

CHANGE: Final = _line("05-120", "S", "Canopy steel, change directive 4", "18500")
CHANGED_CONTRACT: Final = "SC-2214-02"
AFTER_THE_CHANGE: Final = Bill("HS-7724", CHANGED_CONTRACT, 25, ("9800.00", "12500.00"))

SUPPLIES: Final = _line(FORGOTTEN_CODE, "O", "Fence and site office", "4218.75")
SUPPLIES_NUMBER: Final = "BS-55102"
SUPPLIES_DAY: Final = 12


@dataclass(frozen=True, slots=True)
class Application:
    """A payment application to the owner: the work of the contract's lines, in their order."""

    number: str
    job: str
    days: int
    work: tuple[str, ...]

    def day(self, first: date) -> date:
        """Counted from the first day of the month."""
        return first + timedelta(days=self.days)


APPLICATIONS: Final = (
    Application("2214-07", CLINIC, 24, ("112400.00", "58300.25", "36000.00")),
    Application("2311-03", GARAGE, 24, ("61500.00",)),
)
