"""Image and labels together: other grids work, other places are refused, faces and names are right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.imaging.midplane import image_on, mask_on, midplane
from pulposus.imaging.spine import load_spine

Save = Callable[..., Path]


def test_image_on_another_grid(save_spine: Save, save_image: Save) -> None:
    loaded = load_spine(save_image(), save_spine("spider"))
    assert loaded.spine.image is not None
    assert loaded.notes == ()
    assert set(loaded.input_hashes) == {"labels", "image"}
    # World space joins the two grids: the disc is bright where its mask says it is.
    plane = midplane(loaded.spine)
    seen = image_on(plane, loaded.spine.image)
    inner = mask_on(plane, loaded.spine.disc("L4/5")) > 0.99  # type: ignore[arg-type]
    assert np.median(seen[inner]) == pytest.approx(120, abs=3)


def test_image_elsewhere(save_spine: Save, save_image: Save) -> None:
    with pytest.raises(InputError, match="do not overlap in world space"):
        load_spine(save_image(shift_mm=500.0), save_spine("spider"))


def test_image_of_a_part_is_noted(save_spine: Save, save_image: Save) -> None:
    loaded = load_spine(save_image(shift_mm=-40.0), save_spine("spider"))
    assert "lie inside the image" in loaded.notes[0]


@pytest.mark.parametrize("cropped", [False, True])
def test_slab_reaches_left_and_right(save_spine: Save, cropped: bool) -> None:
    spine = load_spine(None, save_spine("spider", change=lambda data: data[8:14]), cropped=cropped).spine
    assert spine.cropped is cropped
    for level in spine.disc_levels:
        assert spine.disc(level).touches == (frozenset() if cropped else {"left", "right"})  # type: ignore[union-attr]


def test_midplane_follows_a_curved_spine(save_spine: Save) -> None:
    """Shear the spine sideways by voxels: the surface through the discs' middles goes with it."""

    def bend(data: np.ndarray) -> np.ndarray:
        wide = np.pad(data, ((20, 20), (0, 0), (0, 0)))
        return np.stack([np.roll(wide[:, :, k], k // 8, axis=0) for k in range(wide.shape[2])], axis=2)

    spine = load_spine(None, save_spine("spider", change=bend)).spine
    plane = midplane(spine)
    for level in spine.disc_levels:
        disc = spine.disc(level)
        assert disc is not None
        row = int(np.argmin(np.abs(plane.z_mm - disc.centre_mm()[2])))
        assert plane.points_mm[row, 0, 0] == pytest.approx(disc.centre_mm()[0], abs=2.0)
        # Depth on the surface is that of the ellipse's middle: 32 mm.
        columns = np.flatnonzero(mask_on(plane, disc)[row] >= 0.5)
        assert np.ptp(plane.y_mm[columns]) == pytest.approx(32.0, abs=4.0)


def test_structures_come_from_below_upward_and_canal_last(save_spine: Save) -> None:
    spine = load_spine(None, save_spine("totalspineseg")).spine
    heights = [s.centre_mm()[2] for s in spine.structures if s.kind != "canal"]
    assert heights == sorted(heights)
    assert spine.structures[-1].kind == "canal"
    assert spine.structures[0].kind == "sacrum"
    assert spine.vertebra("C1") is None
