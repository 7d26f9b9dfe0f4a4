"""All treatments side by side: each once, with the numbers of the forecast, in groups, its control arm beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import fake
import numpy as np
import pytest

from pulposus.report import groups, overview, treatments
from pulposus.report.figures import forest, sidebyside
from pulposus.report.words import signed
from pulposus.treatment.schema import GROUPS

FORECAST = fake.forecast(arms=fake.MANY)  # the one of the page `many`
AT = FORECAST.months.index(12.0)


def table(page: str) -> str:
    """The overview's table as HTML."""
    return page.split('<table class="all">')[1].split("</table>")[0]


def rows(page: str) -> dict[str, list[str]]:
    """By name, what stands large in each cell."""
    found: dict[str, list[str]] = {}
    for name, cells in re.findall(
        r'<th scope="row" class="name"><a href="#t-\w+">([^<]+)</a></th>(.*?)</tr>', table(page)
    ):
        assert name not in found
        found[unescape(name)] = re.findall(r"<b[^>]*>([^<]*)</b>", cells)
    return found


def median(values: np.ndarray, digits: int = 0) -> str:
    return f"{np.median(values):.{digits}f}".replace("-", "\N{MINUS SIGN}")


def test_every_treatment_stands_once_with_the_numbers_of_the_forecast(many: str) -> None:
    found = rows(many)
    assert list(found) == [t.name for t in groups.in_order(FORECAST)]
    for treatment in FORECAST.treatments:
        cells, own, disc = found[treatment.name], treatment.symptoms, treatment.discs["L4/5"]
        assert len(cells) == len(overview.headings(FORECAST)) == 11
        assert cells[0] == median(own["pain_0_100"][:, AT])
        assert cells[1] == median(own["odi_0_100"][:, AT])
        assert cells[2] == signed(float(np.median(own["pain_context"][:, AT])))
        assert cells[4] == f"{100 * treatment.chances['pain gain >= 15'][AT].value:.0f}"
        assert cells[5] == f"{100 * treatment.chances['pain worse >= 15'][AT].value:.0f}"
        assert cells[6] == signed(float(np.median(disc["height_mm"][:, -1] - disc["height_mm"][:, 0])), 2)
        water = 100 * (disc["water_fraction"][:, -1] - disc["water_fraction"][:, 0])
        assert cells[7] == signed(float(np.median(water)), 1)
        assert cells[10] == median(disc["glucose_min_mM"][:, 1:].min(axis=1), 2)


def test_what_a_treatment_adds_is_told_apart_from_nothing(many: str) -> None:
    found = rows(many)
    for treatment in FORECAST.treatments:
        adds = treatment.symptoms["pain_mechanism"][:, AT]
        expected = signed(float(np.median(adds))) if np.any(adds) else "nothing"
        assert found[treatment.name][3] == expected
    assert table(many).count("control arm") == 4
    assert table(many).count("in any draw") == 1  # hyaluronan adds nothing and is no control arm


def test_living_cells_only_where_cells_were_given(many: str) -> None:
    found = rows(many)
    for treatment in FORECAST.treatments:
        cells = found[treatment.name][8:10]
        assert (cells == ["none", "none"]) == (treatment.group != "cells")
    injected = FORECAST.treatment("bm_msc").discs["L4/5"]["injected_cells_1e6"]
    assert found["Marrow-derived cells in saline"][8] == f"{np.median(injected[:, 1]):.0f}"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "none"), (0.001, "< 0.01"), (0.123, "0.12"), (7.23, "7.2"), (43.0, "43")]
)
def test_cells_are_written_with_the_digits_that_count(value: float, text: str) -> None:
    assert overview.cells_text(np.full(5, value))[0] == text


def test_groups_in_fixed_order_and_said_to_be_no_ranking(many: str) -> None:
    titles = re.findall(r'<th scope="rowgroup" colspan="12"><span>([^<]+)</span>', table(many))
    assert titles == [groups.TITLES[key] for key in GROUPS]
    short = many.split('id="short"')[1].split("</section>")[0]
    assert "The order is by kind of treatment and is no ranking." in short
    # A better result moves nothing.
    best = groups.in_order(FORECAST)
    assert [t.key for t in best if t.group == "cells"] == [k for k, arm in fake.MANY.items() if arm[2] == "cells"]


def test_the_summary_counts_what_the_bands_say() -> None:
    text = overview.summary(FORECAST)
    others = [t for t in FORECAST.treatments if not groups.is_control(t)]
    assert len(others) == 19
    edges = {t.key: np.quantile(t.symptoms["pain_mechanism"][:, AT], (0.05, 0.95)) for t in others}
    nothing = [t for t in others if not np.any(t.symptoms["pain_mechanism"])]
    clear = [t for t in others if t not in nothing and round(edges[t.key][1]) < 0]
    assert f"{len(nothing)} of 19 adds nothing in any draw" in text
    assert f"For {len(others) - len(nothing) - len(clear)} of 19 the band" in text
    assert (f"For {len(clear)} of 19 that band leaves out" in text) == bool(clear)


def test_picture_names_every_treatment_and_shows_its_control_arm() -> None:
    for width in (forest.WIDE, forest.NARROW):
        svg = sidebyside.picture(FORECAST, 12.0, width).decode()
        text = unescape(" ".join(re.findall(r">([^<]+)</text>", svg)))
        for treatment in FORECAST.treatments:
            assert treatment.name in text
            mid, low, high = (
                f"{np.quantile(treatment.symptoms['pain_0_100'][:, AT], q):.0f}" for q in (0.5, 0.05, 0.95)
            )
            assert f"{mid} ({low} to {high})" in text
        # Two grey blocks for each treatment and axis, and two in the key.
        assert svg.count("<rect") == 2 * 2 * len(FORECAST.treatments) + 2
    words = sidebyside.alternative(FORECAST, 12.0)
    control = np.median(groups.control_scores(FORECAST.treatment("fusion"), "pain_0_100")[:, AT])
    assert f"its control arm {control:.0f}" in words.split("Fusion:")[1]


def test_a_treatment_says_whether_its_effect_comes_from_the_disc_or_from_trials() -> None:
    cells = FORECAST.treatment("bm_msc")
    adds = cells.symptoms["pain_mechanism"]

    def said(through: np.ndarray) -> str:
        return treatments.origin(replace(cells, symptoms={**cells.symptoms, "pain_through_disc": through}), AT)

    assert treatments.origin(cells, AT) == ""
    assert "none of it from the disc model" in said(0 * adds)
    assert "none of it from a trial" in said(adds)
    half = signed(float(np.median(adds[:, AT] / 2)))
    assert said(adds / 2) == f"Of this, {half} comes through the disc model; the rest is taken from trials."


def test_control_scores_are_those_of_the_arm_without_the_treatment() -> None:
    cells = FORECAST.treatment("bm_msc")
    context = cells.symptoms["pain_0_100"][:, :1] + cells.symptoms["pain_context"]
    inside = (context > 1) & (context < 99) & (np.abs(cells.symptoms["pain_0_100"] - 50) < 49)
    difference = groups.control_scores(cells, "pain_0_100") - context
    assert inside.mean() > 0.9
    assert np.abs(difference[inside]).max() < 1e-9


def test_one_disc_column_set_for_several_treated_discs_is_their_mean() -> None:
    both = replace(fake.forecast(levels=("L5/S1", "L4/5"), draws=8), treated_levels=("L5/S1", "L4/5"))
    view = overview.view(both)
    assert view.discs.startswith("discs L5/S1 and L4/5")
    cells = both.treatment("bm_msc")
    change = np.mean(
        [cells.discs[v]["height_mm"][:, -1] - cells.discs[v]["height_mm"][:, 0] for v in both.levels], axis=0
    )
    row = next(r for block in view.blocks for r in block.rows if r.key == "bm_msc")
    assert row.cells[6][0] == signed(float(np.median(change)), 2)
