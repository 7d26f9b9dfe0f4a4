"""Phantoms of known size, and a small loader of the real label maps that shares no code with the project's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pulposus.imaging.structures import WORLD_FACES, Image, Spine, Structure
from pulposus.levels import DISCS, VERTEBRAE

Inside = Callable[[NDArray[np.float64]], NDArray[np.bool_]]


def rotation(*degrees_about_xyz: float) -> NDArray[np.float64]:
    """Rotation matrix about x, then y, then z."""
    a, b, c = np.radians(degrees_about_xyz)
    rx = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    ry = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    rz = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return rz @ ry @ rx


def voxelise(
    kind: str,
    level: str,
    inside: Inside,
    half_mm: tuple[float, float, float],
    spacing: tuple[float, float, float],
    shape_turn: NDArray[np.float64] | None = None,
    grid_turn: NDArray[np.float64] | None = None,
    centre: tuple[float, float, float] = (3.1, -7.3, 11.7),
) -> Structure:
    """Mask of the voxels whose centre lies in a shape given in its own axes (right, anterior, up).

    ``half_mm`` bounds the shape; ``shape_turn`` turns the shape in the world, ``grid_turn`` the voxel grid.
    """
    shape_turn = np.eye(3) if shape_turn is None else shape_turn
    grid_turn = np.eye(3) if grid_turn is None else grid_turn
    reach = np.abs(grid_turn.T @ shape_turn) @ np.array(half_mm) + 3 * np.array(spacing)
    counts = [int(np.ceil(2 * r / s)) for r, s in zip(reach, spacing, strict=True)]
    affine = np.eye(4)
    affine[:3, :3] = grid_turn @ np.diag(spacing)
    # An odd fraction of a voxel, so that no face of a shape falls on a row of voxel centres.
    middle = (np.array(counts) - 1) / 2 + np.array([0.137, -0.211, 0.173])
    affine[:3, 3] = np.array(centre) - affine[:3, :3] @ middle
    index = np.stack(np.meshgrid(*(np.arange(n) for n in counts), indexing="ij"), axis=-1).reshape(-1, 3)
    local = (index @ affine[:3, :3].T + affine[:3, 3] - np.array(centre)) @ shape_turn
    mask = inside(local).reshape(counts)
    found = np.argwhere(mask)
    low, high = found.min(axis=0) - 1, found.max(axis=0) + 2
    crop = affine.copy()
    crop[:3, 3] = affine[:3, :3] @ low + affine[:3, 3]
    return Structure(kind, level, mask[tuple(map(slice, low, high))], crop)  # type: ignore[arg-type]


def cut_out(
    labels: NDArray[np.int64], affine: NDArray[np.float64], value: int, kind: str, level: str, cropped: bool
) -> Structure | None:
    """One label as a structure, faces named after the world axes."""
    mask = labels == value
    if not mask.any():
        return None
    found = np.argwhere(mask)
    low, high = found.min(axis=0), found.max(axis=0) + 1
    touches = set()
    for axis in range(3):
        world = int(np.argmax(np.abs(affine[:3, axis])))
        positive = int(affine[world, axis] > 0)
        if high[axis] == mask.shape[axis]:
            touches.add(WORLD_FACES[world][positive])
        if low[axis] == 0:
            touches.add(WORLD_FACES[world][1 - positive])
    low, high = np.maximum(low - 1, 0), np.minimum(high + 1, mask.shape)
    crop = affine.copy()
    crop[:3, 3] = affine[:3, :3] @ low + affine[:3, 3]
    return Structure(
        kind,  # type: ignore[arg-type]
        level,
        mask[tuple(map(slice, low, high))],
        crop,
        frozenset() if cropped else frozenset(touches),
    )


def load_spine(
    path: Path, numbers: dict[int, tuple[str, str]], image: Path | None = None, cropped: bool = False
) -> Spine:
    """Spine of a label map whose numbers are told."""
    import nibabel as nib

    file = nib.load(path)
    labels = np.asarray(file.dataobj).astype(np.int64)
    found = (cut_out(labels, file.affine, v, k, name, cropped) for v, (k, name) in numbers.items())
    picture = None
    if image is not None:
        volume = nib.load(image)
        picture = Image(np.asarray(volume.dataobj, np.float64), np.asarray(volume.affine, np.float64))
    return Spine(tuple(s for s in found if s is not None), picture, "test", cropped)


SPIDER = (
    {201 + i: ("disc", name) for i, name in enumerate(DISCS[:8])}
    | {1 + i: ("vertebra", name) for i, name in enumerate(VERTEBRAE[1:9])}
    | {100: ("canal", "")}
)
SPIDER_PATIENTS = (5, 22, 34, 41, 45, 52, 55, 69, 78, 98, 127, 136, 161, 220)


@pytest.fixture(scope="session")
def spider(data: Path) -> Callable[[int], Spine]:
    """Spine of one SPIDER patient, with the image where there is one."""

    def load(patient: int) -> Spine:
        folder = data / "spider"
        image = folder / "images" / f"spider-{patient:03d}_t2space_T2w.nii.gz"
        labels = folder / "labels" / f"spider-{patient:03d}_t2space_seg-inst.nii.gz"
        return load_spine(labels, SPIDER, image if image.exists() else None)

    return load


@pytest.fixture(scope="session")
def spider_discs(spider: Callable[[int], Spine]) -> dict[tuple[int, str], object]:
    """Every disc of the 14 SPIDER patients, measured once: by (patient, level)."""
    from pulposus.imaging.measures import measure_disc

    found = {}
    for patient in SPIDER_PATIENTS:
        spine = spider(patient)
        found.update({(patient, level): measure_disc(spine, level) for level in spine.disc_levels})
    return found


@pytest.fixture(scope="session")
def phantom() -> Callable[..., Structure]:
    return voxelise


@pytest.fixture(scope="session")
def turn() -> Callable[..., NDArray[np.float64]]:
    return rotation


@pytest.fixture(scope="session")
def load() -> Callable[..., Spine]:
    return load_spine


@pytest.fixture(scope="session")
def cut() -> Callable[..., Structure | None]:
    return cut_out
