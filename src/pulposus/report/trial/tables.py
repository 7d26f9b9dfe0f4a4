"""Tables of the report as rows of text; here how large a trial must be and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.report.words import number, span
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.looks import Length
from pulposus.trial.answers.power import SCENARIOS
from pulposus.trial.answers.share import Share
from pulposus.trial.design import Design


@dataclass(frozen=True)
class Table:
    """A caption with a note, headings, and rows whose first cell names the row."""

    caption: str
    note: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def share_text(share: Share) -> str:
    """ "49 (44 to 54)": of 100, with the 95 % interval; a dash of none."""
    if share.of == 0:
        return "–"
    return f"{number(100 * share.value)} ({span(100 * share.low, 100 * share.high)})"


def sizes(answers: Answers) -> Table | None:
    """Success at each size, and the smallest sizes that are enough."""
    curves = [curve for curve in answers.trial_curves if curve.scenario != "null"]
    if not curves:
        return None
    every = sorted({size for curve in curves for size in curve.sizes})
    rows = []
    for size in every:
        found = [curve.at(size) for curve in curves]
        rows.append((f"{size}", *("–" if one is None else share_text(one) for one in found)))
    headings = ("People", *(SCENARIOS[curve.scenario] for curve in curves))
    return Table("Successes of 100 trials", "With 95 % intervals.", headings, tuple(rows))


def enough(answers: Answers) -> tuple[str, ...]:
    """The smallest size that is enough, a sentence for each kind of worlds."""
    said = []
    several = {curve.scenario for curve in answers.trial_curves if len(curve.sizes) > 1}
    for name, found in answers.smallest:
        if name not in several:
            continue
        place = "Over" if name == "assurance" else "In"
        if all(one.size is None and one.low is None for one in found):
            said.append(f"{place} {SCENARIOS[name]} {found[0].words} for {100 * found[0].target:.0f} successes of 100.")
            continue
        parts = [f"for {100 * one.target:.0f} successes of 100 {one.words}" for one in found]
        said.append(f"{place} {SCENARIOS[name]}: {'; '.join(parts)}.")
    return tuple(said)


def lengths(answers: Answers, design: Design) -> tuple[Table, ...]:
    """People and months by scenario, and where trials stop."""
    if not answers.lengths:
        return ()
    rows = tuple(
        (SCENARIOS[one.scenario], _range(one.people), _range(one.months),
         *(share_text(share) for _, share in one.kept)) for one in answers.lengths
    )  # fmt: skip
    kept = tuple(f"keeps {answers.arms[arm]}, of 100 that go on" for arm, _ in answers.lengths[0].kept)
    found = [Table("People and months that a trial takes", "Mean and 90 of 100 trials of the planned size.",
                   ("Worlds", "people", "months", *kept), rows)]  # fmt: skip
    if design.looks is not None:
        found.append(_stops(answers.lengths))
    return tuple(found)


def _stops(lengths_: tuple[Length, ...]) -> Table:
    rows = []
    for one in lengths_:
        for look in one.looks:
            last = look.number == len(one.looks) - 1
            name = f"{SCENARIOS[one.scenario]}, {'at the end' if last else f'look {look.number + 1}'}"
            rows.append((name, f"{100 * look.information:g} %", share_text(look.success), share_text(look.none)))
    return Table("Where trials stop, of 100", "Before the end: success, or futility.",
                 ("Worlds and look", "of the people", "with success", "without"), tuple(rows))  # fmt: skip


def _range(values: tuple[float, float, float]) -> str:
    mean, low, high = values
    return f"{number(mean)} ({span(low, high)})"
