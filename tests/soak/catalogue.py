"""All scenarios. Another vendor's are added here."""

from typing import Final

from tests.soak.document_scenarios import DOCUMENTS
from tests.soak.foundation_scenarios import FOUNDATION
from tests.soak.scenario import Scenario
from tests.soak.time_scenarios import TIME

SCENARIOS: Final[tuple[Scenario, ...]] = (*TIME, *DOCUMENTS, *FOUNDATION)
