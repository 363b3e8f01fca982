"""Acts that scenarios of QuickBooks share."""

from fieldledger.result import Result
from tests.soak.stage import Stage


async def deliver(stage: Stage) -> Result[object]:
    """The queue hands its messages to the writer."""
    return await stage.deliver()


async def sweep(stage: Stage) -> Result[object]:
    """The schedule wakes the writer for what was left behind."""
    return (await stage.world.flow.sweep().sweep()).map(lambda report: report)
