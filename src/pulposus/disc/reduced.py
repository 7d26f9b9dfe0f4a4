"""The reduced disc: an axisymmetric upper half (r, z) with the volume, area and mid height of the real one.

z = 0 is the mid-plane, the last row of nodes is the bony endplate, the last row of elements is the cartilage
endplate (CEP). The first columns of elements are the nucleus, then inner and outer annulus. All arrays carry a
leading batch axis b (patients or draws); topology is the same for all.

The half height follows h(s) = h_mid + (h_rim - h_mid) s^2 with s = r/R: R keeps the area, h_mid the mid height
(the nutrient path), h_rim the volume.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

Float = NDArray[np.float64]


class Region(IntEnum):
    """Tissue regions of both meshes."""

    NUCLEUS = 0
    INNER_ANNULUS = 1
    OUTER_ANNULUS = 2
    ENDPLATE = 3


@dataclass(frozen=True)
class ReducedTopology:
    """Which element of the (n_r - 1, n_z - 1) grid is which tissue.

    Elements along r: ``nucleus``, ``inner``, ``outer`` columns; along z: ``disc`` rows plus ``endplate`` rows.
    """

    nucleus: int = 13
    inner: int = 6
    outer: int = 4
    disc: int = 6
    endplate: int = 1

    @property
    def n_r(self) -> int:
        """Nodes along the radius."""
        return self.nucleus + self.inner + self.outer + 1

    @property
    def n_z(self) -> int:
        """Nodes from the mid-plane to the bone."""
        return self.disc + self.endplate + 1

    def region(self) -> NDArray[np.int64]:
        """Region of each element, shape (n_r - 1, n_z - 1)."""
        column = np.repeat(
            [Region.NUCLEUS, Region.INNER_ANNULUS, Region.OUTER_ANNULUS],
            [self.nucleus, self.inner, self.outer],
        ).astype(np.int64)
        region = np.repeat(column[:, None], self.n_z - 1, axis=1)
        region[:, self.disc :] = Region.ENDPLATE
        return region


@dataclass(frozen=True)
class ReducedMesh:
    """Nodes of a batch of reduced discs, mm: ``nodes_mm`` (b, n_r, n_z, 2) with components (r, z)."""

    topology: ReducedTopology
    nodes_mm: Float

    @property
    def batch(self) -> int:
        return self.nodes_mm.shape[0]


def build(
    topology: ReducedTopology,
    *,
    radius_mm: Float,
    mid_height_mm: Float,
    rim_height_mm: Float,
    nucleus_radius_fraction: Float,
    inner_annulus_fraction: Float,
    endplate_mm: Float,
) -> ReducedMesh:
    """Mesh a batch of reduced discs; every argument has shape (b,).

    ``nucleus_radius_fraction`` is the nucleus's share of the radius, ``inner_annulus_fraction`` the inner
    annulus's share of what is left. ``endplate_mm`` lies within the measured height.

    Raises:
        InputError: when an endplate leaves no disc between itself and the mid-plane.
    """
    if np.any(2 * endplate_mm >= np.minimum(mid_height_mm, rim_height_mm)):
        raise InputError(
            f"The disc is {np.min(np.minimum(mid_height_mm, rim_height_mm)):.1f} mm high, less than its two "
            f"cartilage endplates ({2 * np.max(endplate_mm):.1f} mm): check the height and its unit (mm)."
        )

    def columns(start: Float, end: Float, n: int) -> Float:
        return start[:, None] + (end - start)[:, None] * np.arange(1, n + 1) / n

    zero, one = np.zeros_like(radius_mm), np.ones_like(radius_mm)
    edge = nucleus_radius_fraction + (one - nucleus_radius_fraction) * inner_annulus_fraction
    s = np.concatenate(
        [
            zero[:, None],
            columns(zero, nucleus_radius_fraction, topology.nucleus),
            columns(nucleus_radius_fraction, edge, topology.inner),
            columns(edge, one, topology.outer),
        ],
        axis=1,
    )
    half = (mid_height_mm[:, None] + (rim_height_mm - mid_height_mm)[:, None] * s**2) / 2
    under = (half - endplate_mm[:, None])[..., None] * np.arange(topology.disc + 1) / topology.disc
    plate = under[..., -1:] + endplate_mm[:, None, None] * np.arange(1, topology.endplate + 1) / topology.endplate
    z = np.concatenate([under, plate], axis=-1)
    r = np.broadcast_to((radius_mm[:, None] * s)[..., None], z.shape)
    return ReducedMesh(topology, np.stack([r, z], axis=-1))


def element_volumes_mm3(nodes_mm: Float) -> Float:
    """Volume swept by each element of the half disc, exact by Pappus, shape (b, n_r - 1, n_z - 1)."""
    a, b = nodes_mm[:, :-1, :-1], nodes_mm[:, 1:, :-1]
    c, d = nodes_mm[:, 1:, 1:], nodes_mm[:, :-1, 1:]

    def swept(p: Float, q: Float, t: Float) -> Float:
        area = ((q - p)[..., 0] * (t - p)[..., 1] - (q - p)[..., 1] * (t - p)[..., 0]) / 2
        return 2 * np.pi * area * (p + q + t)[..., 0] / 3

    return swept(a, b, c) + swept(a, c, d)
