"""Tables of what trials find, of what each rule is worth, and of what came between."""

from __future__ import annotations

from pulposus.report.trial.tables import Table, share_text
from pulposus.report.words import number, span
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.unit import name_of, unit_of
from pulposus.trial.design import Design

_EVENTS = {"dropped_out": "dropped out", "rescued": "rescued", "crossed": "crossed over", "reoperated": "operated on"}


def endpoints(answers: Answers, design: Design) -> Table | None:
    """Every endpoint in every arm at the planned size."""
    if not answers.endpoints:
        return None
    rows = []
    for line in answers.endpoints:
        endpoint = design.endpoint(line.endpoint)
        digits = 1 if endpoint.kind == "change" else 2
        main = " (primary)" if line.endpoint in design.primary else ""
        rows.append((f"{name_of(endpoint)}{main}, {answers.arms[line.arm]}", number(line.middle, digits),
                     span(line.low, line.high, digits), share_text(line.found), f"{100 * line.seen:.0f}"))  # fmt: skip
    note = (
        "Arm minus control on the scale of the analysis (points, share of people, log odds or log hazard ratio): "
        f"median and 90 of 100 trials over all worlds. Found: p at or below {design.testing.alpha:g} in the right "
        "direction, each endpoint by itself."
    )
    headings = ("Endpoint and arm", "estimate", "90 of 100 trials", "found, of 100", "measured, of 100")
    return Table(f"All endpoints in trials of {design.patients} people", note, headings, tuple(rows))


def worth(answers: Answers, design: Design) -> Table | None:
    """Expected gains and the chance that they are worth having."""
    if not answers.worth:
        return None
    unit, first = unit_of(design.main), answers.worth[0]
    rows = []
    for one in answers.worth:
        low, middle, high = one.band
        cells = [answers.arms[one.arm], number(middle, unit.digits), span(low, high, unit.digits),
                 one.counted(one.any_gain)]  # fmt: skip
        rows.append((*cells, one.counted(one.meaningful)) if one.meaningful is not None else tuple(cells))
    headings = ["Arm", f"gain, {unit.word}", first.band_words, f"any gain, of {first.of} worlds"]
    if first.threshold is not None:
        headings.append(f"gain of {first.threshold:g} or more, of {first.of}")
    note = f"Before any trial: {first.worlds} worlds that the evidence leaves possible, everybody under every arm."
    return Table(f"Expected gain over the control, {name_of(design.main)}", note, tuple(headings), tuple(rows))


def rules(answers: Answers, design: Design) -> Table | None:
    """The trial without each rule."""
    found = answers.rules
    if found is None:
        return None
    unit = unit_of(design.main)
    rows = []
    for name, one in (("all rules", found.whole), *((f"without: {r.without.key}", r.without) for r in found.rules)):
        low, middle, high = one.band
        need = "–" if one.needed is None else f"{one.needed:,.0f}"
        gain = f"{number(middle, unit.digits)} ({span(low, high, unit.digits)})"
        rows.append((name, gain, number(one.sd, unit.digits),
                     number(one.screened_per_enrolled, 1), need, f"{100 * one.chance:.0f}",
                     f"{100 * one.chance_same_screened:.0f}"))  # fmt: skip
    headings = ("People let in", f"gain, {unit.word}", "spread (SD)", "screened for each", "people for 80 % power",
                "success, same size", "success, same screening")  # fmt: skip
    note = (
        f"{answers.arms[found.arm]} beside the control, by itself, in closed form. People for 80 % power: in the "
        "middle world, arms as in the design; – where no size is enough. Success of 100: averaged over worlds."
    )
    return Table("The trial with all its rules and without each", note, headings, tuple(rows))


def happened(answers: Answers) -> Table | None:
    """Events by arm."""
    if not answers.happened:
        return None
    known = [name for name, _ in answers.happened[0].shares
             if any(dict(one.shares)[name][2] > 0 for one in answers.happened)]  # fmt: skip
    rows = []
    for one in answers.happened:
        found = dict(one.shares)
        cells = [
            f"{number(100 * found[name][0], 1)} ({span(100 * found[name][1], 100 * found[name][2])})" for name in known
        ]
        rows.append((answers.arms[one.arm], number(one.people), *cells))
    headings = ("Arm", "people", *(f"{_EVENTS[name]}, of 100" for name in known))
    note = "Mean of all trials in worlds left possible, and 90 of 100 trials."
    return Table("What came between, by arm", note, headings, tuple(rows))
