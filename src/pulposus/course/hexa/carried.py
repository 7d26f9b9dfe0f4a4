"""Shapes carried from the reduced mechanics onto the 3-D mesh.

The reduced disc tells how much each place, named by its share of the radius and its share of the half height, is
stretched along the radius and along the axis. The same stretches move the nodes of the 3-D disc; on a disc of
revolution this gives the reduced shape itself. Wedge and outline of the real disc stay, bending is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.reduced import ReducedMesh
from pulposus.mechanics.hexa.frame import frame_of

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stretch:
    """Stretches at ``share`` of the radius (n_r,) and of the half height.

    ``radial`` and ``axial`` (n_r, disc rows + 1) from the mid-plane to the cartilage endplate, then ``plate_radial``
    and ``plate_axial`` (n_r, endplate rows + 1) on to the bone.
    """

    share: Float
    radial: Float
    axial: Float
    plate_radial: Float
    plate_axial: Float


@dataclass(frozen=True, eq=False)
class LivingShape:
    """The shape in which cells live: nodes (n, 3), porosity (e,), scanned over living volume (e,)."""

    nodes_mm: Float
    porosity: Float
    crowding: Float


def stretch_between(mesh: ReducedMesh, moved_mm: Float, row: int) -> Stretch:
    """Stretches of one member from a reduced mesh to ``moved_mm`` (b, n_r, n_z, 2)."""
    (r, z), (r_new, z_new) = (np.moveaxis(nodes[row], -1, 0) for nodes in (mesh.nodes_mm, moved_mm))
    last = mesh.topology.disc
    radial = _ratio(r_new, r, axis=0)
    axial = _ratio(z_new[:, : last + 1], z[:, : last + 1], axis=1)
    border, border_new = z[:, last : last + 1], z_new[:, last : last + 1]
    plate = _ratio(z_new[:, last:] - border_new, z[:, last:] - border, axis=1)
    return Stretch(r[:, 0] / r[-1, 0], radial[:, : last + 1], axial, radial[:, last:], plate)


def _ratio(new: Float, old: Float, axis: int) -> Float:
    """New over old, where the first along an axis is 0 over 0 and takes what follows."""
    safe = np.where(old == 0, 1.0, old)
    ratio = np.moveaxis(new / safe, axis, 0).copy()
    ratio[0] = ratio[1]
    return np.moveaxis(ratio, 0, axis)


def move(mesh: HexMesh, by: Stretch) -> Float:
    """Nodes (n, 3) of a hexahedral disc after the stretches; the middle surface stays where it is."""
    topology = mesh.topology
    plates, disc = topology.endplate_layers, topology.disc_layers
    frame = frame_of(mesh)
    nodes = frame.inside(mesh.nodes_mm).reshape(topology.layers + 1, topology.axial_nodes, 3)
    unit = mesh.unit.reshape(*nodes.shape)
    share = np.hypot(unit[..., 0], unit[..., 1])
    layer = np.arange(topology.layers + 1) - topology.layers / 2
    depth = np.abs(layer)[:, None]  # layers from the mid-plane
    inside = np.broadcast_to(np.minimum(2 * depth / disc, 1.0), share.shape)
    beyond = np.broadcast_to(np.maximum(depth - disc / 2, 0.0) / plates, share.shape)
    in_plate = beyond > 0

    radial = np.where(in_plate, _look(by, by.plate_radial, share, beyond), _look(by, by.radial, share, inside))
    middle = int(np.argmin(share[0]))
    axis = nodes[:, middle : middle + 1, :2]
    moved = nodes.copy()
    moved[..., :2] = axis + radial[..., None] * (nodes[..., :2] - axis)

    centre = (nodes[0, :, 2] + nodes[-1, :, 2]) / 2
    height = nodes[..., 2] - centre
    border = np.where(layer[:, None] > 0, height[plates + disc], height[plates])
    to_border = border * _look(by, by.axial, share, np.ones_like(share))
    above = to_border + (height - border) * _look(by, by.plate_axial, share, beyond)
    moved[..., 2] = centre + np.where(in_plate, above, height * _look(by, by.axial, share, inside))
    return np.asarray(frame.turn(moved.reshape(-1, 3)) + frame.origin_mm)


def _look(by: Stretch, field: Float, share: Float, rows: Float) -> Float:
    """A field (n_r, rows + 1) at shares of the radius and of its rows (0 to 1), bilinear."""
    from scipy.interpolate import RegularGridInterpolator

    grid = by.share, np.linspace(0.0, 1.0, field.shape[1])
    at = np.stack([np.clip(share, 0.0, 1.0), rows], axis=-1)
    return np.asarray(RegularGridInterpolator(grid, field)(at))


def living_shape(mesh: HexMesh, porosity: Float, by: Stretch | None) -> LivingShape:
    """The mesh stretched, with solid and cells kept and water making the difference; as scanned without a stretch."""
    if by is None:
        return LivingShape(mesh.nodes_mm, porosity, np.ones_like(porosity))
    nodes = move(mesh, by)
    crowding = element_volumes_mm3(mesh.corners_mm) / element_volumes_mm3(nodes[mesh.elements])
    return LivingShape(nodes, 1 - (1 - porosity) * crowding, crowding)
