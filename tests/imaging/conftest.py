"""A synthetic spine that is defined in world space, so that any grid may sample it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from numpy.typing import NDArray

LEVEL_MM = 36.0  # multiples of the voxel height below, so that sampling keeps every height
DISC_MM = 9.0
BONES = ("S1", "L5", "L4", "L3", "L2", "L1", "T12")
DISCS = ("L5/S1", "L4/5", "L3/4", "L2/3", "L1/2", "T12/L1")
HIGH_MM = LEVEL_MM * len(BONES)

# The same spine in each numbering, written out by hand from the published tables.
NUMBERS: dict[str, dict[str, int]] = {
    "spider": {
        **{"L5": 1, "L4": 2, "L3": 3, "L2": 4, "L1": 5, "T12": 6, "canal": 100},
        **{"L5/S1": 201, "L4/5": 202, "L3/4": 203, "L2/3": 204, "L1/2": 205, "T12/L1": 206},
    },
    "totalspineseg": {
        **{"S1": 50, "L5": 45, "L4": 44, "L3": 43, "L2": 42, "L1": 41, "T12": 32, "canal": 2},
        **{"L5/S1": 100, "L4/5": 95, "L3/4": 94, "L2/3": 93, "L1/2": 92, "T12/L1": 91},
    },
    "spineps": {
        **{"S1": 26, "L5": 24, "L4": 23, "L3": 22, "L2": 21, "L1": 20, "T12": 19},
        **{"L5/S1": 124, "L4/5": 123, "L3/4": 122, "L2/3": 121, "L1/2": 120, "T12/L1": 119},
    },
    "totalsegmentator": {"S1": 26, "L5": 27, "L4": 28, "L3": 29, "L2": 30, "L1": 31, "T12": 32},
    "totalsegmentator-mr": {"S1": 1, "L5": 2, "L4": 3, "L3": 4, "L2": 5, "L1": 6, "T12": 7},
    "discs-from-sacrum": {"L5/S1": 1, "L4/5": 2, "L3/4": 3, "L2/3": 4, "L1/2": 5, "T12/L1": 6},
}


def name_at(points: NDArray[np.float64]) -> NDArray[np.str_]:
    """Which structure each world point (..., 3) belongs to: a level, "canal" or ""."""
    x, y, z = np.moveaxis(points, -1, 0)
    bow = 10.0 * np.sin(np.pi * z / HIGH_MM)  # lordosis: the middle of the spine lies in front
    names = np.full(points.shape[:-1], "", dtype="U8")
    column = (x / 22.0) ** 2 + ((y - bow) / 16.0) ** 2 <= 1
    level = np.floor(z / LEVEL_MM).astype(int)
    within = z - level * LEVEL_MM
    for index, bone in enumerate(BONES):
        names[column & (level == index) & (within < LEVEL_MM - DISC_MM)] = bone
    for index, disc in enumerate(DISCS):
        names[column & (level == index) & (within >= LEVEL_MM - DISC_MM)] = disc
    canal = (x / 9.0) ** 2 + ((y - bow + 26.0) / 8.0) ** 2 <= 1
    names[canal & (z >= 0) & (z < HIGH_MM - DISC_MM)] = "canal"
    return names


def grid_points(shape: tuple[int, int, int], affine: NDArray[np.float64]) -> NDArray[np.float64]:
    """World point of every voxel centre, (i, j, k, 3)."""
    index = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    return np.asarray(index @ affine[:3, :3].T + affine[:3, 3])


def straight_grid(spacing: float = 3.0) -> tuple[tuple[int, int, int], NDArray[np.float64]]:
    """A grid along the world axes with room around the whole spine."""
    low, high = np.array([-32.0, -52.0, -8.0]), np.array([32.0, 40.0, HIGH_MM + 4.0])
    shape = tuple(int(n) for n in np.ceil((high - low) / spacing))
    affine = np.diag([spacing, spacing, spacing, 1.0])
    affine[:3, 3] = low + 0.3
    return (shape[0], shape[1], shape[2]), affine


def label_array(
    numbers: Mapping[str, int], shape: tuple[int, int, int], affine: NDArray[np.float64]
) -> NDArray[np.int16]:
    """The synthetic spine on a grid, in some numbering; structures without a number are left out."""
    names = name_at(grid_points(shape, affine))
    data = np.zeros(shape, dtype=np.int16)
    for name, number in numbers.items():
        data[names == name] = number
    return data


def save(path: Path, data: NDArray[np.generic], affine: NDArray[np.float64], codes: tuple[int, int] = (1, 1)) -> Path:
    """Write a NIfTI file with the given qform and sform codes."""
    image = nib.Nifti1Image(data, affine)
    image.header.set_xyzt_units("mm")
    image.set_qform(affine, code=codes[0], strip_shears=False)
    image.set_sform(affine, code=codes[1])
    nib.save(image, path)
    return path


@pytest.fixture
def numbers() -> dict[str, dict[str, int]]:
    """Label number of each structure of the synthetic spine, by convention."""
    return {name: dict(table) for name, table in NUMBERS.items()}


@pytest.fixture
def spider(numbers: dict[str, dict[str, int]]) -> dict[str, int]:
    """SPIDER's numbers."""
    return numbers["spider"]


SaveSpine = Callable[..., Path]


@pytest.fixture
def save_spine(tmp_path: Path) -> SaveSpine:
    """Write the synthetic spine: ``save_spine(numbers, name=..., change=array -> array)`` -> path."""

    def write(
        numbers: Mapping[str, int] | str,
        name: str = "labels.nii.gz",
        change: Callable[[NDArray[np.int16]], NDArray[np.generic]] | None = None,
        affine_change: NDArray[np.float64] | None = None,
    ) -> Path:
        shape, affine = straight_grid()
        chosen = NUMBERS[numbers] if isinstance(numbers, str) else numbers
        data: NDArray[np.generic] = label_array(chosen, shape, affine)
        if change is not None:
            data = change(data.astype(np.int16))
        written = affine if affine_change is None else affine_change @ affine
        return save(tmp_path / name, data, written)

    return write


@pytest.fixture
def save_image(tmp_path: Path) -> SaveSpine:
    """Write a T2-like image of the synthetic spine on its own finer, shifted grid."""

    def write(name: str = "image.nii.gz", shift_mm: float = 0.0) -> Path:
        shape, affine = straight_grid(2.2)
        affine = affine.copy()
        affine[:3, 3] += 0.7
        names = name_at(grid_points(shape, affine))
        signal = np.full(shape, 60.0, dtype=np.float32)
        signal[names == "canal"] = 220.0
        signal[np.isin(names, DISCS)] = 120.0
        signal += np.random.default_rng(1).normal(0, 3, shape).astype(np.float32)
        affine[0, 3] += shift_mm
        return save(tmp_path / name, signal, affine)

    return write
