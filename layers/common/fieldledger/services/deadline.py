"""How long an invocation still runs, as the services see it."""

from typing import Final, Protocol

# Reading a page of 1000 records and storing what changed fits in this.
PAGE_SECONDS: Final = 60.0
# A write may take as long as the vendor's own limit of 120 s: none is begun with less time left than this.
SEND_SECONDS: Final = 140.0


class Deadline(Protocol):
    """The time that is left; implemented from the Lambda context by the runtime."""

    def allows(self, seconds: float) -> bool:
        """Whether work that takes up to ``seconds`` may begin."""
        ...
