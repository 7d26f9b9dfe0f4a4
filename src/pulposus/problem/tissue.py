"""What a material leaves out, from the library of facts: central values of healthy tissue."""

from __future__ import annotations

from typing import Any

from pulposus.library import value
from pulposus.problem.laws import Donnan, Exponential, Fibres, Flow, Material, Matrix, Osmosis, PorosityPower, Wilson


def completed(material: Material) -> Material:
    """The material with every law and number that its tissue gives; as it is without a tissue.

    Matrix: Wilson's law with the measured aggregate modulus. Osmosis: Donnan with the osmotic coefficient of the
    library. Permeability: power of the porosity (Munoz-Moya et al. 2024, doi:10.3389/fbioe.2024.1384599).
    """
    if material.tissue is None:
        return material
    region = material.tissue
    kind = region.removeprefix("inner_").removeprefix("outer_")
    update: dict[str, Any] = {}
    if material.solid_fraction is None:
        update["solid_fraction"] = 1 - _porosity(kind)
    if material.cells_1e6_mL is None and material.solute is None:
        update["cells_1e6_mL"] = value("composition", f"native_cells_1e6_mL_{kind}")
    if material.permeability is None:
        law = PorosityPower(
            alpha_mm4_Ns=value("mechanics", f"permeability_scale_{kind}_healthy_mm4_Ns"),
            M=value("mechanics", f"permeability_exponent_{kind}_healthy"),
        )
        update["permeability"] = Flow(porosity_power=law)
    if material.matrix is None:
        update["matrix"] = Matrix(wilson=Wilson(shear_MPa=_wilson_shear(region, kind)))
    if material.fibres is None and kind == "annulus":
        fibres = Exponential(
            modulus_MPa=value("mechanics", "fibre_modulus_MPa"),
            exponent=value("mechanics", "fibre_exponent"),
            share=value("mechanics", f"fibre_share_{region}"),
        )
        update["fibres"] = Fibres(exponential=fibres)
    if material.osmosis is None:
        charge = (
            "fixed_charge_mEq_mL_outer_annulus" if region == "outer_annulus" else f"fixed_charge_mEq_mL_{region}_grade1"
        )
        donnan = Donnan(
            fixed_charge_mEq_mL=value("composition", charge),
            osmotic_coefficient=value("mechanics", "osmotic_coefficient"),
            fibril_water_g_g=value("mechanics", f"fibril_water_{'nucleus' if kind == 'nucleus' else 'annulus'}_g_g"),
            collagen_fraction=value("mechanics", f"collagen_fraction_{kind}"),
        )
        update["osmosis"] = Osmosis(donnan=donnan)
    return material.model_copy(update=update)


def _porosity(kind: str) -> float:
    import numpy as np

    from pulposus.disc.composition import porosity_from_water_mass

    return float(porosity_from_water_mass(np.array(value("composition", f"water_mass_fraction_{kind}_grade1"))))


def _wilson_shear(region: str, kind: str) -> float:
    from pulposus.mechanics.laws.matrix import wilson_shear_modulus

    aggregate, porosity = value("mechanics", f"aggregate_modulus_{region}_MPa"), value("mechanics", f"porosity_{kind}")
    return float(wilson_shear_modulus(aggregate, 1 - porosity))  # type: ignore[arg-type]
