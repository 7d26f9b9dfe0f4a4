"""How water moves: permeability of the tissues and of the bone, one set per disc, from the library of facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import Region
from pulposus.library import sample as draw
from pulposus.library import value
from pulposus.mechanics.day.element import Pores
from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.laws.permeability import Law
from pulposus.numerics.backend import jax, jnp

Float = NDArray[np.float64]
_TOPIC = "mechanics"
_TISSUE = {
    Region.NUCLEUS: "nucleus",
    Region.INNER_ANNULUS: "annulus",
    Region.OUTER_ANNULUS: "annulus",
    Region.ENDPLATE: "endplate",
}
State = Literal["healthy", "grade3"]


@dataclass(frozen=True)
class FlowParameters:
    """Permeability of b discs; (b, 4) arrays go by ``Region``.

    ``scale_mm4_Ns`` is alpha of the porosity-power law and k0 of the others; ``exponent`` its M (alpha of
    Holmes-Mow); ``stiffening`` M of Holmes-Mow. ``bone_mm_MPa_s`` (b,) is the conductance of the bony endplate per
    area, read only where ``edges.bone_drained`` is false.
    """

    scale_mm4_Ns: Float
    exponent: Float
    stiffening: Float
    bone_mm_MPa_s: Float
    law: Law = "porosity_power"
    edges: Edges = field(default_factory=Edges)

    @property
    def batch(self) -> int:
        return self.bone_mm_MPa_s.shape[0]

    @classmethod
    def sample(cls, n: int, seed: int, state: State = "healthy") -> FlowParameters:
        """``n`` seeded draws: the published set times the scatter and the doubt of its tissue."""

        def doubt(name: str) -> Float:
            return draw(_TOPIC, f"permeability_doubt_{name}", n, seed, low=0.0)

        return cls._of(n, state, doubt)

    @classmethod
    def central(cls, n: int = 1, state: State = "healthy") -> FlowParameters:
        """The published porosity-power set, repeated ``n`` times."""
        return cls._of(n, state, lambda _: np.ones(n))

    @classmethod
    def measured(cls, n: int = 1) -> FlowParameters:
        """Measured permeability at rest with the strain law of Argoubi, repeated ``n`` times."""
        at_rest = [value(_TOPIC, f"permeability_measured_{_TISSUE[region]}_mm4_Ns") for region in Region]
        scale = np.tile(at_rest, (n, 1))
        exponent = np.full_like(scale, value(_TOPIC, "permeability_strain_exponent"))
        return cls(scale, exponent, np.zeros_like(scale), np.zeros(n), law="argoubi")

    @classmethod
    def _of(cls, n: int, state: State, doubt: Callable[[str], Float]) -> FlowParameters:
        factor = {name: doubt(name) for name in sorted(set(_TISSUE.values()))}

        def by_region(what: str) -> Float:
            return np.array([value(_TOPIC, f"permeability_{what.format(_TISSUE[r])}") for r in Region])

        scale = by_region("scale_{}_" + state + "_mm4_Ns") * np.stack([factor[_TISSUE[r]] for r in Region], axis=-1)
        exponent = np.tile(by_region("exponent_{}_" + state), (n, 1))
        return cls(scale, exponent, np.zeros_like(scale), np.zeros(n))


_NUMBERS = ["scale_mm4_Ns", "exponent", "stiffening", "bone_mm_MPa_s"]
jax.tree_util.register_dataclass(
    FlowParameters, data_fields=_NUMBERS, meta_fields=[f.name for f in fields(FlowParameters) if f.name not in _NUMBERS]
)


def pores(flow: FlowParameters, region: NDArray[np.int64]) -> Pores:
    """Numbers of the permeability law on the elements, every leaf (b, n_r - 1, n_z - 1)."""

    def by_region(values: Float | jax.Array) -> jax.Array:
        return jnp.asarray(values)[:, region]

    return Pores(by_region(flow.scale_mm4_Ns), by_region(flow.exponent), by_region(flow.stiffening))
