"""Cut each label out of its map: a small mask, where it is, and which faces of the grid it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.structures import WORLD_FACES, Face, Structure


@dataclass(frozen=True, eq=False)
class Cutout:
    """The voxels of one label.

    ``mask`` (i, j, k) bool with its own ``affine`` (4, 4), the grid faces it ``touches``, and the voxel of the
    whole grid at which the crop begins (``start``, (3,)).
    """

    mask: NDArray[np.bool_]
    affine: NDArray[np.float64]
    touches: frozenset[Face]
    start: NDArray[np.int_]

    @cached_property
    def voxels(self) -> int:
        """How many voxels carry the label."""
        return int(self.mask.sum())

    @cached_property
    def points_mm(self) -> NDArray[np.float64]:
        """Voxel centres (n, 3), world RAS in mm."""
        return Structure("disc", "", self.mask, self.affine).points_mm()

    @cached_property
    def centre_mm(self) -> NDArray[np.float64]:
        """Mean of the voxel centres (3,), world RAS in mm."""
        return np.asarray(self.points_mm.mean(axis=0))

    @cached_property
    def pieces(self) -> list[tuple[int, NDArray[np.float64]]]:
        """Separate pieces (26-neighbourhood), largest first: voxels and centre (3,) in world mm."""
        from scipy import ndimage

        labelled, count = ndimage.label(self.mask, structure=np.ones((3, 3, 3)))
        indices = np.arange(1, count + 1)
        sizes = np.bincount(labelled.ravel(), minlength=count + 1)[1:]
        centres = np.array(ndimage.center_of_mass(self.mask, labelled, indices)).reshape(-1, 3)
        centres = centres @ self.affine[:3, :3].T + self.affine[:3, 3]
        return [(int(sizes[i]), centres[i]) for i in np.argsort(-sizes, kind="stable")]


def face_names(affine: NDArray[np.float64]) -> tuple[tuple[Face, Face], ...]:
    """World faces at the low and high end of each grid axis, by the world axis nearest to it."""
    from nibabel.orientations import io_orientation

    names = []
    for axis, sign in io_orientation(affine):
        low, high = WORLD_FACES[int(axis)]
        names.append((low, high) if sign > 0 else (high, low))
    return tuple(names)


def cut_all(data: NDArray[Any], affine: NDArray[np.float64]) -> dict[int, Cutout]:
    """Cut out every label by itself, with one voxel of margin where the grid allows.

    Args:
        data: (i, j, k) int, the whole label map.
        affine: (4, 4) voxel -> world RAS in mm.

    Returns:
        label -> cutout, in rising order of labels.
    """
    from scipy import ndimage

    names = face_names(affine)
    cutouts = {}
    for label, box in enumerate(ndimage.find_objects(data), start=1):
        if box is None:
            continue
        touches: set[Face] = set()
        for side, length, (low, high) in zip(box, data.shape, names, strict=True):
            touches |= {low} if side.start == 0 else set()
            touches |= {high} if side.stop == length else set()
        wide = tuple(slice(max(s.start - 1, 0), min(s.stop + 1, n)) for s, n in zip(box, data.shape, strict=True))
        start = np.array([s.start for s in wide])
        cutouts[label] = Cutout(data[wide] == label, _moved(affine, start), frozenset(touches), start)
    return cutouts


def merge(parts: Sequence[Cutout]) -> Cutout:
    """Union of cutouts of one grid (the sacrum that a map gives as two labels)."""
    if len(parts) == 1:
        return parts[0]
    starts = np.array([part.start for part in parts])
    start = starts.min(axis=0)
    shape = (starts + [part.mask.shape for part in parts]).max(axis=0) - start
    mask = np.zeros(shape, dtype=bool)
    for part in parts:
        corner = part.start - start
        mask[tuple(slice(c, c + n) for c, n in zip(corner, part.mask.shape, strict=True))] |= part.mask
    whole = _moved(parts[0].affine, start - parts[0].start)
    return Cutout(mask, whole, frozenset().union(*(part.touches for part in parts)), start)


def _moved(affine: NDArray[np.float64], start: NDArray[np.int_]) -> NDArray[np.float64]:
    """Affine of a crop that begins at voxel ``start`` of the grid."""
    moved = affine.copy()
    moved[:3, 3] += affine[:3, :3] @ start
    return moved
