"""Element means of what people compare: volume ratio, pressures, water, fibre stretch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Model, State
from pulposus.mechanics.laws.composition import porosity
from pulposus.mechanics.material import osmotic_pressure
from pulposus.numerics.backend import jnp
from pulposus.numerics.hexahedron import EDGES, KINDS, operators

Float = NDArray[np.float64]


class ElementFields:
    """Evaluates the fields of a model; its geometry is computed once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._kind = KINDS[model.elements.shape[1]]
        self._gradient, _, self._volume = operators(self._kind, model.nodes_mm[model.elements])

    def __call__(self, state: State) -> dict[str, Float]:
        """Means over the reference volume of each element, (e,); fluid pressure is potential plus osmotic pressure."""
        model = self._model
        F = np.eye(3) + np.einsum(
            "eni,egkn->egik", state.displacement_mm[model.elements], self._gradient, optimize=True
        )
        J = np.linalg.det(F)
        mu = np.einsum("em,gm->eg", state.potential_MPa[model.elements[:, :8]], self._kind.corner_value)
        swelling, water = np.zeros_like(J), np.zeros_like(J)
        stretch = np.full((len(J), 2), np.nan)
        for block in model.blocks:
            k = block.elements
            swelling[k] = np.asarray(osmotic_pressure(jnp.asarray(J[k]), block.material, block.tissue, block.laws))
            water[k] = porosity(np.full_like(J[k], float(block.tissue.porosity)), J[k])
            if block.fibres is not None:
                image = np.einsum("egij,efj->egfi", F[k], block.fibres)
                stretch[k] = np.linalg.norm(image, axis=-1).mean(axis=1)
        out = {
            "volume_ratio": self._mean(J),
            "fluid_potential_MPa": self._mean(mu),
            "osmotic_pressure_MPa": self._mean(swelling),
            "fluid_pressure_MPa": self._mean(mu + swelling),
            "water_fraction": self._mean(water),
        }
        if np.isfinite(stretch).any():
            out |= {"fibre_1_stretch": stretch[:, 0], "fibre_2_stretch": stretch[:, 1]}
        return out

    def _mean(self, values: Float) -> Float:
        return np.asarray((values * self._volume).sum(axis=1) / self._volume.sum(axis=1))

    def at_nodes(self, state: State) -> dict[str, Float]:
        """Displacement (n, 3) and potential (n,), at mid-side nodes the mean of the corners beside."""
        mu = state.potential_MPa.copy()
        elements = self._model.elements
        if elements.shape[1] > 8:
            mu[elements[:, 8:]] = mu[elements[:, :8][:, EDGES]].mean(axis=-1)
        return {"displacement_mm": state.displacement_mm, "fluid_potential_MPa": mu}
