"""Where it bends, as a picture for docs/performance.md."""

from collections.abc import Mapping

from benchmarks.kit.results import Measures
from benchmarks.kit.servers import ROOT


def draw(before: Mapping[int, Measures], now: Mapping[int, Measures]) -> None:
    """``docs/pictures/scale.svg``: freshness and posting delay against customers, before and now."""
    import matplotlib as mpl  # noqa: PLC0415 - slow, and of no use to who imports this module to count

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "fieldledger"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, (fresh, delay) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for name, days in (("before", before), ("now", now)):
        minutes = [float(day["freshness_p99_min"]) for day in days.values()]
        fresh.plot(list(days), minutes, marker="o", markersize=3, label=name)
        waits = [float(day["posting_delay_p99_s"]) / 60 for day in days.values()]
        delay.plot(list(days), waits, marker="o", markersize=3, label=name)
    fresh.set_title("age of what is read every 15 minutes, p99", fontsize=9)
    delay.set_title("from approval to the books on payday, p99", fontsize=9)
    for axes in (fresh, delay):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("customers")
        axes.set_ylabel("minutes")
        axes.legend(fontsize=8)
    path = ROOT / "docs" / "pictures" / "scale.svg"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
