"""Discs of known size, voxelised: every shape measure against its closed form, with errors that shrink by spacing."""

from __future__ import annotations

from collections.abc import Callable
from math import atan, degrees, pi
from typing import Any

import numpy as np
import pytest

from pulposus.imaging.measures import measure_disc
from pulposus.imaging.structures import Spine

A, B = 24.0, 17.0  # half width, half depth


def wedge(slope: float, height: float) -> Callable[[Any], Any]:
    return lambda p: (np.abs(p[:, 0]) < A) & (np.abs(p[:, 1]) < B) & (np.abs(p[:, 2]) < (height + slope * p[:, 1]) / 2)


def cylinder(height: float) -> Callable[[Any], Any]:
    return lambda p: ((p[:, 0] / A) ** 2 + (p[:, 1] / B) ** 2 < 1) & (np.abs(p[:, 2]) < height / 2)


def ellipsoid(height: float) -> Callable[[Any], Any]:
    return lambda p: (p[:, 0] / A) ** 2 + (p[:, 1] / B) ** 2 + (2 * p[:, 2] / height) ** 2 < 1


def cap_height(height: float, at: float) -> float:
    """Mean thickness of the ellipsoid over a window of a fifth of the depth centred at ``at`` from the front."""
    y = 1 - 2 * (at + np.linspace(-0.1, 0.1, 2001))
    return float(np.trapezoid(height * np.sqrt(1 - y**2), y) / (y[-1] - y[0]))


H, SLOPE = 10.0, 0.2
WEDGE_DEG = 2 * degrees(atan(SLOPE / 2))
SHAPES = {
    "wedge": (
        wedge(SLOPE, H),
        {
            "anterior_height_mm": H + SLOPE * 0.6 * B,
            "middle_height_mm": H,
            "posterior_height_mm": H - SLOPE * 0.6 * B,
            "mean_height_mm": H,
            "depth_mm": 2 * B,
            "width_mm": 2 * A,
            "wedge_deg": WEDGE_DEG,
            "mid_sagittal_area_mm2": 2 * B * H,
            "axial_area_mm2": 4 * A * B,
            "volume_cm3": 4 * A * B * H / 1000,
        },
    ),
    "cylinder": (
        cylinder(H),
        {
            "anterior_height_mm": H,
            "middle_height_mm": H,
            "posterior_height_mm": H,
            "mean_height_mm": H,
            "depth_mm": 2 * B,
            "width_mm": 2 * A,
            "wedge_deg": 0.0,
            "mid_sagittal_area_mm2": 2 * B * H,
            "axial_area_mm2": pi * A * B,
            "volume_cm3": pi * A * B * H / 1000,
        },
    ),
    "ellipsoid": (
        ellipsoid(H),
        {
            "anterior_height_mm": cap_height(H, 0.2),
            "middle_height_mm": cap_height(H, 0.5),
            "posterior_height_mm": cap_height(H, 0.8),
            "mean_height_mm": (2 * cap_height(H, 0.2) + cap_height(H, 0.5)) / 3,
            "depth_mm": 2 * B,
            "width_mm": 2 * A,
            "wedge_deg": 0.0,
            "mid_sagittal_area_mm2": pi * B * H / 2,
            "axial_area_mm2": pi * A * B,
            "volume_cm3": 4 / 3 * pi * A * B * H / 2 / 1000,
        },
    ),
}

# Largest error allowed at a voxel edge of h mm: lengths in h, angles and relative areas by the size they act on.
LENGTH, HEIGHT, ANGLE_DEG, AREA, VOLUME = 0.75, 0.35, 1.5, 0.03, 0.015


def allowed(name: str, truth: float, h: float) -> float:
    if name == "volume_cm3":
        return VOLUME * truth * h
    if name.endswith("mm2"):
        return AREA * truth * h + 0.01 * truth
    if name.endswith("deg"):
        return ANGLE_DEG * h
    if "height" in name:
        return HEIGHT * h + 0.05
    return LENGTH * h + 0.25


ORIENTATIONS = {
    "straight": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    "disc turned": ((-35.0, 4.0, 6.0), (0.0, 0.0, 0.0)),
    "grid oblique": ((20.0, 0.0, 0.0), (12.0, -8.0, 15.0)),
}
SPACINGS = {"1 mm": (1.0, 1.0, 1.0), "0.5 mm": (0.5, 0.5, 0.5), "thin slices": (1.0, 0.5, 0.5)}


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("shape", SHAPES)
def test_shape_measures_match_the_closed_form(
    shape: str, orientation: str, spacing: str, phantom: Any, turn: Any
) -> None:
    inside, truth = SHAPES[shape]
    of_shape, of_grid = ORIENTATIONS[orientation]
    disc = phantom("disc", "L4/5", inside, (A, B, H), SPACINGS[spacing], turn(*of_shape), turn(*of_grid))
    found = measure_disc(Spine((disc,)), "L4/5")
    h = max(SPACINGS[spacing])
    errors = {name: found.value(name) - value for name, value in truth.items()}  # type: ignore[operator]
    late = {n: round(e, 3) for n, e in errors.items() if abs(e) > allowed(n, truth[n], h)}
    assert not late, f"beyond the bound at {spacing}: {late}; all errors {errors}"


@pytest.mark.parametrize("shape", SHAPES)
def test_errors_shrink_with_the_voxel(shape: str, phantom: Any, turn: Any) -> None:
    """Mean relative error of lengths and areas over several positions falls with every halving of the voxel."""
    inside, truth = SHAPES[shape]
    names = [n for n in truth if truth[n] > 0 and n != "volume_cm3"]
    means = []
    for h in (1.6, 0.8, 0.4):
        errors = []
        for k, angle in enumerate((0.0, 7.0, -23.0)):
            centre = (0.31 * k * h, 0.17 * k * h, 0.43 * k * h)
            disc = phantom("disc", "L4/5", inside, (A, B, H), (h, h, h), turn(angle, 0, 0), None, centre)
            found = measure_disc(Spine((disc,)), "L4/5")
            errors += [abs(found.value(n) / truth[n] - 1) for n in names]  # type: ignore[operator]
        means.append(float(np.mean(errors)))
    assert means[0] > means[1] > means[2], means
    assert means[2] < means[0] / 2, means
    assert means[2] < 0.01, means


def test_a_hollow_in_the_endplate_does_not_tilt_it(phantom: Any) -> None:
    """A Schmorl's node of 4 mm in the upper endplate leaves the wedge angle alone."""
    plain = cylinder(H)

    def with_node(p: Any) -> Any:
        node = (p[:, 0] ** 2 + (p[:, 1] - 3) ** 2 < 4**2) & (p[:, 2] > 0) & (p[:, 2] < H / 2 + 4)
        return plain(p) | node

    disc = phantom("disc", "L4/5", with_node, (A, B, H), (0.5, 0.5, 0.5))
    found = measure_disc(Spine((disc,)), "L4/5")
    assert found.value("wedge_deg") == pytest.approx(0, abs=0.4)
    assert found.value("anterior_height_mm") == pytest.approx(H, abs=0.2)


def test_thick_slices_are_flagged_across_and_exact_in_the_plane(phantom: Any) -> None:
    disc = phantom("disc", "L4/5", cylinder(H), (A, B, H), (4.4, 0.43, 0.43))
    found = measure_disc(Spine((disc,)), "L4/5")
    assert found.quantities["width_mm"].status == "flagged"
    assert "4.4 mm" in found.quantities["width_mm"].note
    assert found.value("width_mm") == pytest.approx(2 * A, abs=4.4)
    assert found.quantities["middle_height_mm"].status == "measured"
    assert found.value("middle_height_mm") == pytest.approx(H, abs=0.15)
    assert found.value("depth_mm") == pytest.approx(2 * B, abs=0.5)
