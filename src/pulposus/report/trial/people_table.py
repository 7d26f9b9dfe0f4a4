"""Who is enrolled, as a table."""

from __future__ import annotations

from pulposus.report.trial.tables import Table
from pulposus.report.words import number
from pulposus.trial.answers.answer import Answers


def baseline(answers: Answers) -> Table:
    """People who may enrol, beside the published ones where a study is known."""
    found = answers.baseline
    rows: list[tuple[str, str, str]] = []
    for one in found.numbers:
        published = "–" if one.published is None else number(one.published, one.digits)
        shown = f"{number(one.mean, one.digits)} ({number(one.sd, one.digits)})"
        rows.append((f"{one.words}, {one.unit}", shown, published))
    share, published_share = found.female
    women = "–" if published_share is None else f"{100 * published_share:.0f}"
    rows.insert(1, ("Women, of 100", f"{100 * share:.0f}", women))
    for each in found.classes:
        names = " / ".join(name.removesuffix(".0") for name, _ in each.shares)
        shares = " / ".join(f"{100 * part:.0f}" for _, part in each.shares)
        rows.append((f"{each.words} {names}, of 100", shares, "–"))
    headings: tuple[str, ...] = ("At the start", f"{found.people:,} people who may enrol")
    note = "Mean (standard deviation) or people of 100."
    if not found.study:
        return Table("Who is enrolled", note, headings, tuple(row[:2] for row in rows))
    note += f" Published: {found.study_text}."
    return Table("Who is enrolled", note, (*headings, f"published ({found.study})"), tuple(rows))
