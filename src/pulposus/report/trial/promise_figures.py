"""Whether the analysis keeps its promises, and the main analysis beside the sensitivity analyses."""

from __future__ import annotations

from pulposus.report.figures.style import INK, MUTED, SHADES
from pulposus.report.trial.both import Both
from pulposus.report.trial.design_rows import IMPUTED
from pulposus.report.trial.rows import Row, Words, draw
from pulposus.report.words import number
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.power import SCENARIOS
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.side_by_side import MAIN
from pulposus.trial.answers.unit import name_of
from pulposus.trial.design import Design

_GOOD, _BAD = SHADES["medicine and exercise"][0], SHADES["cells"][2]
_Z = 1.96


def error_figure(answers: Answers) -> Both | None:
    """False claims without an effect; None where no such trial was run."""
    rows = [
        Row(one.what, one.share.low, one.share.value, one.share.high, _of_100(one.share),
            f"{one.share.count:,} of {one.share.of:,}", _GOOD if one.kept else _BAD, strong=not one.arm,
            goal=one.nominal)
        for one in answers.false_claims
    ]  # fmt: skip
    if not rows:
        return None
    found = answers.false_claims
    kept = "The promise is kept." if all(one.kept for one in found) else "It is not kept everywhere."
    single = f", and just {100 * found[1].nominal:g} for one comparison in either direction" if len(found) > 1 else ""
    caption = (
        "Trials in which the arms do nothing beyond the control, and how many of 100 claim a difference all the same, "
        "with the 95 % interval that the number of trials leaves. Promised (upright ticks): at most "
        f"{100 * found[0].nominal:g} of 100 for a gain claimed by the whole trial{single}. {kept}"
    )
    top = max(2.2 * found[0].nominal, *(row.high for row in rows))
    words = Words("False claims without an effect, of 100 trials", "", "", "of 100 (95 %)", "trials")
    return Both.drawn(lambda width: draw(rows, words, width, ends=(0, top), scale=100), caption)


def coverage_figure(answers: Answers, design: Design) -> Both | None:
    """Intervals of the primary endpoints that hold the truth; None where no truth is known."""
    primary = [one for one in answers.coverage if one.endpoint in design.primary]
    if not primary:
        return None
    rows: list[Row] = []
    for scenario, words in SCENARIOS.items():
        mine = [one for one in primary if one.scenario == scenario]
        if mine:
            rows.append(Row(words[:1].upper() + words[1:], heading=True))
        for one in mine:
            aside = f"SE / spread {number(one.se_ratio, 2)}"
            name = f"{name_of(design.endpoint(one.endpoint))}, {answers.arms[one.arm]}"
            rows.append(Row(name, one.share.low, one.share.value, one.share.high,
                            _of_100(one.share), aside, _GOOD if one.verdict == "holds" else _BAD))  # fmt: skip
    nominal = 1 - float(design.testing.alpha)
    low = min(0.9, *(row.low for row in rows if not row.heading))
    held = sum(one.verdict == "holds" for one in primary)
    caption = (
        "Of 100 intervals, those that hold the difference expected in their world, with the 95 % interval that the "
        f"number of trials leaves; {100 * nominal:g} are promised, and {held} of {len(primary)} lines agree with it. "
        "At the right: mean standard error over the true spread of the estimates, 1 where the standard error is "
        "honest. An interval that leaves out people who drop out can miss the truth of all people."
    )
    title = Words("Intervals that hold the truth, of 100", "too few", "too many", "of 100 (95 %)", "standard error")
    return Both.drawn(lambda width: draw(rows, title, width, reference=nominal, ends=(low, 1.0), scale=100), caption)


def analyses_figure(answers: Answers, design: Design) -> Both | None:
    """The main analysis and the others on the same trials, in all worlds; None without others."""
    mine = [one for one in answers.side_by_side if one.scenario == "assurance"]
    if not mine:
        return None
    rows: list[Row] = []
    before = ("", "")
    for one in mine:
        if (one.endpoint, one.arm) != before:
            rows.append(Row(f"{name_of(design.endpoint(one.endpoint))}, {answers.arms[one.arm]}", heading=True))
            before = one.endpoint, one.arm
        half, main = _Z * one.se, one.method == MAIN
        digits = 1 if abs(one.estimate) >= 1 or one.se >= 1 else 3
        rows.append(Row(IMPUTED.get(one.method, one.method), one.estimate - half, one.estimate, one.estimate + half,
                        f"{number(one.estimate, digits)} (SE {number(one.se, digits)})",
                        f"{100 * one.found.value:.0f} of 100", INK if main else MUTED, "diamond" if main else "circle",
                        strong=main))  # fmt: skip
    changes = [
        IMPUTED.get(one.method, one.method) for one in mine
        if one.method != MAIN and not _near(one.found, next(m.found for m in mine if m.method == MAIN and
                                                           (m.endpoint, m.arm) == (one.endpoint, one.arm)))
    ]  # fmt: skip
    said = f"Those that find clearly more or fewer: {', '.join(dict.fromkeys(changes))}." if changes else (
        "None finds clearly more or fewer differences than the main analysis."
    )  # fmt: skip
    caption = (
        "Arm minus control of an average trial, with an interval of average width, by the main analysis and by those "
        "that make other assumptions about people who left. At the right: trials of 100 that find a gain by it "
        f"alone. {said}"
    )
    words = Words("The same trials analysed in several ways", "arm lower", "arm higher", "difference", "finds a gain")
    return Both.drawn(lambda width: draw(rows, words, width), caption)


def _near(one: Share, other: Share) -> bool:
    return one.low <= other.high and other.low <= one.high


def _of_100(share: Share) -> str:
    return f"{number(100 * share.value, 1)} ({number(100 * share.low, 1)} to {number(100 * share.high, 1)})"
