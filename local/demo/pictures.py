"""Two pictures: where one looks rather than reads. Greys differ as much as colours do, and patterns help."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from local.demo.api import Json
from local.demo.job_costs import amount, rows
from local.demo.timeline import Timeline

_DPI: Final = 110
_BARS: Final = (
    ("budget", "budget", "#d9dde3", ""),
    ("committed", "committed", "#7fa8d1", ""),
    ("actual", "actual", "#173f6b", ""),
    ("pending", "pending (approved, not in the books)", "#f2b134", "////"),
)
_STATES: Final = (
    ("posted", "in the books", "#173f6b", ""),
    ("parked", "waits for a person", "#f2b134", "////"),
    ("sealed", "being sent", "#7fa8d1", ""),
    ("pending", "waits for the writer", "#d9dde3", ".."),
)
_WIDTH: Final = 0.38


def budget_picture(moments: Mapping[str, Json], path: Path) -> None:
    """Job cost by cost code, a panel for each moment; what is pending stands on what is actual."""
    figure = Figure(figsize=(12, 5.6), layout="constrained")
    panels = figure.subplots(1, len(moments), sharey=True, squeeze=False)[0]
    for panel, (moment, cost) in zip(panels, moments.items(), strict=True):
        _draw_costs(panel, moment, cost)
    job = next(iter(moments.values()))
    figure.suptitle(f"Budget against actual, job {job['number']} {job['name']}", fontsize=14, fontweight="bold")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(_BARS), frameon=False)
    figure.savefig(path, dpi=_DPI)


def _draw_costs(panel: Axes, moment: str, cost: Json) -> None:
    found = [row for row in rows(cost) if row["cost_code"] is not None]
    codes = [str(row["cost_code"]) for row in found]
    values = {name: [float(amount(row, name)) for row in found] for name, *_ in _BARS}
    places = range(len(codes))
    for name, label, colour, hatch in _BARS:
        wide = name == "budget"
        left = [place + (0 if wide else -_WIDTH / 2 if name == "committed" else _WIDTH / 2) for place in places]
        bottom = values["actual"] if name == "pending" else 0
        panel.bar(
            left,
            values[name],
            width=0.86 if wide else _WIDTH,
            bottom=bottom,
            label=label,
            color=colour,
            hatch=hatch,
            edgecolor="#44484d",
            linewidth=0.6,
        )
    panel.set_title(moment, fontsize=11)
    panel.set_xticks(list(places), codes, rotation=35, ha="right")
    panel.set_xlabel("cost code")
    panel.yaxis.set_major_formatter(FuncFormatter(_dollars))
    _bare(panel)


def postings_picture(timeline: Timeline, path: Path) -> None:
    """How many postings were in which state over the run."""
    figure = Figure(figsize=(12, 4.8), layout="constrained")
    panel = figure.subplots()
    started = timeline.moments[0]
    seconds = [(moment - started).total_seconds() for moment in timeline.moments]
    areas = panel.stackplot(
        seconds, *(timeline.counts[name] for name, *_ in _STATES), step="post", edgecolor="#44484d", linewidth=0.4
    )
    for area, (_, label, colour, hatch) in zip(areas, _STATES, strict=True):
        area.set(facecolor=colour, hatch=hatch, label=label)
    panel.set_title("Postings over the run, by state", fontsize=14, fontweight="bold")
    panel.set_xlabel("seconds since the first approval")
    panel.set_ylabel("postings")
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    panel.margins(x=0)
    _bare(panel)
    figure.legend(loc="outside lower center", ncols=len(_STATES), frameon=False)
    figure.savefig(path, dpi=_DPI)


def _dollars(value: float, _place: int | None) -> str:
    return f"${value:,.0f}"


def _bare(panel: Axes) -> None:
    """Lines where the eye needs them."""
    panel.spines[["top", "right"]].set_visible(False)
    panel.grid(axis="y", color="#c9ced6", linewidth=0.6)
    panel.set_axisbelow(True)
