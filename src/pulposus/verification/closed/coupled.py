"""Oxygen, lactate and glucose in a layered slab by collocation, written from the published formulas.

Nothing of ``pulposus.transport`` is used: constants come from the library of facts, equations are written again
(doi:10.3389/fbioe.2024.1384599), and scipy's ``solve_bvp`` solves them in the coordinate of each layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_bvp

from pulposus.errors import RunError
from pulposus.library import value
from pulposus.units import HOURS_PER_DAY, MM3_PER_ML, m2_per_s_to_mm2_per_day

Float = NDArray[np.float64]
SOLUTES = ("oxygen", "lactate", "glucose")
TOLERANCE = 1e-11


@dataclass(frozen=True)
class Layer:
    """One layer, from the middle outward; cells per tissue volume."""

    thickness_mm: float
    porosity: float
    cells_1e6_mL: float


@dataclass(frozen=True)
class Profile:
    """Oxygen (kPa), lactate and glucose (mM): at the middle (3,), at the end of the first layer (3,), and along the
    depth, ``fields`` (3, points) at ``depth_mm`` (points,)."""

    centre: Float
    interface: Float
    depth_mm: Float
    fields: Float


def _fact(name: str) -> float:
    return value("transport", name)


def _slope(layer: Layer, y: Float) -> Float:
    """d/dx of three concentrations and three gradients (6, points), x from 0 to 1 across the layer."""
    oxygen, lactate, _, *gradients = y
    ph = _fact("pH_without_lactate") - lactate / _fact("lactate_per_pH_mM")
    alkaline = ph - _fact("oxygen_rate_pH_zero")
    half = _fact("oxygen_rate_half_kPa") + _fact("oxygen_rate_half_per_pH_kPa") * alkaline
    per_day = layer.cells_1e6_mL * HOURS_PER_DAY / MM3_PER_ML  # nmol/(1e6 h) to mM/day
    breathed = per_day * _fact("oxygen_rate_nmol_1e6_h") * alkaline * oxygen / (half + oxygen)
    made = per_day * np.exp(
        _fact("lactate_rate_log")
        + _fact("lactate_rate_log_per_pH") * ph
        + _fact("lactate_rate_log_per_kPa") * oxygen
        + _fact("lactate_rate_log_per_kPa2") * oxygen**2
    )
    used = (breathed * layer.porosity / _fact("oxygen_solubility_mM_kPa"), -made, made / 2)
    tissue = (layer.porosity / (2 - layer.porosity)) ** 2
    diffusivity = [m2_per_s_to_mm2_per_day(_fact(f"{solute}_diffusivity_m2_s")) * tissue for solute in SOLUTES]
    flux = [layer.thickness_mm * g / d for g, d in zip(gradients, diffusivity, strict=True)]
    return np.stack([*flux, *(layer.thickness_mm * u for u in used)])


@cache
def slab(layers: tuple[Layer, ...]) -> Profile:
    """Solve for ``layers``, supplied at the outside as the bony endplate is, without a limiter (Km = 0)."""
    supply = np.array([_fact("bone_oxygen_kPa"), _fact("bone_lactate_mM"), _fact("bone_glucose_mM")])
    count = 2 * len(SOLUTES)

    def derivative(_x: Float, y: Float) -> Float:
        return np.concatenate([_slope(layer, y[count * k : count * (k + 1)]) for k, layer in enumerate(layers)])

    def ends(inner: Float, outer: Float) -> Float:
        return np.concatenate([inner[3:count], outer[:-count] - inner[count:], outer[-count:-3] - supply])

    x = np.linspace(0, 1, 200)
    start = np.zeros((count * len(layers), x.size))
    for k in range(len(layers)):
        start[count * k : count * k + 3] = supply[:, None] / 2
    found = solve_bvp(derivative, ends, x, start, tol=TOLERANCE, max_nodes=200_000)
    if found.status != 0:
        raise RunError(f"The reference of a coupled slab was not found: {found.message}; loosen its tolerance.")
    depth, fields, before = [], [], 0.0
    for k, layer in enumerate(layers):
        depth.append(before + found.x * layer.thickness_mm)
        fields.append(found.y[count * k : count * k + 3])
        before += layer.thickness_mm
    return Profile(found.y[:3, 0], found.y[:3, -1], np.concatenate(depth), np.concatenate(fields, axis=1))
