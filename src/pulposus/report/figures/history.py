"""A disc from 20 to 80 in a population: grades stacked by age, height, T2 and water with bands, published points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pulposus.report.figures.style import CONTROL, CONTROL_WIDE, FAINT, INK, MUTED, PAPER, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from pulposus.course.lifetime.history import History

LINE, POINT = "#2762bc", "#9b5108"
GRADES = ("#cfe0f5", "#8fb6e3", "#4a80c4", "#1f4f92", "#14233b")  # I to V, light to dark
NUMERALS = ("I", "II", "III", "IV", "V")
NOTE = (
    "Line: median; bands: middle 50 and 90 of 100 discs. Brown: published. Damage was calibrated on prevalence at 20\n"
    "and 80, progression, narrowing and what the discs of a person share; T2, prevalence at 60 and the slow biology "
    "were not."
)
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def draw(found: History) -> Figure:
    """Six panels over age: grades, people with a degenerate disc, height, T2, water, matrix and inflammation."""
    with drawing():
        fig = figure(10.0, 6.4)
        what = "with damage" if found.with_damage else "no damage: slow biology alone"
        fig.text(0.06, 0.955, f"Lumbar discs of {len(found.height_mm)} people, healthy at 20 ({what})", fontsize=12,
                 fontweight="bold", color=INK)  # fmt: skip
        axes = fig.subplots(2, 3, gridspec_kw={"left": 0.06, "right": 0.975, "top": 0.885, "bottom": 0.145,
                                               "wspace": 0.24, "hspace": 0.34})  # fmt: skip
        _grades(axes[0, 0], found)
        _people(axes[0, 1], found)
        _heights(axes[0, 2], found)
        _t2(axes[1, 0], found)
        _water(axes[1, 1], found)
        _inside(axes[1, 2], found)
        for ax in axes.flat:
            ax.set_xlim(found.ages_y[0], found.ages_y[-1])
        for ax in axes[1]:
            ax.set_xlabel("age, years")
        fig.text(0.06, 0.02, NOTE, fontsize=7.5, color=MUTED)
    return fig


def _grades(ax: Any, found: History) -> None:
    from pulposus.course.lifetime.summary import grade_shares

    shares = 100 * grade_shares(found.seen.grade)
    ax.stackplot(found.ages_y, shares, colors=GRADES, edgecolor=PAPER, linewidth=0.6)
    middles = np.cumsum(shares, axis=0) - shares / 2
    for k, numeral in enumerate(NUMERALS):
        widest = int(np.argmax(shares[k][2:-2])) + 2 if shares.shape[1] > 4 else 0
        if shares[k, widest] > 5:
            ax.text(found.ages_y[widest], middles[k, widest], numeral, ha="center", va="center", fontsize=9,
                    fontweight="bold", color=INK if k < 2 else PAPER)  # fmt: skip
    ax.set_ylim(0, 100)
    ax.set_title("Pfirrmann grade, % of discs", loc="left")


def _people(ax: Any, found: History) -> None:
    from pulposus.course.lifetime.damage import TOPIC
    from pulposus.course.lifetime.prevalence import people_with
    from pulposus.library import value

    least = int(value("biology", "degenerate_from_grade"))
    ax.plot(found.ages_y, 100 * people_with(found.cohort.grade_read, least), color=LINE, linewidth=1.8)
    ax.plot(found.ages_y, 100 * people_with(found.seen.grade, least), color=LINE, linewidth=1.2, dashes=(2, 2))
    ax.plot(found.ages_y, 100 * people_with(found.cohort.grade_read, 5), color=MUTED, linewidth=1.2)
    _note(ax, "III or more: read (line), true (dots)", 0.97, 0.12, LINE)
    _note(ax, "a collapsed disc (V)", 0.97, 0.04, MUTED)
    published = {
        "degenerate_at_20": value(TOPIC, "first_age_y"),
        "degenerate_at_60": value(TOPIC, "signal_loss_age_y"),
        "degenerate_at_80": value(TOPIC, "last_age_y"),
    }
    for name, age in published.items():
        _point(ax, age, 100 * value(TOPIC, name))
    ax.set_ylim(0, 102)
    _rule(ax, "people with at least one such disc, %")


def _heights(ax: Any, found: History) -> None:
    from pulposus.course.lifetime.damage import TOPIC
    from pulposus.library import value

    _bands(ax, found.ages_y, 100 * found.discs.height_ratio.reshape(-1, len(found.ages_y)))
    mean = 100 * np.mean(found.discs.height_ratio, axis=(0, 1))
    ax.plot(found.ages_y, mean, color=LINE, linewidth=1.2, dashes=(2, 2))
    ax.plot(found.ages_y, 100 * np.mean(found.discs.swelling_ratio, axis=(0, 1)), color=MUTED, linewidth=1.2)
    # Published losses, from the model's mean at the middle of each cohort.
    for name, first in (("height_loss_young", 50), ("height_loss_old", 67)):
        years = value(TOPIC, f"{name}_years")
        if found.ages_y[0] <= first and first + years <= found.ages_y[-1]:
            at = mean[int(first - found.ages_y[0])]
            ax.plot([first, first + years], [at, at * (1 - value(TOPIC, name))], color=POINT, linewidth=2.6)
    _note(ax, "mean by loss of charge alone (grey)", 0.03, 0.2, MUTED)
    _note(ax, "mean (dots)", 0.03, 0.12, LINE)
    _note(ax, "published loss, from the mean", 0.03, 0.04, POINT)
    ax.set_ylim(0, 105)
    _rule(ax, "height, % of that at 20")


def _t2(ax: Any, found: History) -> None:
    from pulposus.course.lifetime.damage import TOPIC
    from pulposus.library import value

    _bands(ax, found.ages_y, found.seen.T2_ms.reshape(-1, len(found.ages_y)))
    whole = found.seen.T2_ms[~found.discs.damaged[..., -1]]
    ax.plot(found.ages_y, whole.mean(axis=0), color=LINE, linewidth=1.2, dashes=(2, 2))
    ages = value(TOPIC, "T2_slope_from_y"), value(TOPIC, "T2_slope_to_y")
    published = value(TOPIC, "T2_grade_II_20s_ms"), value(TOPIC, "T2_grade_II_60s_ms")
    ax.plot(ages, published, "-o", color=POINT, linewidth=1.2, markersize=4.5)
    _note(ax, "mean of discs never damaged (dots)", 0.97, 0.93, LINE)
    _note(ax, "grade II in the 20s and 60s", 0.97, 0.85, POINT)
    ax.set_ylim(0, None)
    _rule(ax, "T2 of the nucleus, ms")


def _water(ax: Any, found: History) -> None:
    _bands(ax, found.ages_y, 100 * found.discs.water_fraction.reshape(-1, len(found.ages_y)))
    ax.set_ylim(30, 95)
    _rule(ax, "water of the nucleus, % by volume")


def _inside(ax: Any, found: History) -> None:
    lines = (
        ("gag", "GAG, at 20 = 1", LINE, (), 0.75, -14),
        ("collagen", "collagen, at 20 = 1", INK, (6, 2), 0.25, 6),
        ("catabolic", "catabolic index", POINT, (2, 2), 0.7, 8),
        ("innervation", "innervation", MUTED, (6, 2, 1, 2), 0.4, 8),
    )
    for name, words, colour, dashes, at, lift in lines:
        middle = np.median(getattr(found.discs, name), axis=(0, 1))
        ax.plot(found.ages_y, middle, color=colour, linewidth=1.5, dashes=dashes or (None, None))
        k = int(at * len(middle))
        ax.annotate(words, (found.ages_y[k], middle[k]), xytext=(0, lift), textcoords="offset points", fontsize=7.5,
                    color=colour, ha="center")  # fmt: skip
    ax.set_ylim(0, None)
    _rule(ax, "inside the disc, medians")


def _bands(ax: Any, ages: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    low, lower, middle, upper, high = np.quantile(values, _QUANTILES, axis=0)
    ax.fill_between(ages, low, high, color=CONTROL_WIDE, linewidth=0)
    ax.fill_between(ages, lower, upper, color=CONTROL, linewidth=0)
    ax.plot(ages, middle, color=LINE, linewidth=1.8)


def _point(ax: Any, age: float, height: float) -> None:
    ax.plot([age], [height], "o", color=POINT, markersize=5, clip_on=False, zorder=5)


def _note(ax: Any, words: str, x: float, y: float, colour: str) -> None:
    ax.annotate(words, (x, y), xycoords="axes fraction", ha="right" if x > 0.5 else "left", fontsize=7.5, color=colour)


def _rule(ax: Any, title: str) -> None:
    ax.set_title(title, loc="left")
    ax.grid(True, axis="y", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)


def as_png(found: History) -> bytes:
    """The figure as PNG."""
    return png(draw(found))


def as_svg(found: History) -> bytes:
    """The figure as SVG."""
    return svg(draw(found))
