"""Stress, pressure and stretch at the Gauss points of a disc at one state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import pointwise
from pulposus.mechanics.hexa.block import Part
from pulposus.mechanics.hexa.disc import HexDisc
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.laws import composition
from pulposus.mechanics.material import osmotic_pressure
from pulposus.numerics.backend import jax

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PointFields:
    """At the g Gauss points of every element, in the disc's frame; ``volume_mm3`` (e, g) of the reference.

    ``pressure_MPa`` is the fluid pressure (potential and osmotic pressure), ``stress_MPa`` (e, g, 3, 3) the total
    Cauchy stress, tension positive, ``stretch`` (e, g, 2) of both fibre families (1 where there are none).
    """

    volume_mm3: Float
    J: Float
    pressure_MPa: Float
    stress_MPa: Float
    stretch: Float

    @property
    def current_mm3(self) -> Float:
        """Volumes of the deformed points, (e, g)."""
        return self.volume_mm3 * self.J

    def mean(self, values: Float) -> Float:
        """Mean of point values (e, g, ...) over each deformed element, (e, ...)."""
        weight = self.current_mm3 / self.current_mm3.sum(axis=1, keepdims=True)
        return np.asarray(np.einsum("eg,eg...->e...", weight, values))


def point_fields(disc: HexDisc, state: State) -> PointFields:
    """Evaluate the laws of a disc at a state."""
    parts = [(block.elements, _of(part, state)) for block, part in zip(disc.blocks, disc.parts, strict=True)]
    order = np.argsort(np.concatenate([elements for elements, _ in parts]))
    return PointFields(*(np.concatenate([found[k] for _, found in parts])[order] for k in range(len(parts[0][1]))))


def _of(part: Part, state: State) -> tuple[Float, ...]:
    x = part.kinematics(state.displacement_mm)
    by, _ = jax.device_get(pointwise.first(pointwise.Invariants(*x.invariants), part.numbers, part.laws))
    mu = part.potential(state.potential_MPa)
    slopes = [by.I1, by.J - mu, by.first, by.second]
    piola = sum(slope * d for slope, d in zip(slopes, x.slopes, strict=False))  # (i, L, p)
    stress = np.einsum("iLp,jLp->pij", piola, x.F) / x.J[:, None, None]
    q = part.numbers
    pressure = mu + np.asarray(osmotic_pressure(x.J, q.material, q.tissue, part.laws))  # type: ignore[arg-type]
    shape = part.volume.shape
    stretch = np.sqrt(np.asarray(x.invariants[2:]).T)
    return (
        part.volume,
        x.J.reshape(shape),
        pressure.reshape(shape),
        stress.reshape(*shape, 3, 3),
        stretch.reshape(*shape, 2),
    )


def composition_fields(disc: HexDisc, J: Float) -> tuple[Float, Float]:
    """Porosity and fixed charge (mEq per mL of fluid) at volume ratios (e,) or (e, g)."""
    porosity, charge = (np.asarray(part).reshape(-1, *([1] * (J.ndim - 1))) for part in disc.tissue)
    return composition.porosity(porosity, J), composition.fixed_charge(charge, porosity, J)


def to_fields(disc: HexDisc, state: State) -> tuple[dict[str, Float], dict[str, Float]]:
    """Point (n, ...) and element (e, ...) fields for ``disc.vtu.write_vtu``, vectors and stress in the world."""
    at = point_fields(disc, state)
    axes = disc.frame.axes
    J = at.current_mm3.sum(axis=1) / at.volume_mm3.sum(axis=1)
    porosity, charge = composition_fields(disc, J)
    stress = at.mean(at.stress_MPa)
    points = {
        "displacement_mm": disc.frame.turn(state.displacement_mm) + disc.damage.moved_mm,
        "fluid_potential_MPa": state.potential_MPa,
    }
    cells = {
        "volume_ratio": J,
        "porosity": porosity,
        "fixed_charge_mEq_mL": charge,
        "fluid_pressure_MPa": at.mean(at.pressure_MPa),
        "stress_MPa": np.einsum("ai,eab,bj->eij", axes, stress, axes).reshape(len(J), -1),
        "axial_stress_MPa": stress[:, 2, 2],
        "fibre_stretch": at.stretch.max(axis=(1, 2)),
    }
    return points, cells
