"""The design as a drawing: candidates, people enrolled, arms over time with their visits."""

from __future__ import annotations

from pulposus.report.figures.forest import WIDE
from pulposus.report.figures.style import FAINT, INK, MUTED
from pulposus.report.figures.vector import Canvas, wrapped
from pulposus.report.trial.arm_looks import arm_looks
from pulposus.report.trial.both import Both
from pulposus.trial.answers.answer import Answers
from pulposus.trial.design import Design

_NAME = {True: 60, False: 40}
# px between the months of two visits, so that they can be read.
_GAP = 15.0


def scheme_figure(answers: Answers, design: Design) -> Both:
    """The trial in one drawing."""
    found = answers.screening
    people = dict(zip(design.arm_keys, design.people_of_arms(design.patients), strict=True))
    arms = "; ".join(f"{people[key]} {answers.arms[key]}" for key in design.arm_keys)
    visits = ", ".join(f"{month:g}" for month in design.visits_months)
    caption = (
        f"{design.patients} people randomised to {len(design.arms)} arms ({arms}), {design.blinding}, seen at months "
        f"{visits}; {found.per_enrolled:.1f} candidates are screened for each person enrolled, and "
        f"{100 * answers.seen:.0f} of 100 have a value of the primary endpoint."
    )
    return Both.drawn(lambda width: _draw(answers, design, people, width), caption)


def _draw(answers: Answers, design: Design, people: dict[str, int], width: float) -> bytes:
    wide, looks = width >= WIDE, arm_looks(design)
    tall = 44.0 if wide else 62.0
    top = 8.0 if wide else 74.0
    height = top + tall * len(design.arms) + 44
    canvas = Canvas(width, height)
    left = 300.0 if wide else 8.0
    right = width - 74
    screened = round(design.patients * answers.screening.per_enrolled)
    boxes = ((f"{screened:,} screened", f"{answers.screening.per_enrolled:.1f} for each enrolled"),
             (f"{design.patients:,} randomised", design.blinding))  # fmt: skip
    middle = top + tall * len(design.arms) / 2
    for place, (first, second) in enumerate(boxes):
        x, y = (place * 140.0, middle - 26) if wide else (place * 175.0, 6.0)
        size = 122.0 if wide else 158.0
        canvas.rect(x, y, size, 52, fill="#f4f6f8", stroke=MUTED, stroke_width=0.8, rx=5)
        canvas.text(x + size / 2, y + 19, first, size=13, bold=True, anchor="middle")
        canvas.text(x + size / 2, y + 36, second, size=11, fill=MUTED, anchor="middle")
        arrow = (x + size, x + size + (18 if wide else 17))
        if wide or place == 0:
            canvas.line(arrow[0], y + 26, arrow[1], y + 26, stroke=MUTED, stroke_width=1.4)
    last = max(design.visits_months)
    for row, key in enumerate(design.arm_keys):
        y = top + tall * (row + 0.5) + 6
        if wide:
            canvas.path([(280, middle), (290, y), (left, y)], stroke=MUTED, stroke_width=1.4)
        names = wrapped(answers.arms[key], _NAME[wide])
        canvas.text(left, y - 15, names[0] + (" …" if len(names) > 1 else ""), size=12.5, bold=True, halo=True,
                    fill=looks[key].colour)  # fmt: skip
        canvas.line(left, y, right, y, stroke=looks[key].colour, stroke_width=4)
        for month in design.visits_months:
            x = left + (right - left) * float(month) / float(last)
            main = design.main.month is not None and month == design.main.month
            canvas.mark(x, y, looks[key].mark, looks[key].colour, 7 if main else 4.6)
        canvas.text(right + 12, y, f"n = {people[key]}", size=12)
    y = top + tall * len(design.arms) + 8
    canvas.line(left, y, right, y, stroke=FAINT, stroke_width=1)
    free = left - _GAP
    for month in (0.0, *design.visits_months):
        x = left + (right - left) * float(month) / float(last)
        if x - free >= _GAP:
            canvas.text(x, y + 12, f"{month:g}", size=11, anchor="middle", fill=INK)
            free = x
    canvas.text(left, y + 28, "months; the larger mark is the primary endpoint", size=11, fill=MUTED)
    return canvas.svg()
