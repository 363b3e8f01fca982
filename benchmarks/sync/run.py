"""A full load, a morning with a few changes, and an hour without any: ours and dlt's, over real HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from benchmarks.kit.results import Measures, Results
from benchmarks.sync.contestant import Figures, Order, contestant
from benchmarks.sync.office import CHANGED_EVERY, EVENING, SIZE, Vendors, vendors
from benchmarks.sync.peer_config import LEFT_OUT

ROUNDS: Final = 1 if SIZE == "large" else 3
MORNING: Final = EVENING + timedelta(hours=14)
AN_HOUR_LATER: Final = MORNING + timedelta(hours=1)
_CHANGED_AT: Final = MORNING - timedelta(hours=2)
_COMPARED: Final = ("records_per_second", "cpu_seconds_per_1000_records", "peak_megabytes", "calls_per_1000_records")

type Pulls = dict[str, Figures]


def measure() -> Results:
    """Each contestant has simulators of its own, seeded and changed alike; they take turns."""
    rounds = [(_contest("ours"), _contest("peer")) for _ in range(ROUNDS)]
    ours, theirs = (_median([each[side] for each in rounds]) for side in (0, 1))
    return Results(
        measures={**_summary(ours), **_ratios(ours, theirs)},
        peers={"dlt": _flat(theirs)},
        setting=_setting(),
        runs=ours,
    )


def _contest(module: str) -> Pulls:
    with vendors() as there, contestant(module) as ask:
        print(f"{module}: the vendors are seeded", flush=True)
        first = ask(Order(EVENING, None, dict(there.urls), there.tokens()))
        there.set_clocks(_CHANGED_AT)
        edits = there.change()
        second = ask(_again(there, module, MORNING, EVENING)) | {"edits": edits}
        third = ask(_again(there, module, AN_HOUR_LATER, MORNING))
    pulls = {"full": first, "incremental": second, "unchanged": third}
    for name, figures in pulls.items():
        print(f"{module} {name}: {figures}", flush=True)
    return pulls


def _median(rounds: Sequence[Pulls]) -> Pulls:
    """Of each pull the round in the middle by wall time: others may be using the machine."""
    return {
        name: sorted((pulls[name] for pulls in rounds), key=lambda pull: float(pull["wall_seconds"]))[ROUNDS // 2]
        for name in rounds[0]
    }


def _again(there: Vendors, module: str, now: datetime, since: datetime) -> Order:
    """Ours refreshes its tokens by itself; dlt is given new ones."""
    there.set_clocks(now)
    return Order(now, since, dict(there.urls), {} if module == "ours" else there.tokens())


def _summary(ours: Pulls) -> dict[str, float | int | str]:
    full, incremental, unchanged = ours["full"], ours["incremental"], ours["unchanged"]
    calls = sum(int(pull["calls"]) for pull in ours.values())
    bound = sum(int(pull["calls_bound"]) for pull in ours.values())
    return {
        "calls_over_bound": round(calls / bound, 3),
        "calls_over_bound_full": full["calls_over_bound"],
        "calls_over_bound_incremental": incremental["calls_over_bound"],
        "calls_over_whole_pages_full": _per(full, "calls", "calls_of_whole_pages"),
        "calls_over_whole_pages_incremental": _per(incremental, "calls", "calls_of_whole_pages"),
        "writes_per_changed": _per(full, "record_write_units", "changed"),
        "writes_per_changed_incremental": _per(incremental, "record_write_units", "changed"),
        "writes_per_unchanged": _per(unchanged, "record_write_units", "unchanged"),
        "bookkeeping_writes_per_call": _per(unchanged, "bookkeeping_write_units", "calls"),
        "records_per_second": full["records_per_second"],
        "records_per_second_incremental": incremental["records_per_second"],
        "wall_seconds_per_1000_records": full["wall_seconds_per_1000_records"],
        "cpu_seconds_per_1000_records": full["cpu_seconds_per_1000_records"],
        "peak_megabytes": full["peak_megabytes"],
        "stored_megabytes": full["stored_megabytes"],
        "records": full["records"],
        "changes_made": incremental["edits"],
        "records_changed": incremental["changed"],
    }


def _ratios(ours: Pulls, theirs: Pulls) -> dict[str, float]:
    return {
        f"{name}_against_dlt_{pull}": round(float(ours[pull][name]) / float(theirs[pull][name]), 2)
        for pull in ("full", "incremental")
        for name in _COMPARED
    }


def _flat(theirs: Pulls) -> Measures:
    return {f"{pull}_{name}": value for pull, figures in theirs.items() for name, value in figures.items()}


def _setting() -> Measures:
    return {
        "size": SIZE,
        "rounds": f"{ROUNDS}, in turn; of each pull the one in the middle by wall time",
        "pulls": "full: everything; incremental: 14 hours later, each resource once in the mode that is due; "
        "unchanged: an hour after that, the same again",
        "changed": f"every {CHANGED_EVERY}th record of each list, through the vendors' own applications",
        "vendors": "simulators as processes over HTTP, without limits of their own; fresh ones for each contestant",
        "calls_bound": "for each list asked the different records in it over the vendor's largest page, at least one; "
        "a single record takes one. A list is a path with its parameters but those of paging",
        "calls_of_whole_pages": "the same if one list held what vendors list by project, contract and span",
        "our_budgets": "in force at their default limits; waits pass on a virtual clock (budget_wait_seconds)",
        "our_store": "in memory, so peak_megabytes holds everything that was stored (stored_megabytes of keys and "
        "bodies); one worker at a time",
        "load_average": "of the machine in the five minutes before a pull's end: above its cores, others had a share",
        "writes": "DynamoDB write units by the product's meter: of records, names, links, their audit and reports as "
        "record writes; of checkpoints, runs, budgets, tokens and freshness as bookkeeping",
        "records": "different records in the vendors' answers; what counting took is left out of all times",
        "dlt": "rest_api source, filesystem destination: lists with a filter are asked since the last pull and "
        "appended, others replaced; each vendor one pipeline",
        "dlt_left_out": LEFT_OUT,
    }


def _per(figures: Mapping[str, float | int | str], what: str, each: str) -> float:
    return round(float(figures[what]) / max(1.0, float(figures[each])), 4)
