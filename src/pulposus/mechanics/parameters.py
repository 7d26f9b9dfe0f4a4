"""Mechanical properties of a batch of discs, drawn from the library of facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import Region
from pulposus.library import sample as draw
from pulposus.library import value
from pulposus.mechanics.laws.matrix import wilson_shear_modulus
from pulposus.mechanics.laws.schroeder import SchroederTissue
from pulposus.mechanics.material import Laws, Material
from pulposus.numerics.backend import jax, jnp
from pulposus.units import MOLM3_PER_MEQML, PA_PER_MPA

Float = NDArray[np.float64]
_TOPIC = "mechanics"
# Name of each region in the library: its own where one exists, else its kind of tissue.
_OWN = {
    Region.NUCLEUS: "nucleus",
    Region.INNER_ANNULUS: "inner_annulus",
    Region.OUTER_ANNULUS: "outer_annulus",
    Region.ENDPLATE: "endplate",
}
_KIND = {region: name.removeprefix("inner_").removeprefix("outer_") for region, name in _OWN.items()}
_ANNULUS = (Region.INNER_ANNULUS, Region.OUTER_ANNULUS)
_ENDS = ("anterior", "posterior")


@dataclass(frozen=True)
class MechanicsParameters:
    """Laws and their numbers for b discs; (b, 4) arrays go by ``Region``, (b,) arrays by disc.

    ``fibre_share`` is the share of the tissue that both fibre families fill together, ``fibril_water_g_g`` the
    water inside collagen fibrils per collagen mass, ``collagen_fraction`` collagen per dry mass.
    """

    shear_modulus_MPa: Float
    lame_modulus_MPa: Float
    fibre_share: Float
    fibre_modulus_MPa: Float
    fibre_exponent: Float
    fibre_angle_rad: Float
    collagen_fraction: Float
    fibril_water_g_g: Float
    osmotic_coefficient: Float
    temperature_K: Float
    bath_mEq_mL: Float
    laws: Laws = field(default_factory=Laws)

    @property
    def batch(self) -> int:
        return self.osmotic_coefficient.shape[0]

    @classmethod
    def sample(cls, n: int, seed: int, laws: Laws | None = None) -> MechanicsParameters:
        """``n`` seeded draws from the library; measured matrix with Donnan osmosis unless ``laws`` says otherwise."""
        return cls._of(n, lambda name, low, high: draw(_TOPIC, name, n, seed, low=low, high=high), laws or Laws())

    @classmethod
    def central(cls, n: int = 1, laws: Laws | None = None) -> MechanicsParameters:
        """Central values of the library, repeated ``n`` times."""
        return cls._of(n, lambda name, _low, _high: np.full(n, value(_TOPIC, name)), laws or Laws())

    @classmethod
    def published(cls, n: int = 1) -> MechanicsParameters:
        """The set of Munoz-Moya et al. 2024: stiff matrix, Schroeder's osmotic pressure (fibre shares ours)."""
        shear = [value(_TOPIC, f"published_shear_modulus_{_KIND[region]}_MPa") for region in Region]
        return replace(cls.central(n, Laws(osmosis="schroeder")), shear_modulus_MPa=np.tile(shear, (n, 1)))

    @classmethod
    def _of(cls, n: int, get: Callable[[str, float, float], Float], laws: Laws) -> MechanicsParameters:
        def regions(name: Callable[[Region], str], low: float, high: float) -> Float:
            return np.stack([get(name(region), low, high) for region in Region], axis=-1)

        def only_annulus(name: Callable[[Region], str]) -> Float:
            zero = np.zeros(n)
            return np.stack([get(name(r), 0, 1) if r in _ANNULUS else zero for r in Region], axis=-1)

        def angle(region: Region) -> float:
            if region not in _ANNULUS:
                return 0.0
            ends = [value(_TOPIC, f"fibre_angle_{_OWN[region].split('_')[0]}_{end}_deg") for end in _ENDS]
            return float(np.deg2rad(np.mean(ends)))  # the ring of the reduced disc has one angle

        aggregate = regions(lambda r: f"aggregate_modulus_{_OWN[r]}_MPa", 0, np.inf)
        if laws.matrix == "wilson":
            solid = np.array([1 - value(_TOPIC, f"porosity_{_KIND[r]}") for r in Region])
            shear = np.asarray(wilson_shear_modulus(jnp.asarray(aggregate), jnp.asarray(solid)))
        else:
            shear = aggregate / 2  # no lateral expansion: lambda = 0
        water = {r: "nucleus" if r == Region.NUCLEUS else "annulus" for r in Region}
        modulus, exponent = get("fibre_modulus_MPa", 0, np.inf), get("fibre_exponent", 1, np.inf)
        return cls(
            shear_modulus_MPa=shear,
            lame_modulus_MPa=np.zeros_like(shear),
            fibre_share=only_annulus(lambda r: f"fibre_share_{_OWN[r]}"),
            fibre_modulus_MPa=np.repeat(modulus[:, None], len(Region), axis=1),
            fibre_exponent=np.repeat(exponent[:, None], len(Region), axis=1),
            fibre_angle_rad=np.tile([angle(r) for r in Region], (n, 1)),
            collagen_fraction=regions(lambda r: f"collagen_fraction_{_KIND[r]}", 0, 1),
            fibril_water_g_g=regions(lambda r: f"fibril_water_{water[r]}_g_g", 0, np.inf),
            osmotic_coefficient=get("osmotic_coefficient", 0, 1),
            temperature_K=get("body_temperature_K", 0, np.inf),
            bath_mEq_mL=get("bath_mEq_mL", 0, np.inf),
            laws=laws,
        )


_NUMBERS = [f.name for f in fields(MechanicsParameters) if f.name != "laws"]
jax.tree_util.register_dataclass(MechanicsParameters, data_fields=_NUMBERS, meta_fields=["laws"])


def material(parameters: MechanicsParameters, region: NDArray[np.int64]) -> Material:
    """Numbers of the laws on the elements: every leaf (b, n_r - 1, n_z - 1), from ``region`` of the elements."""

    def by_region(values: jax.Array | Float) -> jax.Array:
        return jnp.asarray(values)[:, region]

    def by_disc(values: jax.Array | Float) -> jax.Array:
        return jnp.broadcast_to(jnp.asarray(values)[:, None, None], (parameters.batch, *region.shape))

    def constant(name: str) -> jax.Array:
        return jnp.full((parameters.batch, *region.shape), value(_TOPIC, name))

    def fibril(letter: str) -> jax.Array:
        names = {r: "nucleus" if r == Region.NUCLEUS else "annulus" for r in Region}
        values = np.array([value(_TOPIC, f"schroeder_fibril_water_{names[r]}_{letter}") for r in Region])
        return jnp.broadcast_to(jnp.asarray(values[region]), (parameters.batch, *region.shape))

    density = value(_TOPIC, "solid_density_g_mL")  # water is 1 g/mL, so that g/g times g/mL is mL/mL
    # J/(mol K) K = Pa m3/mol; times mol/m3 per mEq/mL and over Pa per MPa gives MPa per mEq/mL.
    RT = value(_TOPIC, "gas_constant_J_molK") * parameters.temperature_K * MOLM3_PER_MEQML / PA_PER_MPA
    collagen = by_region(parameters.collagen_fraction)
    activity = tuple(constant(f"schroeder_activity_{part}") for part in ("scale", "power", "rate", "floor"))
    zero = jnp.zeros_like(collagen)
    found = Material(
        shear=by_region(parameters.shear_modulus_MPa),
        lame=by_region(parameters.lame_modulus_MPa),
        fibre_share=by_region(parameters.fibre_share),
        fibre_modulus=by_region(parameters.fibre_modulus_MPa),
        fibre_exponent=by_region(parameters.fibre_exponent),
        fibre_along=by_region(jnp.cos(jnp.asarray(parameters.fibre_angle_rad)) ** 2),
        inside_solid=by_region(parameters.fibril_water_g_g) * collagen * density,
        RT=by_disc(RT),
        bath=by_disc(parameters.bath_mEq_mL),
        osmotic_coefficient=by_disc(parameters.osmotic_coefficient),
        schroeder=SchroederTissue(
            fluid=zero,
            charge=zero,
            collagen=collagen,
            inside=(fibril("a"), fibril("b"), fibril("c")),
            least_extrafibrillar=constant("schroeder_least_extrafibrillar_g_g"),
            density=constant("solid_density_g_mL"),
            activity=(activity[0], activity[1], activity[2], activity[3]),
            manning=constant("schroeder_manning"),
            coefficient=constant("schroeder_osmotic_coefficient"),
        ),
    )
    # Numbers of laws that are not in use have no size of their own.
    return jax.tree.map(lambda leaf: jnp.broadcast_to(jnp.asarray(leaf), zero.shape), found)
