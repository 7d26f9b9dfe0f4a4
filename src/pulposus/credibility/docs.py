"""The tables of results in ``docs/credibility.md``, written anew with each snapshot so that they cannot drift."""

from __future__ import annotations

import re
from pathlib import Path

from pulposus.credibility.assess import Credibility
from pulposus.credibility.results import Moved
from pulposus.credibility.rules.calculation import percent

MARK = re.compile(r"(<!-- (levels|numerics) -->\n).*?(<!-- end -->)", re.DOTALL)


def levels(page: Credibility) -> str:
    """Level reached and level asked for, factors down and uses across, as Markdown."""
    lines = [["factor", *(each.context.title for each in page.assessments)], ["---"] * (len(page.assessments) + 1)]
    for row in zip(*(each.findings for each in page.assessments), strict=True):
        cells = [f"{one.level} / {one.goal}{'' if one.met else ' **short**'}" for one in row]
        lines.append([row[0].factor.name, *cells])
    lines.append(["goals met", *(f"{each.met} of {len(each.findings)}" for each in page.assessments)])
    return _rows(lines)


def numerics(lines: tuple[Moved, ...]) -> str:
    """What each refinement moves, in per cent of the width of the band, as Markdown."""
    refined = tuple(dict.fromkeys(line.refined for line in lines))
    found = {(line.quantity, line.refined): line for line in lines}
    rows = [["moves by, of the width of its band (single draws up to)", *refined], ["---"] * (len(refined) + 1)]
    for quantity in dict.fromkeys(line.quantity for line in lines):
        cells = [found[quantity, how] for how in refined]
        rows.append([quantity, *(f"{percent(c.moved / c.band)} ({percent(c.largest / c.band)})" for c in cells)])
    return _rows(rows)


def _rows(lines: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def refreshed(text: str, page: Credibility) -> str:
    """A page of the documentation with its tables as these results give them."""
    tables = {"levels": levels(page), "numerics": numerics(page.results.numerics)}
    return MARK.sub(lambda mark: f"{mark[1]}\n{tables[mark[2]]}\n{mark[3]}", text)


def refresh(root: Path, page: Credibility) -> Path | None:
    """Write the tables of ``docs/credibility.md`` of a source tree; the file, None where there is none."""
    path = root / "docs" / "credibility.md"
    if not path.is_file():
        return None
    path.write_text(refreshed(path.read_text(encoding="utf-8"), page), encoding="utf-8")
    return path
