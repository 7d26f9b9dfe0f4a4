"""Signals on an image whose values are known: nucleus, annulus, fluid with nerve roots, slices scaled one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pulposus.imaging.measures import measure_disc
from pulposus.imaging.structures import Image, Spine

NUCLEUS, ANNULUS, FLUID, ROOT = 60.0, 20.0, 200.0, 30.0


@pytest.fixture(scope="module")
def spine_parts(phantom: Any, turn: Any) -> tuple[Any, Any, Image]:
    """Disc and canal on a fine grid, image on a coarser, oblique one."""
    tilt = turn(-15, 0, 0)
    disc = phantom(
        "disc",
        "L4/5",
        lambda p: ((p[:, 0] / 24) ** 2 + (p[:, 1] / 17) ** 2 < 1) & (np.abs(p[:, 2]) < 5),
        (24, 17, 5),
        (0.8, 0.5, 0.5),
        tilt,
        None,
        (0.0, 0.0, 0.0),
    )
    canal = phantom(
        "canal",
        "",
        lambda p: ((p[:, 0] / 10) ** 2 + (p[:, 1] / 8) ** 2 < 1) & (np.abs(p[:, 2]) < 40),
        (10, 8, 40),
        (0.8, 0.5, 0.5),
        tilt,
        None,
        tuple(tilt @ np.array([0.0, -27.0, 0.0])),
    )
    affine = np.eye(4)
    affine[:3, :3] = turn(6, 0, 0) @ np.diag([-1.0, 0.7, 0.6])
    shape = (60, 120, 120)
    affine[:3, 3] = -affine[:3, :3] @ (np.array(shape) / 2 + 0.2)
    index = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1)
    local = (index @ affine[:3, :3].T + affine[:3, 3]) @ tilt
    x, y, z = np.moveaxis(local, -1, 0)
    data = np.full(shape, 5.0)
    in_disc = ((x / 24) ** 2 + (y / 17) ** 2 < 1) & (np.abs(z) < 5)
    data[in_disc] = ANNULUS
    data[in_disc & ((y + 0.5) ** 2 < 11.5**2)] = NUCLEUS
    in_canal = (x / 10) ** 2 + ((y + 27) / 8) ** 2 < 1
    data[in_canal] = FLUID
    data[in_canal & (y < -26)] = ROOT
    return disc, canal, Image(data, affine)


def test_ratio_is_nucleus_over_clear_fluid(spine_parts: Any) -> None:
    disc, canal, image = spine_parts
    found = measure_disc(Spine((disc, canal), image), "L4/5")
    assert found.value("nucleus_signal") == pytest.approx(NUCLEUS, rel=1e-6)
    assert found.value("disc_csf_ratio") == pytest.approx(NUCLEUS / FLUID, rel=1e-6)
    assert f"contrast {NUCLEUS / ANNULUS:.2f}" in found.grade_note


def test_the_scale_of_a_slice_does_not_matter(spine_parts: Any) -> None:
    disc, canal, image = spine_parts
    rng = np.random.default_rng(3)
    scaled = image.data * rng.uniform(0.3, 3.0, size=(image.data.shape[0], 1, 1))
    plain = measure_disc(Spine((disc, canal), image), "L4/5")
    other = measure_disc(Spine((disc, canal), Image(scaled, image.affine)), "L4/5")
    assert other.value("disc_csf_ratio") == pytest.approx(plain.value("disc_csf_ratio"), rel=1e-9)
    assert other.grade_probabilities == pytest.approx(plain.grade_probabilities, abs=1e-9)


def test_no_canal_no_ratio_but_a_signal(spine_parts: Any) -> None:
    disc, _, image = spine_parts
    found = measure_disc(Spine((disc,), image), "L4/5")
    assert found.value("nucleus_signal") == pytest.approx(NUCLEUS, rel=1e-6)
    assert found.quantities["disc_csf_ratio"].note == "the label map has no spinal canal"
    assert found.grade_probabilities is None


def test_an_image_elsewhere_shows_nothing(spine_parts: Any) -> None:
    disc, canal, image = spine_parts
    away = image.affine.copy()
    away[:3, 3] += 500.0
    found = measure_disc(Spine((disc, canal), Image(image.data, away)), "L4/5")
    assert found.quantities["nucleus_signal"].status == "not covered"
    assert found.value("mean_height_mm") is not None
