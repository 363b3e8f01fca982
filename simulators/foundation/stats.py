"""What reached the simulator, by outcome, for tests that measure call volume."""

from pydantic import BaseModel

from simulators.foundation.state import FoundationState


class StatsAnswer(BaseModel):
    """``calls`` counts outcomes (admitted, throttled, refused_key, refused_token, refused_product, tokens).

    ``peak_per_minute`` is the most calls of one subscription in any sixty seconds.
    """

    calls: dict[str, int]
    peak_per_minute: dict[str, int]
    records: dict[str, dict[str, int]]


def stats_of(state: FoundationState) -> StatsAnswer:
    return StatsAnswer(
        calls=dict(state.counts),
        peak_per_minute={name: allowance.peak for name, allowance in state.allowances.items()},
        records={
            company.id: {resource.value: len(rows) for resource, rows in company.tables.items()}
            for company in state.companies.values()
        },
    )
