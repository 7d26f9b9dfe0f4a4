"""Masks to meshes: analytic bodies in awkward grids, and every real disc there is."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from numpy.typing import NDArray

from pulposus.disc.columns import disc_axes, sub_voxels
from pulposus.disc.hexmesh import SIZES
from pulposus.disc.morph import mesh_mask
from pulposus.disc.quality import CORNERS, element_volumes_mm3, jacobians
from pulposus.disc.reduced import Region
from pulposus.disc.shape import DiscShape, from_parameters
from pulposus.errors import InputError
from pulposus.levels import LUMBAR_DISCS

Float = NDArray[np.float64]
YOUNG_LABELS = dict(enumerate(LUMBAR_DISCS, start=1))  # 1 is L5/S1


def shape_of(level: str) -> DiscShape:
    return from_parameters(level, age_y=27)


def load(path: Path) -> tuple[NDArray[np.int64], Float]:
    image = nib.load(path)
    return np.asarray(image.dataobj).astype(np.int64), np.asarray(image.affine)  # type: ignore[attr-defined]


def drum(affine: Float, size: tuple[int, int, int], tilt: Float) -> NDArray[np.bool_]:
    """Elliptic drum of half axes 22, 16 and half height 5 mm, tilted, at the world origin."""
    ijk = np.stack(np.meshgrid(*(np.arange(n) for n in size), indexing="ij"), axis=-1)
    x, y, z = np.moveaxis((ijk @ affine[:3, :3].T + affine[:3, 3]) @ tilt.T, -1, 0)
    return ((x / 22) ** 2 + (y / 16) ** 2 <= 1) & (np.abs(z) <= 5)


@pytest.mark.parametrize("flip", [1, -1])
@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (4.4, 0.43, 0.43)])
def test_a_tilted_drum_is_found_in_any_grid(flip: int, spacing: tuple[float, float, float]) -> None:
    """Volume 2 pi 22 16 5, tilt 20 degrees in the sagittal plane, axes stored P, I, R or mirrored."""
    turn = np.deg2rad(20)
    tilt = np.array([[1, 0, 0], [0, np.cos(turn), np.sin(turn)], [0, -np.sin(turn), np.cos(turn)]])
    affine = np.eye(4)
    affine[:3, :3] = np.array([[0, 0, flip], [-1, 0, 0], [0, -1, 0]]) @ np.diag(spacing[::-1])
    size = tuple(int(60 / s) for s in spacing[::-1])
    affine[:3, 3] = -affine[:3, :3] @ (np.array(size) / 2)
    mask = drum(affine, size, tilt)  # type: ignore[arg-type]
    result = mesh_mask(mask, affine, shape_of("L3/4"))
    true = 2 * np.pi * 22 * 16 * 5
    assert result.quality.volume_mm3 == pytest.approx(result.mask_mm3, rel=1e-3)
    assert result.quality.volume_mm3 == pytest.approx(true, rel=0.03)
    assert np.rad2deg(np.arccos(result.surfaces.axes[2] @ tilt[2])) < 1.0
    assert result.overlap is not None
    assert result.overlap > 0.93
    assert result.mesh.nodes_mm.mean(axis=0) == pytest.approx([0, 0, 0], abs=1.5)


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(InputError, match="0 voxels"):
        mesh_mask(np.zeros((5, 5, 5), bool), np.eye(4), shape_of("L4/5"))


def test_a_slab_of_a_whole_disc_shows_the_same_mid_sagittal_profile(data: Path) -> None:
    labels, affine = load(data / "ivd_young" / "images" / "ivd-20_iso1mm_seg-disc.nii.gz")
    mask = labels == 2
    whole = mesh_mask(mask, affine, shape_of("L4/5"))
    axis = int(np.argmax(np.abs(affine[0, :3])))
    where = np.moveaxis(mask, axis, 0)
    middle = int(np.argwhere(where.any(axis=(1, 2))).mean())
    cut = np.zeros_like(where)
    cut[middle - 8 : middle + 8] = where[middle - 8 : middle + 8]
    slab = mesh_mask(np.moveaxis(cut, 0, axis), affine, shape_of("L4/5"), whole=False)
    assert slab.overlap is None
    assert slab.inside > 0.9
    assert slab.surfaces.semi_mm[1] == pytest.approx(whole.surfaces.semi_mm[1], abs=1.5)
    zero = np.zeros(1)
    assert slab.surfaces.thickness_mm(zero, zero) == pytest.approx(whole.surfaces.thickness_mm(zero, zero), abs=1.0)


def artisynth(folder: Path, disc: str, part: str) -> Float:
    """Corners (e, 8, 3) of one part of a finite-element disc, world RAS in mm."""

    def table(kind: str) -> list[list[float]]:
        with gzip.open(folder / f"L{disc}_{part}.{kind}.gz", "rt") as lines:
            return [[float(v) for v in line.split()] for line in lines if line.strip()]

    node = {int(row[0]): row[1:4] for row in table("node")}
    corners = np.array([[node[int(i)] for i in row[:8]] for row in table("elem")]) * 1e3
    return np.stack([-corners[..., 1], corners[..., 0], corners[..., 2]], axis=-1)  # x front, y left -> RAS


def voxelise(corners: Float, spacing_mm: float) -> tuple[NDArray[np.bool_], Float]:
    """Mask of the voxels that hexahedra fill by more than half, and its affine."""
    g = (np.arange(8) + 0.5) / 4 - 1
    points = np.stack(np.meshgrid(g, g, g), axis=-1).reshape(-1, 3)
    weight = np.abs(jacobians(corners, points)) / 4**3
    place = np.einsum("gn,enk->egk", np.prod(1 + points[:, None] * CORNERS, axis=-1) / 8, corners)
    low = place.min(axis=(0, 1)) - 2 * spacing_mm
    index = np.floor((place - low) / spacing_mm).astype(int).reshape(-1, 3)
    filled = np.zeros(index.max(axis=0) + 3)
    np.add.at(filled, tuple(index.T), weight.ravel())
    affine = np.diag([spacing_mm] * 3 + [1.0])
    affine[:3, 3] = low + spacing_mm / 2
    return filled > spacing_mm**3 / 2, affine


@pytest.mark.parametrize(
    ("disc", "level", "true_cm3"),
    [
        ("12", "L1/2", 16.58),
        ("23", "L2/3", 17.22),
        ("34", "L3/4", 18.04),
        ("45", "L4/5", 21.05),
        ("51", "L5/S1", 18.43),
    ],
)
def test_finite_element_discs_come_back_from_their_voxels(data: Path, disc: str, level: str, true_cm3: float) -> None:
    folder = data / "artisynth_lss_discs" / "fe"
    corners = np.concatenate([artisynth(folder, disc, p) for p in ("NP", "AN_R1", "AN_R2", "AN_R3", "AN_R4")])
    assert np.abs(element_volumes_mm3(corners).sum()) == pytest.approx(1e3 * true_cm3, abs=6)
    mask, affine = voxelise(corners, 1.0)
    for topology in SIZES.values():
        result = mesh_mask(mask, affine, shape_of(level), topology=topology, name=level)
        assert result.quality.volume_mm3 == pytest.approx(1e3 * true_cm3, rel=0.02)
        assert result.quality.least_scaled_jacobian > 0.4
        assert abs(result.scale - 1) < 0.03
    assert result.overlap is not None
    assert result.overlap > 0.9


@pytest.mark.slow
def test_every_young_disc_is_meshed_within_two_per_cent(data: Path) -> None:
    """24 subjects in 4.4 mm slices: against the mask and against the published volume."""
    with (data / "ivd_young" / "volumes_cm3.csv").open() as lines:
        published = {int(row["subject"]): row for row in csv.DictReader(lines)}
    worst, overlap, scale = 1.0, [], []
    for path in sorted((data / "ivd_young" / "labels").glob("*_seg-disc.nii.gz")):
        labels, affine = load(path)
        subject = int(path.name[4:6])
        for number, level in YOUNG_LABELS.items():
            result = mesh_mask(labels == number, affine, shape_of(level), name=f"{path.name} {level}")
            column = f"{level.replace('/', 'L' if level[3] != 'S' else '')}_cm3"
            expected = 1e3 * float(published[subject][column])
            assert result.quality.volume_mm3 == pytest.approx(result.mask_mm3, rel=0.02)
            assert result.quality.volume_mm3 == pytest.approx(expected, rel=0.02)
            worst = min(worst, result.quality.least_scaled_jacobian)
            overlap.append(result.overlap)
            scale.append(result.scale)
    assert len(overlap) == 24 * 5
    assert worst > 0.3
    assert min(overlap) > 0.85
    assert np.abs(np.array(scale) - 1).max() < 0.05


def test_young_discs_at_one_millimetre_are_meshed_within_two_per_cent(data: Path) -> None:
    for subject in (11, 20):
        labels, affine = load(data / "ivd_young" / "images" / f"ivd-{subject}_iso1mm_seg-disc.nii.gz")
        for number, level in YOUNG_LABELS.items():
            result = mesh_mask(labels == number, affine, shape_of(level), name=level)
            assert result.quality.volume_mm3 == pytest.approx(result.mask_mm3, rel=0.02)
            assert result.quality.least_scaled_jacobian > 0.3
            assert result.overlap is not None
            assert result.overlap > 0.88
            assert result.quality.region_mm3[Region.NUCLEUS] < 0.6 * result.quality.volume_mm3


@pytest.mark.slow
def test_every_spider_slab_is_meshed_soundly(data: Path) -> None:
    inside = []
    for path in sorted((data / "spider" / "labels").glob("*_seg-inst.nii.gz")):
        labels, affine = load(path)
        for number, level in enumerate(LUMBAR_DISCS, start=201):
            result = mesh_mask(labels == number, affine, shape_of(level), whole=False, name=f"{path.name} {level}")
            assert result.quality.least_scaled_jacobian > 0.2
            inside.append(result.inside)
    assert len(inside) == 14 * 5
    assert np.median(inside) > 0.85


def test_plane_of_a_steep_lumbosacral_slab(data: Path) -> None:
    """The axis of a narrow L5/S1 slab points to the head and forward, as that disc does."""
    labels, affine = load(data / "spider" / "labels" / "spider-045_t2space_seg-inst.nii.gz")
    points, _ = sub_voxels(labels == 201, affine)
    head = disc_axes(points)[2]
    assert head[2] > 0.7
    assert 0.2 < head[1] < 0.75
    assert abs(head[0]) < 0.15
