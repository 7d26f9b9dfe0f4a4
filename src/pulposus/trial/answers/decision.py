"""The answer in a few sentences for somebody who decides whether to run the trial."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.trial.answers.control_response import STEP, ControlResponse
from pulposus.trial.answers.emulated import Emulated, worst_points
from pulposus.trial.answers.power import Curve
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.smallest import Smallest
from pulposus.trial.answers.unit import Unit, unit_of
from pulposus.trial.answers.worth import Worth
from pulposus.trial.design import Design

# More successes of 100 than this by doubling is a gain of size.
SIZE_MATTERS = 10
_ENOUGH = 80


@dataclass(frozen=True)
class Decision:
    """The headline, and sentences below it."""

    headline: str
    sentences: tuple[str, ...]


def of_100(share: Share) -> str:
    """ "23 (20 to 26)": successes of 100, with the 95 % interval that the number of replicates leaves."""
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def decision(
    design: Design,
    assurance: Curve | None,
    fixed: Curve | None,
    sizes: tuple[Smallest, ...],
    worth: tuple[Worth, ...],
    response: ControlResponse | None,
    emulator: tuple[Emulated, ...],
    arms: dict[str, str],
) -> Decision:
    """What the run says of the planned trial, in the order in which it matters."""
    said: list[str] = []
    planned = assurance.at(design.patients) if assurance else None
    if planned is None:
        headline = f"{design.name}: no trial of {design.patients} people was simulated in worlds that are left possible"
    else:
        headline = f"Of 100 such trials of {design.patients} people {of_100(planned)} would succeed"
    if fixed is not None and (middle := fixed.at(design.patients)) is not None:
        said.append(_middle(middle, planned))
    several = assurance is not None and len(assurance.sizes) > 1
    if assurance is not None and planned is not None and several:
        said.append(_doubled(design, assurance, planned, worth))
    if sizes and several:
        said.append(_needed(sizes))
    said += [_worth(one, unit_of(design.main), arms[one.arm]) for one in worth]
    if response is not None:
        said.append(_response(response, unit_of(design.main)))
    if emulator:
        said.append(_emulator(emulator))
    return Decision(headline, tuple(said))


def _emulator(rows: tuple[Emulated, ...]) -> str:
    points = worst_points(rows)
    moved = "" if points is None else f", which moves mean pain by up to {points:.1f} points at a visit"
    outside = " It lies outside its stated error: give more discs." if any(row.outside for row in rows) else ""
    return f"The disc is emulated{moved}.{outside}"


def _middle(middle: Share, planned: Share | None) -> str:
    start = f"If the truth were the middle of what the evidence says, it would be {of_100(middle)} of 100"
    if planned is None:
        return f"{start}."
    if f"{100 * middle.value:.0f}" == f"{100 * planned.value:.0f}":
        return f"{start}, as many as above."
    if middle.low <= planned.high and planned.low <= middle.high:
        return f"{start}; the number of trials simulated is too small to tell it from the number above."
    return f"{start}; the difference to the number above is what nobody knows of the cells and the patients."


def _doubled(design: Design, assurance: Curve, planned: Share, worth: tuple[Worth, ...]) -> str:
    largest = assurance.sizes[-1]
    if largest <= design.patients:
        return "No larger trial was simulated."
    twice = 2 * design.patients if 2 * design.patients in assurance.sizes else largest
    more = assurance.at(twice)
    assert more is not None
    name = "Doubling it" if twice == 2 * design.patients else f"With {twice} people it"
    start = f"{name} gives {of_100(more)}"
    if 100 * more.value >= _ENOUGH:
        return f"{start}."
    if 100 * (more.value - planned.value) >= SIZE_MATTERS:
        return f"{start}: size still helps."
    best = max(worth, key=lambda one: one.any_gain, default=None)
    # Where some arm gains in all worlds, or no gain is told, no world says that it is the cells.
    if best is None or (nothing := best.counted(1 - best.any_gain)) == "0":
        return f"{start}: size helps little."
    why = f"in {nothing} of {best.of} worlds even the best arm gains nothing"
    return f"{start}; the rest is not the size but whether the cells do enough: {why}."


def _needed(sizes: tuple[Smallest, ...]) -> str:
    if all(one.size is None and one.low is None for one in sizes):
        return f"Counted over all worlds, {sizes[0].words} for {100 * sizes[0].target:.0f} successes of 100."
    parts = [f"for {100 * one.target:.0f} successes of 100 {one.words}" for one in sizes]
    return f"Counted over all worlds: {'; '.join(parts)}."


def _worth(one: Worth, unit: Unit, arm: str) -> str:
    low, middle, high = (f"{x:.{unit.digits}f}".replace("-", "\N{MINUS SIGN}") for x in one.band)
    text = f"{arm}: expected gain over the control {middle} {unit.word} ({one.band_words}: {low} to {high})"
    gain = f"{text}; any gain at all in {one.counted(one.any_gain)} of {one.of} worlds"
    if one.meaningful is None:
        return f"{gain}."
    noticed = f"one above the {one.threshold:g} points that a single person notices in {one.counted(one.meaningful)}"
    return f"{gain}, {noticed}."


def _response(found: ControlResponse, unit: Unit) -> str:
    least, most = found.thirds[0].success, found.thirds[-1].success
    first, last = found.thirds[0], found.thirds[-1]
    slope = f"{round(100 * found.slope):+d}".replace("-", "\N{MINUS SIGN}").replace("+0", "0")
    if found.event:
        return (
            f"Of 100 people of the control arm {first.mean:.0f} have the event ({found.event}) in the third of trials "
            f"where fewest have it, and {last.mean:.0f} in the third where most have it; of these trials "
            f"{100 * least.value:.0f} and {100 * most.value:.0f} of 100 succeed ({slope} for each {STEP:g} {unit.word} "
            "more with the event)."
        )
    return (
        f"The control arm alone improves by {first.mean:.0f} {unit.word} in the third of trials where it improves "
        f"least and by {last.mean:.0f} in the third where it improves most; of these {100 * least.value:.0f} and "
        f"{100 * most.value:.0f} of 100 succeed ({slope} for each {STEP:g} {unit.word} more)."
    )
