"""Where the money goes, as a picture for docs/performance.md."""

from collections.abc import Mapping

from benchmarks.cost.bill import Bill
from benchmarks.kit.servers import ROOT


def draw(bills: Mapping[str, Bill]) -> None:
    """``docs/pictures/cost.svg``: one bar a customer, one colour a service."""
    import matplotlib as mpl  # noqa: PLC0415 - slow, and of no use to who imports this module to count

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "fieldledger"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
    services = dict.fromkeys(service for bill in bills.values() for service in bill)
    left = [0.0] * len(bills)
    for service in services:
        values = [float(bill.get(service, 0)) for bill in bills.values()]
        axes.barh(list(bills), values, left=left, label=service)
        left = [before + value for before, value in zip(left, values, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("US dollars a month, us-east-1")
    axes.legend(ncols=4, fontsize=7, loc="lower right")
    path = ROOT / "docs" / "pictures" / "cost.svg"
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
