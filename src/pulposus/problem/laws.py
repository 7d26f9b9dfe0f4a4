"""Blocks of a problem file that choose laws and give their numbers: one key names the law, its mapping the numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from pulposus.forecasting.case_numbers import shown
from pulposus.forecasting.case_sentences import nearest
from pulposus.problem.numbers import plausible, refuse

YoungsMPa = Annotated[float, plausible("youngs_modulus_MPa")]
ShearMPa = Annotated[float, plausible("shear_modulus_MPa")]
LameMPa = Annotated[float, plausible("lame_modulus_MPa")]
Poisson = Annotated[float, plausible("poisson_ratio")]
FibreMPa = Annotated[float, plausible("fibre_modulus_MPa")]
FibreExponent = Annotated[float, plausible("fibre_exponent")]
FibrePower = Annotated[float, plausible("fibre_power")]
Dispersion = Annotated[float, plausible("fibre_dispersion")]
Share = Annotated[float, plausible("share")]
SolidFraction = Annotated[float, plausible("solid_fraction")]
Permeability = Annotated[float, plausible("permeability_mm4_Ns")]
FlowExponent = Annotated[float, plausible("permeability_exponent")]
Charge = Annotated[float, plausible("fixed_charge_mEq_mL")]
OsmoticCoefficient = Annotated[float, plausible("osmotic_coefficient")]
FibrilWater = Annotated[float, plausible("fibril_water_g_g")]
Cells = Annotated[float, plausible("cells_1e6_mL")]
Diffusivity = Annotated[float, plausible("diffusivity_mm2_s")]
Uptake = Annotated[float, plausible("uptake_mM_s")]
Half = Annotated[float, plausible("half_mM")]
Tissue = Literal["nucleus", "inner_annulus", "outer_annulus", "endplate"]


class Block(BaseModel):
    """A mapping of a problem file; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Choice(Block):
    """A mapping with exactly one key: the name of a law."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Choice:
        given = [name for name, value in self if value is not None]
        if len(given) != 1:
            raise refuse(
                f"found {' and '.join(given) or 'no law'}, expected one of {', '.join(type(self).model_fields)}; "
                "choose one"
            )
        return self

    @property
    def law(self) -> str:
        """Name of the chosen law."""
        return next(name for name, value in self if value is not None)

    @property
    def numbers(self) -> Any:
        """The chosen law's block."""
        return getattr(self, self.law)


class NeoHookean(Block):
    """mu/2 (I1 - 3) - mu ln J + lambda/2 (ln J)^2: give E_MPa and nu, or mu_MPa and lambda_MPa."""

    E_MPa: YoungsMPa | None = None
    """Young's modulus, MPa."""
    nu: Poisson | None = None
    """Poisson ratio."""
    mu_MPa: ShearMPa | None = None
    """Shear modulus, MPa."""
    lambda_MPa: LameMPa | None = None
    """Lame's first modulus, MPa."""

    @model_validator(mode="after")
    def _one_pair(self) -> NeoHookean:
        engineering, lame = (self.E_MPa, self.nu), (self.mu_MPa, self.lambda_MPa)
        whole = [None not in pair for pair in (engineering, lame)]
        if sum(whole) != 1 or sum(v is not None for v in (*engineering, *lame)) != 2:
            raise refuse("expected either E_MPa and nu, or mu_MPa and lambda_MPa; give one pair")
        return self

    @property
    def lame_MPa(self) -> tuple[float, float]:
        """(mu, lambda), MPa."""
        if self.mu_MPa is not None and self.lambda_MPa is not None:
            return self.mu_MPa, self.lambda_MPa
        assert self.E_MPa is not None
        assert self.nu is not None
        return self.E_MPa / (2 * (1 + self.nu)), self.E_MPa * self.nu / ((1 + self.nu) * (1 - 2 * self.nu))


class Wilson(Block):
    """Wilson's compressible law, which stiffens as the pores close."""

    shear_MPa: ShearMPa
    """Shear modulus, MPa."""


class Matrix(Choice):
    """Law of the solid matrix."""

    neo_hookean: NeoHookean | None = None
    """Compressible neo-Hookean law."""
    wilson: Wilson | None = None
    """Wilson's law."""


class Exponential(Block):
    """True stress modulus (exp(exponent e) - 1), e the logarithmic strain; weighted by the share of fibres."""

    modulus_MPa: FibreMPa
    """E1, MPa."""
    exponent: FibreExponent
    """k1."""
    share: Share
    """Share of the tissue that both families fill together."""


class ExponentialPower(Block):
    """ksi/(alpha beta) (exp(alpha (I4 - 1)^beta) - 1) of each family, without a volume weight."""

    ksi_MPa: FibreMPa
    """ksi, MPa."""
    alpha: FibreExponent
    """alpha."""
    beta: FibrePower
    """beta."""


class Hgo(Block):
    """k1/(2 k2) (exp(k2 E^2) - 1), E = kappa (I1 - 3) + (1 - 3 kappa)(I4 - 1), of each family."""

    k1_MPa: FibreMPa
    """k1, MPa."""
    k2: FibreExponent
    """k2."""
    kappa: Dispersion = 0.0
    """Dispersion, 0 (aligned) to 1/3 (isotropic)."""


class Fibres(Choice):
    """Law of the two fibre families."""

    exponential: Exponential | None = None
    """Exponential in the logarithmic strain."""
    exponential_power: ExponentialPower | None = None
    """FEBio's fiber-exp-pow."""
    hgo: Hgo | None = None
    """Holzapfel-Gasser-Ogden."""


class Constant(Block):
    """The same permeability whatever the strain."""

    k_mm4_Ns: Permeability
    """Permeability, mm4/Ns (1e-12 m4/Ns)."""


class HolmesMow(Block):
    """k0 ((J - phi0)/(1 - phi0))^alpha exp(M (J^2 - 1)/2)."""

    k0_mm4_Ns: Permeability
    """Permeability of the reference shape, mm4/Ns (1e-12 m4/Ns)."""
    M: FlowExponent
    """Exponential strain coefficient."""
    alpha: FlowExponent
    """Power-law exponent."""


class Argoubi(Block):
    """k0 [e (1 + e0)/(e0 (1 + e))]^2 exp(M (e/e0 - 1)), e the void ratio."""

    k0_mm4_Ns: Permeability
    """Permeability of the reference shape, mm4/Ns (1e-12 m4/Ns)."""
    M: FlowExponent
    """Exponent."""


class PorosityPower(Block):
    """alpha/(1 - n)^M, n the extrafibrillar porosity."""

    alpha_mm4_Ns: Permeability
    """Scale, mm4/Ns (1e-12 m4/Ns)."""
    M: FlowExponent
    """Exponent."""


class Flow(Choice):
    """Law of the hydraulic permeability."""

    constant: Constant | None = None
    """Constant."""
    holmes_mow: HolmesMow | None = None
    """Holmes and Mow."""
    argoubi: Argoubi | None = None
    """Argoubi and Shirazi-Adl."""
    porosity_power: PorosityPower | None = None
    """Power of the porosity."""


class Donnan(Block):
    """RT phi (sqrt(cF^2 + 4 c^2) - 2 c), c the bath."""

    fixed_charge_mEq_mL: Charge
    """Fixed charge per fluid volume in the reference shape, mEq/mL."""
    osmotic_coefficient: OsmoticCoefficient = 1.0
    """phi; 1 is the ideal Donnan pressure."""
    fibril_water_g_g: FibrilWater = 0.0
    """Water inside collagen fibrils per collagen, g/g, which the charge cannot enter."""
    collagen_fraction: Share = 0.0
    """Collagen per dry mass."""


class Schroeder(Block):
    """Schroeder's law with activity coefficients and pressure-dependent fibril water."""

    fixed_charge_mEq_mL: Charge
    """Fixed charge per fluid volume in the reference shape, mEq/mL."""
    collagen_fraction: Share
    """Collagen per dry mass."""
    fibril_water: Literal["nucleus", "annulus"] = "nucleus"
    """Whose constants of fibril water."""
    corrected: bool = False
    """External activity at the bath (true) or at the fixed charge as published (false)."""


class NoOsmosis(Block):
    """No swelling pressure."""


class Osmosis(Choice):
    """Law of the swelling pressure."""

    none: NoOsmosis | None = None
    """No swelling."""
    donnan: Donnan | None = None
    """Donnan equilibrium."""
    schroeder: Schroeder | None = None
    """Schroeder's law."""


def _osmosis(found: object) -> object:
    if found == "none":
        return {"none": {}}
    if isinstance(found, dict) and set(found) == {"none"} and found["none"] is None:
        return {"none": {}}
    if isinstance(found, str):
        near = nearest(found, Osmosis.model_fields)
        raise refuse(f"found {shown(found)}, expected none, donnan or schroeder; write {near or 'donnan'}: {{...}}")
    return found


class Solute(Block):
    """One neutral solute that cells take up after Michaelis and Menten."""

    diffusivity_mm2_s: Diffusivity
    """Diffusivity in the tissue's fluid, mm2/s."""
    uptake_mM_s: Uptake = 0.0
    """Largest uptake, mM of fluid per second."""
    half_mM: Half = 1.0
    """Concentration at which the uptake halves, mM."""


class Material(Block):
    """One material: laws and numbers; what is not given comes from the library when ``tissue`` names one."""

    tissue: Tissue | None = None
    """Take what is left out from the library of facts for this tissue."""
    solid_fraction: SolidFraction | None = None
    """Solid volume per tissue volume in the reference shape (1 - porosity)."""
    matrix: Matrix | None = None
    """Law of the solid matrix."""
    fibres: Fibres | None = None
    """Law of two fibre families; none when left out."""
    permeability: Flow | None = None
    """Law of the permeability."""
    osmosis: Annotated[Osmosis, BeforeValidator(_osmosis)] | None = None
    """Law of the swelling pressure; none when left out (without ``tissue``)."""
    cells_1e6_mL: Cells | None = None
    """Cells per tissue volume, million per mL (transport of oxygen, glucose and lactate)."""
    solute: Solute | None = None
    """One solute of your own in place of oxygen, glucose and lactate."""
