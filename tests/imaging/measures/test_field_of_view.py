"""What the grid does not cover is never a number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pulposus.imaging.measurement import DISC_QUANTITIES
from pulposus.imaging.measures import measure_disc
from pulposus.imaging.structures import Spine

ACROSS = {"width_mm", "axial_area_mm2", "volume_cm3"}


@pytest.fixture(scope="module")
def disc(phantom: Any) -> Any:
    return phantom(
        "disc",
        "L4/5",
        lambda p: ((p[:, 0] / 24) ** 2 + (p[:, 1] / 17) ** 2 < 1) & (np.abs(p[:, 2]) < 5),
        (24, 17, 5),
        (0.9, 0.5, 0.5),
    )


def test_a_slab_keeps_what_lies_in_the_sagittal_plane(disc: Any) -> None:
    middle = disc.mask.shape[0] // 2
    affine = disc.affine.copy()
    affine[:3, 3] += affine[:3, 0] * (middle - 8)
    slab = replace(disc, mask=disc.mask[middle - 8 : middle + 8], affine=affine, touches=frozenset({"left", "right"}))
    whole, part = (measure_disc(Spine((d,)), "L4/5") for d in (disc, slab))
    for name in ACROSS:
        assert part.quantities[name].value is None
        assert "left and right" in part.quantities[name].note
    for name in ("middle_height_mm", "mean_height_mm", "depth_mm", "mid_sagittal_area_mm2"):
        assert part.quantities[name].status == "flagged"
        assert part.value(name) == pytest.approx(whole.value(name), rel=0.02)


def test_a_cut_front_leaves_no_heights(disc: Any) -> None:
    found = measure_disc(Spine((replace(disc, touches=frozenset({"anterior"})),)), "L4/5")
    missing = {n for n in DISC_QUANTITIES if found.quantities[n].status == "not covered"}
    assert {"depth_mm", "mean_height_mm", "anterior_bulge_mm", "volume_cm3", "width_mm"} <= missing
    assert found.quantities["wedge_deg"].status == "flagged"


def test_a_cut_top_leaves_no_heights(disc: Any) -> None:
    found = measure_disc(Spine((replace(disc, touches=frozenset({"superior"})),)), "L4/5")
    missing = {n for n in DISC_QUANTITIES if found.quantities[n].status == "not covered"}
    assert {"mean_height_mm", "wedge_deg", "volume_cm3", "mid_sagittal_area_mm2"} <= missing
    assert found.quantities["depth_mm"].status == "flagged"


def test_a_speck_is_not_measured(disc: Any) -> None:
    mask = np.zeros_like(disc.mask)
    mask[3:5, 3:5, 3:5] = True
    found = measure_disc(Spine((replace(disc, mask=mask),)), "L4/5")
    assert all(q.status == "not covered" for q in found.quantities.values())
    assert found.grade_probabilities is None


def test_without_image_there_is_no_signal_and_no_grade(disc: Any) -> None:
    found = measure_disc(Spine((disc,)), "L4/5")
    assert found.quantities["nucleus_signal"].note == "no image was given"
    assert found.grade_probabilities is None
    assert "no image" in found.grade_note
