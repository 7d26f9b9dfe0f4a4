"""The league table as rows of text, and as an HTML table."""

from __future__ import annotations

from html import escape

from pulposus.evidence.meta.labels import treatment_name
from pulposus.evidence.meta.network.league import League
from pulposus.report.figures.meta_lines import interval

SAME = "\N{MIDDLE DOT}"
"""On the diagonal, where a treatment would meet itself."""
NOTE = (
    "Row minus column, points of 100; negative: less in the row. Below the diagonal all evidence of the network, above "
    "it the trials that compared the two. Order by the P-score, the mean certainty of being lower than the others, "
    "which is no size of an effect."
)


def league_rows(league: League) -> list[list[str]]:
    """Rows of text, the first with the names: name, P-score, then a cell for each treatment."""
    names = [treatment_name(t) for t in league.treatments]
    rows = [["", "P-score", *names]]
    for row, treatment in enumerate(league.treatments):
        cells = []
        for column in range(len(names)):
            found = None if row == column else league.cell(row, column)
            cells.append("" if found is None else interval(found.low, found.value, found.high, "points"))
        cells[row] = SAME
        rows.append([names[row], f"{league.scores[treatment]:.2f}", *cells])
    return rows


def league_html(league: League, caption: str) -> str:
    """An HTML table with headers for both ways, and the note that says how to read it."""
    head, *body = league_rows(league)
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in body
    )
    return (
        f'<table class="league"><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{lines}</tbody></table><p>{escape(NOTE)}</p>"
    )
