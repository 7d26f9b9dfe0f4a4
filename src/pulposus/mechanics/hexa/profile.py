"""The stress profile that a pressure needle reads as it is drawn through the disc from back to front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa.disc import HexDisc
from pulposus.mechanics.hexa.fields import PointFields

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StressProfile:
    """Compressive total stress along the mid-sagittal line at mid-height, from posterior to anterior, each (k,).

    ``place_mm`` is the distance from the posterior edge. The needle lies front to back; its side-mounted membrane faces
    up for ``vertical_MPa`` and sideways for ``horizontal_MPa`` (McNally and Adams 1992, Spine 17:66).
    """

    place_mm: Float
    vertical_MPa: Float
    horizontal_MPa: Float


def stress_profile(disc: HexDisc, nodes_mm: Float, at: PointFields) -> StressProfile:
    """Profile of a deformed disc, one value for each row of elements that the needle crosses."""
    mesh = disc.mesh
    topology = mesh.topology
    corners = mesh.unit[mesh.elements]
    tiny = np.finfo(np.float32).eps
    crossed = (corners[:, :, 0].min(axis=1) <= tiny) & (corners[:, :, 0].max(axis=1) >= -tiny)
    layer = np.arange(len(mesh.elements)) // len(topology.quads)
    middle = np.abs(layer - (topology.layers - 1) / 2) <= 1 / 2
    chosen = np.flatnonzero(crossed & middle)
    weight = at.current_mm3[chosen].sum(axis=1)
    stress = at.mean(at.stress_MPa)[chosen]
    place = nodes_mm[mesh.elements[chosen]].mean(axis=1)[:, 1]
    # Elements on either side of the mid-sagittal plane (and of mid-height) are neighbours of one station.
    v = corners[chosen, :, 1].mean(axis=1)
    station = np.round(v / tiny).astype(np.int64)
    _, which = np.unique(station, return_inverse=True)
    total = np.bincount(which, weight)

    def mean(values: Float) -> Float:
        return np.asarray(np.bincount(which, weight * values) / total)

    rim = nodes_mm[disc.rim][:, topology.layers // 2]
    return StressProfile(
        mean(place) - float(rim[:, 1][np.argmin(mesh.unit[disc.rim[:, 0], 1])]),
        mean(-stress[:, 2, 2]),
        mean(-stress[:, 0, 0]),
    )
