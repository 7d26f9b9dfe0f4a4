"""Pictures of meta-analyses: every study is there, at its place, with its numbers, in both widths."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from pulposus.evidence.meta.kinds import Change, Changes, Difference, Differences
from pulposus.evidence.meta.network.blocks import from_difference
from pulposus.evidence.meta.network.league import league
from pulposus.evidence.meta.network.network import networks
from pulposus.evidence.meta.pool import Pooled, pool
from pulposus.evidence.meta.subgroups import subgroups
from pulposus.report.figures import funnel, meta_forest, meta_lines, network
from pulposus.report.figures.axis import axis
from pulposus.report.figures.forest import NARROW, WIDE
from pulposus.report.figures.league import NOTE, SAME, league_html, league_rows

SVG = "{http://www.w3.org/2000/svg}"
WORDS = meta_lines.Words("Pain: made up", "less", "more")
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def pooled() -> Pooled:
    items = [("Alpha 2001", -9.0, 9.0), ("Beta 2002", -2.0, 4.0), ("Gamma 2003", 3.0, 16.0), ("Delta 2004", -5.0, 1.0)]
    return pool(Differences(tuple(Difference(n[:5], n, y, v, 40, control_people=38) for n, y, v in items)))


def texts(picture: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]


def inside(picture: bytes) -> bool:
    """Whether no line and no rectangle leaves the picture."""
    root = ET.fromstring(picture)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    xs = [float(e.get(k, 0)) for e in root.iter(f"{SVG}line") for k in ("x1", "x2")]
    ys = [float(e.get(k, 0)) for e in root.iter(f"{SVG}line") for k in ("y1", "y2")]
    return all(0 <= x <= width for x in xs) and all(0 <= y <= height for y in ys)


@WIDTHS
def test_forest_holds_every_study_with_its_numbers(width: float) -> None:
    found = pooled()
    picture = meta_forest.draw(found, WORDS, width)
    said = " | ".join(texts(picture))
    for item in found.effects.items:
        assert item.name in said
    assert "−9.0 (−14.9 to −3.1)" in said
    assert "40 / 38" in said
    for words in ("random effects", "one common effect", "a further study", "← less", "more →"):
        assert words in said
    assert inside(picture)
    assert meta_forest.draw(found, WORDS, width) == picture


def test_marks_lie_where_the_axis_says() -> None:
    """The square of a study stands over its value: -9 and 3 lie twelve points apart."""
    root = ET.fromstring(meta_forest.draw(pooled(), WORDS, WIDE))
    squares = [e for e in root.iter(f"{SVG}rect") if e.get("fill") == meta_forest.COLOUR]
    middles = [float(e.get("x", 0)) + float(e.get("width", 0)) / 2 for e in squares]
    ends = [e for e in root.iter(f"{SVG}line") if e.get("stroke") == meta_forest.COLOUR]
    per_point = (float(ends[0].get("x2", 0)) - float(ends[0].get("x1", 0))) / (2 * 1.959964 * 3)
    assert middles[2] - middles[0] == pytest.approx(12 * per_point, abs=0.3)
    sizes = [float(e.get("width", 0)) for e in squares]
    assert list(np.argsort(sizes)) == list(np.argsort(pooled().weights))


def test_groups_have_their_own_diamonds() -> None:
    found = pooled()
    groups = subgroups(found.effects, ["grown", "grown", "fresh", "fresh"]).groups
    said = texts(meta_forest.draw(found, WORDS, WIDE, groups))
    assert said.count("grown") == 2
    assert said.count("fresh") == 2
    assert "all together" in said


def test_ratios_are_written_as_ratios() -> None:
    items = (Difference("a", "A", math.log(2.0), 0.04), Difference("b", "B", math.log(0.5), 0.04))
    said = " | ".join(texts(meta_forest.draw(pool(Differences(items, "log risk ratio")), WORDS, WIDE)))
    assert "2.00 (1.35 to 2.96)" in said
    assert "0.50 (0.34 to 0.74)" in said


def test_shares_are_written_of_a_hundred() -> None:
    assert meta_lines.number(0.0, "log odds") == "50"
    assert meta_lines.number(-0.04, "points") == "0.0"


def test_titles_say_what_and_on_which_scale() -> None:
    changes = pool(Changes((Change("a", "A", -40.0, 9.0),)))
    words = meta_lines.words("odi", changes, "cohorts")
    assert words == meta_lines.Words(
        "ODI: change in cohorts without a control, points of 100", "less than at the start", "more than at the start"
    )
    assert meta_lines.words("pain", pooled(), "main").title == "Pain: cells beyond sham or saline, points of 100"


@WIDTHS
def test_funnel_has_a_point_for_each_study(width: float) -> None:
    picture = funnel.draw(pooled(), WORDS, width, "Ten are needed.")
    root = ET.fromstring(picture)
    points = [(float(e.get("cx", 0)), float(e.get("cy", 0))) for e in root.iter(f"{SVG}circle")]
    assert len(points) == 4
    assert inside(picture)
    assert "Ten are needed." in " ".join(texts(picture)).replace("  ", " ")
    # Delta has the smallest standard error and stands highest, Gamma the largest and stands lowest.
    assert points[3][1] == min(y for _, y in points)
    assert points[2][1] == max(y for _, y in points)


@WIDTHS
def test_network_has_a_circle_for_each_treatment_in_every_part(width: float) -> None:
    blocks = [from_difference("1", "bm_msc", "sham", -5, 4.0, (10, 12)),
              from_difference("2", "bm_msc", "sham", -3, 4.0, (10, 12)),
              from_difference("3", "fusion", "exercise", -2, 9.0, (40, 44))]  # fmt: skip
    parts = networks(blocks)
    picture = network.draw(parts, "Trials", width)
    root = ET.fromstring(picture)
    assert len(list(root.iter(f"{SVG}circle"))) == 4
    assert len(list(root.iter(f"{SVG}line"))) == 2
    said = " ".join(texts(picture))
    for words in ("fusion", "exercise and", "sham injection", " 2 "):
        assert words in said
    assert inside(picture)


def test_league_rows_read_row_minus_column() -> None:
    (found,) = networks([from_difference("1", "bm_msc", "sham", -5, 4.0), from_difference("2", "prp", "sham", -2, 9.0)])
    rows = league_rows(league(found))
    assert rows[0] == ["", "P-score", "marrow-derived cells in saline", "platelet-rich plasma", "sham injection"]
    assert rows[1][2:] == [SAME, "", "−5.0 (−8.9 to −1.1)"]
    assert rows[3][2:] == ["5.0 (1.1 to 8.9)", "2.0 (−3.9 to 7.9)", SAME]
    page = league_html(league(found), "Pain <")
    assert "<caption>Pain &lt;</caption>" in page
    assert page.count('scope="row"') == 3
    assert NOTE.split(".")[0] in page


def test_axis_holds_its_values_and_zero() -> None:
    found = axis([-52.9, 45.5], 10, 300)
    assert found.low < -52.9 < 0 < 45.5 < found.high
    assert 0.0 in found.ticks
    assert len(found.ticks) <= 7
    assert (found.x(found.low), found.x(found.high)) == (10, 310)
    assert found.x(1e9) == 310
    ratio = axis([math.log(0.2), math.log(6)], 0, 100, ratio=True)
    assert [ratio.label(t) for t in ratio.ticks] == ["0.2", "0.5", "1", "2", "5"]
    assert re.fullmatch(r"−\d+", found.label(found.ticks[0]))
    assert axis([0.0], 0, 100).ticks
