"""How much a contractor of each size has."""

from dataclasses import dataclass
from typing import Final

from simulators.seeds.model import Size


@dataclass(frozen=True, slots=True)
class Extent:
    """Counts; ``without_number`` workers have no payroll number."""

    jobs: int
    workers: int
    customers: int
    suppliers: int
    cost_codes: int
    weeks: int
    without_number: int


EXTENTS: Final = {
    Size.SMALL: Extent(3, 12, 2, 6, 8, 4, 1),
    Size.CONTRACTOR: Extent(25, 150, 8, 40, 20, 13, 2),
    Size.LARGE: Extent(200, 2000, 40, 300, 20, 52, 9),
    Size.QUARTER_SMALL: Extent(10, 50, 4, 20, 12, 13, 1),
    Size.QUARTER_MEDIUM: Extent(60, 300, 15, 90, 20, 13, 2),
    Size.QUARTER_LARGE: Extent(200, 2000, 40, 300, 20, 13, 9),
}
