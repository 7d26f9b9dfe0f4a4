"""The same spine on any grid (axes swapped, flipped, oblique, anisotropic) gives the same structures in the world."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nibabel as nib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from pulposus.imaging.cutout import cut_all, face_names, merge
from pulposus.imaging.spine import load_spine
from pulposus.imaging.structures import Spine

BOX_LOW, BOX_HIGH = np.array([-30.0, -45.0, -6.0]), np.array([30.0, 35.0, 150.0])
HEIGHTS = {"S1": (0, 24), "L5/S1": (24, 34), "L5": (34, 58), "L4/5": (58, 68), "L4": (68, 92), "L3/4": (92, 102)}
NUMBERS = {"S1": 26, "L5/S1": 124, "L5": 24, "L4/5": 123, "L4": 23, "L3/4": 122, "L3": 22}
HEIGHTS |= {"L3": (102, 126)}


def sample(shape: np.ndarray, affine: np.ndarray) -> np.ndarray:
    """Three levels of round column on any grid; each lower and upper face given in world z."""
    index = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1)
    x, y, z = np.moveaxis(index @ affine[:3, :3].T + affine[:3, 3], -1, 0)
    column = (x / 20) ** 2 + (y / 15) ** 2 <= 1
    data = np.zeros(tuple(shape), dtype=np.uint8)
    for name, (low, high) in HEIGHTS.items():
        data[column & (z >= low) & (z < high)] = NUMBERS[name]
    return data


def read(shape: np.ndarray, affine: np.ndarray) -> Spine:
    image = nib.Nifti1Image(sample(shape, affine), affine)
    image.set_qform(affine, code=1)
    image.set_sform(affine, code=1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.nii"
        nib.save(image, path)
        return load_spine(None, path).spine


@cache
def reference() -> Spine:
    affine = np.diag([1.5, 1.5, 1.5, 1.0])
    affine[:3, 3] = BOX_LOW
    return read(np.ceil((BOX_HIGH - BOX_LOW) / 1.5).astype(int), affine)


@st.composite
def grids(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Shape and affine of a grid that covers the box: any order and sign of axes, spacing, and a rotation."""
    order = draw(st.sampled_from(list(itertools.permutations(range(3)))))
    signs = np.array(draw(st.tuples(*[st.sampled_from((-1.0, 1.0))] * 3)))
    spacing = np.array(draw(st.tuples(*[st.floats(1.5, 3.0)] * 3)))
    angles = draw(st.tuples(*[st.floats(-35.0, 35.0)] * 3))
    turn = Rotation.from_euler("xyz", angles, degrees=True).as_matrix()
    axes = turn @ (np.eye(3) * signs)[:, order]
    corners = np.array(list(itertools.product(*zip(BOX_LOW, BOX_HIGH, strict=True)))) @ axes
    low, high = corners.min(axis=0), corners.max(axis=0)
    affine = np.eye(4)
    affine[:3, :3] = axes * spacing
    affine[:3, 3] = axes @ low
    return np.ceil((high - low) / spacing).astype(int) + 1, affine


@settings(max_examples=15, deadline=None)
@given(grids())
def test_same_structures_in_the_world(grid: tuple[np.ndarray, np.ndarray]) -> None:
    spine = read(*grid)
    assert [(s.kind, s.level) for s in spine.structures] == [(s.kind, s.level) for s in reference().structures]
    for structure, expected in zip(spine.structures, reference().structures, strict=True):
        assert structure.touches == frozenset()
        np.testing.assert_allclose(structure.centre_mm(), expected.centre_mm(), atol=1.6)
        low, high = HEIGHTS[structure.level]
        exact = np.pi * 20 * 15 * (high - low)
        assert structure.mask.sum() * structure.voxel_volume_mm3 == pytest.approx(exact, rel=0.2)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(list(itertools.permutations(range(3)))), st.tuples(*[st.booleans()] * 3))
def test_touched_faces_have_world_names(order: tuple[int, ...], flips: tuple[bool, ...]) -> None:
    """A block that lies at the right, front and lower faces, however the grid is stored."""
    data = np.zeros((5, 6, 7), dtype=np.int32)
    data[3:, 4:, :2] = 1
    affine = np.diag([1.0, 2.0, 3.0, 1.0])
    image = nib.Nifti1Image(data, affine)
    orientation = np.array([(axis, -1 if flip else 1) for axis, flip in zip(order, flips, strict=True)])
    turned = image.as_reoriented(orientation)
    cutout = cut_all(np.asanyarray(turned.dataobj), turned.affine)[1]
    assert cutout.touches == {"right", "anterior", "inferior"}
    np.testing.assert_allclose(cutout.centre_mm, [3.5, 9.0, 1.5])


def test_cutout_keeps_one_voxel_of_margin_where_the_grid_allows() -> None:
    data = np.zeros((6, 6, 6), dtype=np.int32)
    data[0:2, 2:4, 4:6] = 7
    cutout = cut_all(data, np.eye(4))[7]
    assert cutout.mask.shape == (3, 4, 3)
    assert cutout.voxels == 8
    np.testing.assert_allclose(cutout.affine[:3, 3], [0, 1, 3])


def test_merge_is_the_union_in_place() -> None:
    data = np.zeros((8, 8, 8), dtype=np.int32)
    data[0:2, 3:5, 3:5] = 1
    data[3:6, 2:4, 5:8] = 2
    parts = cut_all(data, np.diag([2.0, 1.0, 1.0, 1.0]))
    both = merge([parts[1], parts[2]])
    expected = np.argwhere(data > 0) * [2.0, 1.0, 1.0]
    assert {tuple(p) for p in both.points_mm} == {tuple(p) for p in expected}
    assert both.touches == {"left", "superior"}


def test_oblique_axes_are_named_after_the_nearest_world_axis() -> None:
    affine = np.eye(4)
    affine[:3, :3] = Rotation.from_euler("z", 100, degrees=True).as_matrix()
    assert face_names(affine)[0] == ("posterior", "anterior")
    assert face_names(affine)[1] == ("right", "left")
