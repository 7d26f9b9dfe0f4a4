"""Forest of subgroups, and the value of each inclusion rule."""

from __future__ import annotations

import re

from pulposus.report.figures.style import INK, MUTED, SHADES
from pulposus.report.trial.both import Both
from pulposus.report.trial.rows import Row, Words, draw
from pulposus.report.words import number, span
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.subgroups import Subgroup
from pulposus.trial.answers.unit import Unit, unit_of
from pulposus.trial.conduct.grouping import FEWEST
from pulposus.trial.design import Design

_TELLS = SHADES["cells"][0]
_ONE = {"points": "point", "people of 100": "person of 100", "grades": "grade"}


def missing_groups(answers: Answers, design: Design) -> str:
    """What is to be said of groups that were asked for and are not told: those that nobody is in; empty where none is.

    The tables hold no group of fewer than ``FEWEST`` people.
    """
    if design.main.kind == "time":
        return "For a time to an event no expected gain of groups is computed."
    told = {one.key for one in answers.forest.groups} if answers.forest else set()
    empty = [one for one in design.explore.subgroups if one.key not in told]
    said = "; ".join(f"{one.key} ({one.words}): nobody" for one in empty)
    return f"{said} (or fewer than {FEWEST} people of the cohort)." if empty else ""


def _step(least: float, unit: Unit) -> str:
    return f"{least:g} {_ONE.get(unit.word, unit.word) if least == 1 else unit.word}"


def forest_figure(answers: Answers, design: Design) -> Both | None:
    """Expected gain of the lead arm in each subgroup, everybody's band behind them; None without subgroups."""
    found = answers.forest
    if found is None:
        return None
    unit = unit_of(design.main)
    rows = [_row(found.everybody, unit, INK, True), *(_row(one, unit, _TELLS if one.differs else MUTED, False)
                                                      for one in found.groups)]  # fmt: skip
    apart = [_plain(one.words) for one in found.groups if one.differs]
    step = _step(found.everybody.least, unit)
    missing = missing_groups(answers, design)
    said = f"So told apart: {'; '.join(apart)}." if apart else "None is told apart, so no difference is claimed."
    caption = (
        f"Expected gain of {answers.arms[found.arm]} over the control, in {unit.word}: median and band of 90 of 100 "
        "worlds, everybody's band in grey behind. Brown: subgroups that 90 of 100 worlds put on the same side of "
        f"everybody, rounded to {step}; grey: no difference is claimed. {said} At the right: successes of 100 of a "
        f"trial of {design.patients} such people, this arm by itself, and their share of those who may enrol."
        f"{f' {missing}' if missing else ''}"
    )
    words = Words(f"Expected gain by subgroup, {answers.arms[found.arm]}", "worse than the control", "better",
                  "gain (90 % of worlds)", "success, share")  # fmt: skip
    shade = found.everybody.band[0], found.everybody.band[2]
    return Both.drawn(lambda width: draw(rows, words, width, shade=shade), caption)


def _row(one: Subgroup, unit: Unit, colour: str, strong: bool) -> Row:
    low, middle, high = one.band
    aside = f"{100 * one.chance:.0f} of 100" + ("" if strong else f", {100 * one.share:.0f} %")
    text = f"{number(middle, unit.digits)} ({span(low, high, unit.digits)})"
    shape = "diamond" if strong else "circle"
    return Row(_plain(one.words), low, middle, high, text, aside, colour, shape, strong=strong)


def _plain(words: str) -> str:
    """A rule as a group is named: "grade between 3 and 3" becomes "grade 3"."""
    return re.sub(r"between (\S+) and \1$", r"\1", words).replace(" one of ", " ")


def rule_figure(answers: Answers, design: Design) -> Both | None:
    """What each rule adds to the expected gain; None without rules."""
    found = answers.rules
    if found is None:
        return None
    unit = unit_of(design.main)
    rows = [
        Row(
            rule.without.key + (" (enrichment)" if rule.enrichment else ""), *rule.added_gain,
            f"{number(rule.added_gain[1], 2)} ({span(rule.added_gain[0], rule.added_gain[2], 2)})",
            f"{number(100 * rule.added_chance_same_screened, 0)} of 100",
            _TELLS if rule.added_gain[0] > 0 or rule.added_gain[2] < 0 else MUTED,
        )
        for rule in found.rules
    ]  # fmt: skip
    caption = (
        "The trial with all its rules beside the same trial without one: how much the rule adds to the expected gain "
        f"of {answers.arms[found.arm]} in {unit.word} (median and 90 of 100 worlds). At the right: how many more "
        "trials of 100 succeed for the same number of people screened; a rule can raise the gain and still cost "
        "power, since those it turns away would have made the trial larger."
    )
    words = Words("What each inclusion rule adds to the expected gain", "takes away", "adds", "added gain",
                  "more successes")  # fmt: skip
    return Both.drawn(lambda width: draw(rows, words, width), caption)
