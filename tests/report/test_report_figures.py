"""Pictures: geometry of the cross-section, colours that can be read, nothing global touched, same bytes."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files

import fake
import matplotlib
import numpy as np
import pytest

from pulposus.disc.reduced import ReducedMesh, ReducedTopology, element_volumes_mm3
from pulposus.report import groups
from pulposus.report.figures import course, forest, mirror, panel, section, split, style, symptoms
from pulposus.report.image import size_pixels, stripped


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def css_colours() -> dict[str, str]:
    css = (files("pulposus.report") / "template" / "style.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(t, g) for t in ("ink", "muted", "accent") for g in ("paper", "ground", "accent-ground")],
        *[("ink", "warn-ground"), ("warn", "warn-ground"), ("muted", "warn-ground")],
        *[(name, f"{name}-ground") for name in ("assumed", "flagged", "given")],
    ],
)
def test_page_colours_reach_wcag_aa(text: str, ground: str) -> None:
    colours = css_colours()
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, *itertools.chain(*style.SHADES.values())])
def test_picture_colours_reach_wcag_aa_on_paper(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 4.5


def test_groups_differ_in_mark_and_members_in_more_than_nothing() -> None:
    forecast = fake.forecast(draws=8, arms=fake.MANY)
    look = style.looks(forecast)
    marks = {t.group: look[t.key].mark for t in forecast.treatments}
    assert len(set(marks.values())) == len(marks) == 5
    kinds = {(x.colour, x.dash, x.mark) for x in look.values()}
    assert len(kinds) == len(forecast.treatments)


# Machado, Oliveira, Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.0, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "deuteranope": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanope": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


def lab(colour: str, eye: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as an eye sees it."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.clip(eye @ np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4), 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ linear / (0.9505, 1.0, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_lab_of_white_is_100() -> None:
    np.testing.assert_allclose(lab("#ffffff", EYES["normal"]), (100, 0, 0), atol=0.05)


@pytest.mark.parametrize("eye", EYES)
def test_group_colours_stay_apart_for_colour_blind_eyes(eye: str) -> None:
    # A difference of 10 is seen at a glance (2.3 is just noticeable, Mahy 1994, doi:10.1002/col.5080190207).
    colours = [lab(shades[0], EYES[eye]) for shades in style.SHADES.values()]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(colours, 2)) > 20


def test_mirrored_section_has_four_times_the_quarter_area() -> None:
    quarter = fake.section("x", 1.0, 4.6)
    r, z = mirror.mirrored(quarter.r_mm, sign_r=-1), mirror.mirrored(quarter.z_mm, sign_z=-1)
    assert r.shape == (2 * quarter.r_mm.shape[0] - 1, 2 * quarter.r_mm.shape[1] - 1)

    def area(r: np.ndarray, z: np.ndarray) -> float:
        d1r, d1z = r[1:, 1:] - r[:-1, :-1], z[1:, 1:] - z[:-1, :-1]
        d2r, d2z = r[:-1, 1:] - r[1:, :-1], z[:-1, 1:] - z[1:, :-1]
        cells = (d1r * d2z - d1z * d2r) / 2
        assert np.all(cells > 0) or np.all(cells < 0)
        return float(abs(cells.sum()))

    assert area(r, z) == pytest.approx(4 * area(quarter.r_mm, quarter.z_mm), rel=1e-12)
    np.testing.assert_array_equal(r, -r[::-1])
    np.testing.assert_array_equal(z, -z[:, ::-1])


def test_mirrored_elements_keep_the_mean_weighted_by_swept_volume() -> None:
    quarter = fake.section("x", 1.0, 4.6)
    nodes = np.stack([quarter.r_mm, quarter.z_mm], axis=-1)[None]
    volume = element_volumes_mm3(ReducedMesh(ReducedTopology(), nodes).nodes_mm)[0]
    whole, weights = mirror.mirrored_elements(quarter.native_cells_1e6_mL), mirror.mirrored_elements(volume)
    assert whole.shape == tuple(2 * n for n in volume.shape)
    expected = np.average(quarter.native_cells_1e6_mL, weights=volume)
    assert np.average(whole, weights=weights) == pytest.approx(expected)


def test_outlines_run_along_the_tissue_borders_and_the_rim() -> None:
    quarter = fake.section("x", 1.0, 4.6)
    topology = ReducedTopology()
    lines = mirror.outlines(quarter)
    for line in (
        np.stack([quarter.r_mm, quarter.z_mm], -1)[topology.nucleus, : topology.disc + 1],
        np.stack([quarter.r_mm, quarter.z_mm], -1)[:, topology.disc],
        np.stack([quarter.r_mm, quarter.z_mm], -1)[-1],
    ):
        assert any(found.shape == line.shape and np.allclose(found, line) for found in lines)


def test_colour_scales_are_shared_and_equal_sections_share_a_picture() -> None:
    forecast = fake.forecast(draws=8)
    top = section.limits(forecast, "L4/5")
    assert top["injected_cells_1e6_mL"] == pytest.approx(
        max(t.sections["L4/5"].injected_cells_1e6_mL.max() for t in forecast.treatments)
    )
    assert [[t.key for t in group] for group in section.groups(forecast, "L4/5")] == [
        ["natural", "saline"],
        ["bm_msc"],
    ]


def test_pictures_are_the_same_bytes_in_another_process_and_leave_settings_alone() -> None:
    forecast = fake.forecast(draws=8)
    before = dict(matplotlib.rcParams)
    cells = forecast.treatment("bm_msc")
    drawn = section.panel(forecast, "L4/5", [cells])
    assert dict(matplotlib.rcParams) == before
    code = (
        f"import sys; sys.path.insert(0, {str(fake.__file__.rsplit('/', 1)[0])!r}); import fake\n"
        "from pulposus.report.figures import section\n"
        "f = fake.forecast(draws=8)\n"
        "svg = section.panel(f, 'L4/5', [f.treatment('bm_msc')])\n"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot was imported'\n"
        "sys.stdout.buffer.write(svg)"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert other.returncode == 0, other.stderr.decode()
    assert other.stdout == drawn


def test_panel_names_its_comparators_in_the_picture() -> None:
    forecast = fake.forecast(draws=8)
    svg = symptoms.panel(forecast, forecast.treatment("bm_msc"), "pain_0_100").decode()
    for text in ("Marrow cells", "natural course", "its control arm"):
        assert f">{text}<" in svg
    assert "lower is better" in svg
    assert style.CONTROL_WIDE in svg
    # An arm that adds nothing is its own control.
    assert "its control arm" not in symptoms.panel(forecast, forecast.treatment("sham"), "pain_0_100").decode()


def test_line_and_band_of_a_panel_stand_where_the_numbers_say() -> None:
    drawn = panel.Panel((0.0, 12.0, 24.0), 0, 100, title="x", unit="y")
    assert drawn.y(100) == pytest.approx(drawn.top)
    assert drawn.y(0) == pytest.approx(drawn.bottom)
    assert drawn.y(25) - drawn.y(75) == pytest.approx((drawn.bottom - drawn.top) / 2)
    assert drawn.x(12) == pytest.approx((drawn.left + drawn.right) / 2)
    drawn.line(np.array([0.0, 50.0, 100.0]), "#123456")
    points = re.search(r'd="M([^"]+)"[^>]*stroke="#123456"', drawn.svg().decode())
    assert points is not None
    xy = np.array([[float(v) for v in p.split()] for p in points[1].split("L")])
    np.testing.assert_allclose(xy[1], ((drawn.left + drawn.right) / 2, (drawn.top + drawn.bottom) / 2), atol=0.06)


def test_ticks_are_round_and_few() -> None:
    assert panel.nice_ticks(0, 100) == [0, 25, 50, 75, 100]
    assert panel.nice_ticks(7.5, 9.6) == [7.5, 8.0, 8.5, 9.0, 9.5]
    assert panel.month_ticks(24) == [0, 6, 12, 18, 24]


def test_row_of_the_forest_draws_the_quantiles() -> None:
    draws = np.linspace(0, 100, 1001)
    assert forest.five(draws) == pytest.approx((5, 25, 50, 75, 95))
    cell = forest.Cell(forest.five(draws), forest.five(draws), "50 (5 to 95)")
    look = style.Look("#123456", "", "circle")
    column = forest.Column("Pain", "Pain", 0, 100, (0.0, 100.0))
    for width in (forest.WIDE, forest.NARROW):
        svg = forest.draw(
            [forest.Block("G", "#000000", (forest.Row("A", look, (cell,)),))], [column], width, ()
        ).decode()
        wide = [float(w) for w in re.findall(rf'width="([\d.]+)" height="[\d.]+" fill="{style.CONTROL_WIDE}"', svg)]
        half = [float(w) for w in re.findall(rf'width="([\d.]+)" height="[\d.]+" fill="{style.CONTROL}"', svg)]
        x1, x2 = (
            float(re.search(rf'{n}="([\d.]+)"[^>]*stroke="#123456" stroke-width="1.8"', svg)[1]) for n in ("x1", "x2")
        )
        assert wide[0] == pytest.approx(x2 - x1, abs=0.2)
        assert half[0] == pytest.approx(wide[0] * 50 / 90, abs=0.2)
        assert "50 (5 to 95)" in svg


def test_split_and_course_say_their_numbers_in_words() -> None:
    forecast = fake.forecast(draws=64)
    at = forecast.months.index(12.0)
    cells = forecast.treatment("bm_msc")
    mechanism = np.median(cells.symptoms["pain_mechanism"][:, at])
    text = split.alternative(forecast, "pain_0_100", 12.0)
    assert f"Marrow cells: {style_number(cells.symptoms['pain_context'][:, at])} from any arm like it" in text
    assert f"and {style_number(np.array([mechanism]))} from the treatment beyond it" in text
    assert "Sham injection: −18 from any arm like it and nothing" in text
    height = cells.discs["L4/5"]["height_mm"]
    change = np.median(height[:, -1] - height[:, 0])
    group = next(g for g in groups.groups(forecast) if g.key == "cells")
    assert f"Marrow cells +{change:.2f} (" in course.alternative(forecast, "L4/5", "height_mm", group)


def test_a_group_on_its_natural_course_has_no_panel() -> None:
    forecast = fake.forecast(draws=8, arms=fake.MANY)
    natural = forecast.treatment("natural")
    same = tuple(
        replace(t, discs=natural.discs) if t.group == "medicine and exercise" else t for t in forecast.treatments
    )
    calm = replace(forecast, treatments=same)
    moved = [g.key for g in course.moved(calm, "L4/5", "height_mm")]
    assert "medicine and exercise" not in moved
    assert "cells" in moved
    assert {"Exercise and rehabilitation", "Opioid"} <= set(course.unmoved(calm, "L4/5", ("height_mm",)))


def test_pictures_of_fields_only_for_what_is_injected_and_the_natural_course() -> None:
    forecast = fake.forecast(draws=8, arms=fake.MANY)
    shown = {t.key for t in section.pictured(forecast, "L4/5")}
    assert {"natural", "saline", "prp", "bm_msc_scaffold"} <= shown
    assert not shown & {"sham", "exercise", "opioid", "fusion", "bvna"}


def style_number(draws: np.ndarray) -> str:
    return f"{np.median(draws):.0f}".replace("-", "\N{MINUS SIGN}")


def test_nothing_injected_gives_no_panel_of_injected_cells() -> None:
    forecast = fake.forecast(levels=("L5/S1", "L4/5"), draws=8)
    assert "injected_cells_1e6" in course.available(forecast, "L4/5", course.MAIN)
    assert "injected_cells_1e6" not in course.available(forecast, "L5/S1", course.MAIN)


def test_png_loses_its_text_and_keeps_its_pixels() -> None:
    dirty, clean = fake.png(text="Zaphod"), fake.png()
    assert b"Zaphod" in dirty
    assert stripped(dirty) == clean
    assert size_pixels(clean) == (320, 480)


def test_section_in_words_keeps_the_case_of_units() -> None:
    forecast = fake.forecast(levels=("L5/S1", "L4/5"), draws=8)
    text = section.alternative(forecast, "L4/5", [forecast.treatment("bm_msc")])
    assert "glucose, 0.65 to 3.35 mM" in text
    assert "injected living cells, 0.00 to" in text
    untreated = section.alternative(forecast, "L5/S1", list(forecast.treatments))
    assert "injected" not in untreated
