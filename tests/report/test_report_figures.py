"""Pictures: geometry of the cross-section, colours that can be read, nothing global touched, same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import fake
import matplotlib
import numpy as np
import pytest

from pulposus.disc.reduced import ReducedMesh, ReducedTopology, element_volumes_mm3
from pulposus.report.figures import course, mirror, section, split, style, symptoms
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


@pytest.mark.parametrize("colour", style.palette())
def test_picture_colours_reach_wcag_aa_on_paper(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 4.5


def test_treatments_differ_in_more_than_colour() -> None:
    looks = list(style.looks(fake.forecast(draws=8)).values())
    assert len({look.colour for look in looks}) == len({look.marker for look in looks}) == len(looks)


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
        ["natural", "sham", "saline"],
        ["bm_msc"],
    ]


def test_pictures_are_the_same_bytes_in_another_process_and_leave_settings_alone() -> None:
    forecast = fake.forecast(draws=8)
    before = dict(matplotlib.rcParams)
    cells = forecast.treatment("bm_msc")
    panel = symptoms.panel(forecast, cells, "pain_0_100")
    assert dict(matplotlib.rcParams) == before
    code = (
        f"import sys; sys.path.insert(0, {str(fake.__file__.rsplit('/', 1)[0])!r}); import fake\n"
        "from pulposus.report.figures import symptoms\n"
        "f = fake.forecast(draws=8)\n"
        "svg = symptoms.panel(f, f.treatment('bm_msc'), 'pain_0_100')\n"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot was imported'\n"
        "sys.stdout.buffer.write(svg)"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert other.returncode == 0, other.stderr.decode()
    assert other.stdout == panel


def test_panel_names_its_comparators_in_the_picture() -> None:
    forecast = fake.forecast(draws=8)
    svg = symptoms.panel(forecast, forecast.treatment("bm_msc"), "pain_0_100").decode()
    for text in ("Marrow cells", "natural course", "sham", "lower is better"):
        assert f">{text}<" in svg or text in svg


def test_split_and_course_say_their_numbers_in_words() -> None:
    forecast = fake.forecast(draws=64)
    at = forecast.months.index(12.0)
    cells = forecast.treatment("bm_msc")
    mechanism = np.median(cells.symptoms["pain_mechanism"][:, at])
    text = split.alternative(forecast, "pain_0_100", 12.0)
    assert f"Marrow cells: {style_number(cells.symptoms['pain_context'][:, at])} from context" in text
    assert f"and {style_number(np.array([mechanism]))} from its mechanism" in text
    assert "Natural course, Sham injection and Saline in the disc from 8.6" in course.alternative(
        forecast, "L4/5", "height_mm"
    )


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
