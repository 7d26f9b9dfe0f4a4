"""What a disc is made of at a given grade: water, fixed charge and native cells, drawn with published spread.

Anchors are healthy tissue and grade 3 (abaqusIVD), and the swelling stress of non-degenerate and degenerate
nucleus (Johannessen 2005). Between anchors the values are interpolated over the grade; beyond the last one they
are held and the spread is widened. The same person keeps the same rank in every grade. Age changes nothing
beyond its grade: adult cell density does not fall after 16 years (Liebscher 2011), and no water or charge by age
at equal grade was found.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.plausible import check_age, worst_grade
from pulposus.disc.reduced import ReducedMesh, Region
from pulposus.disc.tissue import Tissue
from pulposus.errors import InputError
from pulposus.library import facts, sample, value
from pulposus.numerics.settings import VALIDATE_POINT_DRAWS
from pulposus.units import MOLM3_PER_MEQML, PA_PER_MPA

Float = NDArray[np.float64]
Int = NDArray[np.int64]
TOPIC = "composition"


def porosity_from_water_mass(water_mass_fraction: Float) -> Float:
    """Fluid volume per tissue volume from water mass per tissue mass (solid density: abaqusIVD)."""
    water = water_mass_fraction / value(TOPIC, "water_density_g_mL")
    solid = (1 - water_mass_fraction) / value(TOPIC, "solid_density_g_mL")
    return water / (water + solid)


def fixed_charge_from_swelling_mEq_mL(stress_MPa: Float) -> Float:
    """Fixed charge whose ideal Donnan pressure in saline is the given swelling stress.

    Inverts RT (sqrt(cF^2 + 4 c^2) - 2 c): a closed form.
    """
    salt_mM = value(TOPIC, "bath_salt_mM")
    thermal_J_mol = value(TOPIC, "gas_constant_J_molK") * value(TOPIC, "body_temperature_K")
    ions_mM = stress_MPa * PA_PER_MPA / thermal_J_mol + 2 * salt_mM
    return np.sqrt(ions_mM**2 - (2 * salt_mM) ** 2) / MOLM3_PER_MEQML


def _positive(name: str, rank: Float) -> Float:
    """A fact with an SD at standard normal ranks, as a log-normal of the same mean and SD: stress is positive."""
    fact = facts(TOPIC)[name]
    assert isinstance(fact.spread, float)
    sigma2 = np.log1p((fact.spread / fact.value) ** 2)
    return np.asarray(fact.value * np.exp(np.sqrt(sigma2) * rank - sigma2 / 2))


def _rank(name: str, n: int, seed: int) -> Float:
    """Standard normal rank of each draw of a fact with an SD."""
    fact = facts(TOPIC)[name]
    assert isinstance(fact.spread, float)
    return (sample(TOPIC, name, n, seed) - fact.value) / fact.spread


def _between(low: Float, high: Float, grade: Int, start: int, end: int) -> Float:
    """Linear in the grade from ``start`` to ``end``, held outside."""
    weight = np.clip((grade - start) / (end - start), 0, 1)
    return low + (high - low) * weight


def _water(tissue: str, grade: Int, n: int, seed: int) -> Float:
    healthy = sample(TOPIC, f"water_mass_fraction_{tissue}_grade1", n, seed)
    centre = [value(TOPIC, f"water_mass_fraction_{tissue}_grade{g}") for g in (1, 3)]
    deviation = healthy - centre[0]  # the same rank in every grade
    deviation = np.where(grade > 3, deviation * value(TOPIC, "spread_factor_beyond_grade3"), deviation)
    water = _between(np.array(centre[0]), np.array(centre[1]), grade, 1, 3) + deviation
    return np.clip(water, value(TOPIC, "water_mass_fraction_low"), value(TOPIC, "water_mass_fraction_high"))


def _nucleus_charge(grade: Int, n: int, seed: int) -> Float:
    """Chemical charge of the healthy nucleus, its spread and fall with grade from the measured swelling stress.

    Only ratios of stress are used, so that the osmotic coefficient stays with the osmotic law.
    """
    rank = _rank("swelling_stress_MPa_nucleus_grade2", n, seed)
    healthy, degenerate = (
        fixed_charge_from_swelling_mEq_mL(_positive(f"swelling_stress_MPa_nucleus_grade{anchor}", rank))
        for anchor in (2, 4)
    )
    usual = fixed_charge_from_swelling_mEq_mL(np.array(value(TOPIC, "swelling_stress_MPa_nucleus_grade2")))
    scale = value(TOPIC, "fixed_charge_mEq_mL_nucleus_grade1") / usual
    # Degeneration takes charge away: a draw in which it adds some is held at the healthy one.
    return scale * _between(healthy, np.minimum(degenerate, healthy), grade, 2, 4)


def _charge(region: Region, grade: Int, n: int, seed: int) -> Float:
    match region:
        case Region.NUCLEUS:
            charge = _nucleus_charge(grade, n, seed)
        case Region.OUTER_ANNULUS:
            charge = sample(TOPIC, "fixed_charge_mEq_mL_outer_annulus", n, seed)
        case _:
            stem = f"fixed_charge_mEq_mL_{region.name.lower()}_grade"
            healthy = sample(TOPIC, f"{stem}1", n, seed)
            ratio = value(TOPIC, f"{stem}3") / value(TOPIC, f"{stem}1")
            charge = _between(healthy, healthy * ratio, grade, 1, 3)
    return np.clip(charge, value(TOPIC, "fixed_charge_mEq_mL_low"), value(TOPIC, "fixed_charge_mEq_mL_high"))


def sample_regions(*, grade: Int, age_y: float | Float, n: int, seed: int) -> dict[Region, tuple[Float, Float, Float]]:
    """Porosity, fixed charge (mEq/mL of fluid) and native cells (1e6/mL of tissue) of each region, each (n,).

    ``age_y`` is the patient's, or (n,) where every draw is another person's disc.

    Raises:
        InputError: a grade outside 1 to 5 or of the wrong shape, or an age outside the adult range.
    """
    grade = np.asarray(grade)
    if grade.shape != (n,):
        raise InputError(f"Grade has shape {grade.shape}; give one Pfirrmann grade per draw, shape ({n},).")
    scale = np.arange(1, worst_grade() + 1)
    if not np.isin(grade, scale).all():
        raise InputError(
            f"Pfirrmann grade is {grade[~np.isin(grade, scale)][0]}; give whole numbers from 1 to {scale[-1]}."
        )
    check_age(age_y)
    tissue = {Region.NUCLEUS: "nucleus", Region.ENDPLATE: "endplate"}
    regions: dict[Region, tuple[Float, Float, Float]] = {}
    for region in Region:
        name = tissue.get(region, "annulus")
        regions[region] = (
            porosity_from_water_mass(_water(name, grade, n, seed)),
            _charge(region, grade, n, seed),
            sample(TOPIC, f"native_cells_1e6_mL_{name}", n, seed),
        )
    return regions


def central_regions(grade: int, age_y: float) -> tuple[Float, Float]:
    """Porosity and fixed charge (mEq/mL of fluid) of each region at a grade, (4,) each: medians of draws.

    Raises:
        InputError: as ``sample_regions``.
    """
    n = VALIDATE_POINT_DRAWS
    drawn = sample_regions(grade=np.full(n, grade), age_y=age_y, n=n, seed=0)
    porosity, charge = (np.array([np.median(drawn[region][part]) for region in Region]) for part in (0, 1))
    return porosity, charge


def sample_tissue_of(region: Int, *, grade: Int, age_y: float | Float, n: int, seed: int) -> Tissue:
    """Composition of ``n`` draws of one patient's disc where ``region`` (any shape) tells the tissue.

    Arrays of the result have the shape (n, *region.shape): both meshes use it.

    Raises:
        InputError: as ``sample_regions``.
    """
    regions = sample_regions(grade=grade, age_y=age_y, n=n, seed=seed)
    porosity, charge, cells = (np.stack([regions[r][part] for r in Region], axis=1)[:, region] for part in range(3))
    return Tissue(porosity=porosity, fixed_charge_mEq_mL=charge, native_cells_1e6_mL=cells)


def sample_tissue(mesh: ReducedMesh, *, grade: Int, age_y: float | Float, n: int, seed: int) -> Tissue:
    """Composition of ``n`` draws of one patient's disc on the reduced mesh (batch n), by region and grade.

    Raises:
        InputError: as ``sample_regions``.
    """
    return sample_tissue_of(mesh.topology.region(), grade=grade, age_y=age_y, n=n, seed=seed)
