"""pyprocore: ``... .pyprocore_client <company> <calls>``, its settings in the environment."""

import sys

from pyprocore import Procore

from benchmarks.clients.usage import memory, report, timed


def main() -> None:
    """Measure and report."""
    company, calls = int(sys.argv[1]), int(sys.argv[2])
    procore = Procore()
    idle = memory()

    def work() -> int:
        for _ in range(calls):
            procore.vendors.list(company)
        return calls

    made, seconds = timed(work)
    report(made, seconds, idle)


if __name__ == "__main__":
    main()
