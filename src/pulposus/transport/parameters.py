"""Everything that decides diffusion and consumption, one value per member of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample, value
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.arrays import Real
from pulposus.transport.laws.metabolism import native_lactate, published
from pulposus.units import m2_per_s_to_mm2_per_day

Float = NDArray[np.float64]


class CellType(IntEnum):
    """Order of cell types in every density array (b, types, er, ez)."""

    NATIVE = 0
    UNDIFFERENTIATED = 1
    DIFFERENTIATED = 2


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TransportParameters:
    """Parameters of a batch; arrays (b,) or (b, types). Leaves may be NumPy or JAX arrays."""

    oxygen_diffusivity_mm2_day: Real
    """In water, times the tissue factor of this disc; likewise the next two."""
    glucose_diffusivity_mm2_day: Real
    lactate_diffusivity_mm2_day: Real
    flux_porosity_exponent: Real
    """0: diffusivity per total area; 1: per fluid area."""
    oxygen_porosity_exponent: Real
    """1: oxygen consumption carries the porosity as published; 0: it does not."""
    oxygen_solubility_mM_kPa: Real
    glucose_limiter_mM: Real
    """Km of the factor G / (G + Km) on glucose and lactate rates; 0 switches it off."""
    native_oxygen_scale: Real
    """(b, types): multiple of the published native oxygen law."""
    respiration_nmol_1e6_h: Real
    """(b, types): largest rate of oxidative respiration, beside the native law."""
    respiration_half_kPa: Real
    lactate_scale: Real
    """(b, types): multiple of the published native lactate law."""

    @property
    def batch(self) -> int:
        return int(self.glucose_limiter_mM.shape[0])


def _assemble(draw: dict[str, Float]) -> TransportParameters:
    rates = published()
    n = draw["glucose_limiter_mM"].shape[0]
    none = np.zeros(n)

    def diffusivity(solute: str) -> Float:
        water = value("transport", f"{solute}_diffusivity_m2_s")
        return m2_per_s_to_mm2_per_day(water) * draw["diffusivity_factor"]

    reference_oxygen = jnp.asarray(value("transport", "msc_reference_oxygen_kPa"))
    reference_ph = rates.ph(jnp.asarray(value("transport", "msc_reference_lactate_mM")))
    young = (
        draw["msc_quiescence"]
        * draw["msc_lactate_nmol_1e6_h"]
        / float(native_lactate(reference_oxygen, reference_ph, rates))
    )
    native_oxygen = draw["native_oxygen_factor"] * draw["degenerate_oxygen_factor"] ** draw["degenerate_share"]
    solubility = value("transport", "oxygen_solubility_mM_kPa")
    return TransportParameters(
        oxygen_diffusivity_mm2_day=diffusivity("oxygen"),
        glucose_diffusivity_mm2_day=diffusivity("glucose"),
        lactate_diffusivity_mm2_day=diffusivity("lactate"),
        flux_porosity_exponent=draw["flux_porosity_exponent"],
        oxygen_porosity_exponent=draw["oxygen_porosity_exponent"],
        oxygen_solubility_mM_kPa=np.full(n, solubility),
        glucose_limiter_mM=draw["glucose_limiter_mM"],
        native_oxygen_scale=np.stack([native_oxygen, none, none], axis=1),
        respiration_nmol_1e6_h=np.stack(
            [none, draw["msc_oxygen_nmol_1e6_h"], draw["msc_differentiated_oxygen_nmol_1e6_h"]], axis=1
        ),
        respiration_half_kPa=draw["msc_oxygen_half_mM"] / solubility,
        lactate_scale=np.stack(
            [draw["native_lactate_factor"], young, young * draw["msc_differentiated_lactate_ratio"]], axis=1
        ),
    )


_DRAWN = (
    "diffusivity_factor",
    "flux_porosity_exponent",
    "oxygen_porosity_exponent",
    "glucose_limiter_mM",
    "native_oxygen_factor",
    "native_lactate_factor",
    "degenerate_oxygen_factor",
    "degenerate_share",
    "msc_oxygen_nmol_1e6_h",
    "msc_differentiated_oxygen_nmol_1e6_h",
    "msc_oxygen_half_mM",
    "msc_lactate_nmol_1e6_h",
    "msc_quiescence",
    "msc_differentiated_lactate_ratio",
)


def degenerate_share(grade: NDArray[np.number]) -> Float:
    """How far cells of a Pfirrmann grade respire like degenerate ones, 0 to 1, shape of ``grade``."""
    none, full = value("transport", "degenerate_none_grade"), value("transport", "degenerate_full_grade")
    return np.clip((np.asarray(grade, dtype=float) - none) / (full - none), 0.0, 1.0)


def sample_parameters(n: int, seed: int, *, grade: NDArray[np.number] | None = None) -> TransportParameters:
    """``n`` draws from the library; ``grade`` (n,) sets how degenerate the native cells respire."""
    draw = {name: sample("transport", name, n, seed) for name in _DRAWN}
    draw["degenerate_oxygen_factor"] = np.maximum(draw["degenerate_oxygen_factor"], 1.0)
    if grade is not None:
        draw["degenerate_share"] = degenerate_share(grade)
    return _assemble(draw)


def published_parameters(n: int = 1) -> TransportParameters:
    """The published healthy model: central values, native cells as bovine ones, diffusivity per total area."""
    draw = {name: np.full(n, value("transport", name)) for name in _DRAWN}
    draw["degenerate_share"] = np.zeros(n)
    draw["msc_quiescence"] = np.ones(n)
    return _assemble(draw)
