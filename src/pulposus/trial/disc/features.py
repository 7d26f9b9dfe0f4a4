"""Everything that differs between discs as one row of numbers each: what an emulator may learn from."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from pulposus.course.world import World
from pulposus.disc.reduced import Region

Float = NDArray[np.float64]


def unknowns(world: World) -> dict[str, Float]:
    """Every number of a world that is drawn or known for each disc, (n,) each, by name.

    A tissue's numbers go by its region and a cell type's by its place, as ``shear_modulus_MPa/nucleus``.
    """
    found: dict[str, Float] = {"grade": world.grade.astype(np.float64), "modic": np.asarray(world.modic) + 0.0}
    found["age_y"] = np.broadcast_to(np.asarray(world.age_y, dtype=np.float64), (world.draws,))
    for name in ("supine_load_MPa", "day_height_loss"):
        found[name] = getattr(world, name)
    found |= {f"death/{name}": np.reshape(drawn, -1) for name, drawn in world.death.items()}
    for part in (world.biology, world.transport, world.boundary, world.mechanics):
        for item in fields(part):
            if item.name != "laws":
                found |= _columns(item.name, np.asarray(getattr(part, item.name)))
    return found | _sizes(world) | _tissue(world)


def matrix(columns: dict[str, Float], names: tuple[str, ...] | None = None) -> tuple[Float, tuple[str, ...]]:
    """Columns side by side, (n, d), and what they are.

    What is constant is left out, and what is positive and spans a factor of e or more stands as its logarithm, with
    "log " before its name. With ``names`` exactly the columns that an earlier call chose.
    """
    if names is None:
        told = {name: values for name, values in columns.items() if np.ptp(values) > 0}
        names = tuple(f"log {name}" if _spans(values) else name for name, values in told.items())
    picked = [_column(columns, name) for name in names]
    return np.stack(picked, axis=1), names


def _column(columns: dict[str, Float], name: str) -> Float:
    values = columns[name.removeprefix("log ")]
    # A number that was positive in all discs learned from may be zero in another.
    return np.log(np.maximum(values, np.finfo(float).tiny)) if name.startswith("log ") else values


def _spans(values: Float) -> bool:
    return bool(np.min(values) > 0 and np.log(np.max(values) / np.min(values)) > 1)


def _columns(name: str, values: Float) -> dict[str, Float]:
    """An array (n,) as itself, (n, 4) by region, (n, k) by place."""
    if values.ndim == 1:
        return {name: values}
    places = [region.name.lower() for region in Region] if values.shape[1] == len(Region) else range(values.shape[1])
    return {f"{name}/{place}": values[:, k] for k, place in enumerate(places)}


def _sizes(world: World) -> dict[str, Float]:
    nodes, topology = world.measured_mesh.nodes_mm, world.measured_mesh.topology
    return {
        "radius_mm": nodes[:, -1, 0, 0],
        "mid_height_mm": 2 * nodes[:, 0, -1, 1],
        "rim_height_mm": 2 * nodes[:, -1, -1, 1],
        "endplate_mm": nodes[:, 0, -1, 1] - nodes[:, 0, topology.disc, 1],
        "nucleus_radius_mm": nodes[:, topology.nucleus, 0, 0],
        "inner_annulus_mm": nodes[:, topology.nucleus + topology.inner, 0, 0] - nodes[:, topology.nucleus, 0, 0],
    }


def _tissue(world: World) -> dict[str, Float]:
    """Composition of one element of each region: it is the same in all of them."""
    region = world.measured_mesh.topology.region()
    tissue = world.measured_tissue
    found = {}
    for one in Region:
        r, z = np.argwhere(region == one)[0]
        for item in fields(tissue):
            found[f"{item.name}/{one.name.lower()}"] = getattr(tissue, item.name)[:, r, z]
    return found
