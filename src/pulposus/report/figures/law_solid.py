"""Curves of matrix and fibres, computed by the laws themselves with the numbers of the library."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from pulposus.library import facts, value
from pulposus.mechanics.laws import fibres, matrix
from pulposus.numerics.backend import jax, jnp
from pulposus.report.figures.law_panel import Float, Panel, curve
from pulposus.report.figures.law_water import POINTS, VOLUME, tissue_of

Array = jax.Array
STRETCH = "fibre stretch"
# Dispersed fibres have no numbers in the library: the figure shows what dispersion does, stress over k1.
HGO_K2 = 50.0
HGO_KAPPAS = (0.0, 0.1, 0.2)


def confined_stress(energy: Callable[[Array, Array], Array], J: Float) -> Array:
    """Axial stress (MPa) under confined compression, F = diag(1, 1, J), of an energy of I1 and J."""
    return jax.vmap(jax.grad(lambda j: energy(2 + j**2, j)))(jnp.asarray(J))


def fibre_stress(energy: Callable[[Array], Array], stretch: Float) -> Array:
    """True stress (MPa) along a fibre stretched at constant volume, of an energy of its stretch."""
    return jax.vmap(lambda s: s * jax.grad(energy)(s))(jnp.asarray(stretch))


def wilson_of(aggregate_MPa: float, solid: Array) -> Callable[[Array, Array], Array]:
    """Wilson's energy with a given aggregate modulus."""
    shear = matrix.wilson_shear_modulus(jnp.asarray(aggregate_MPa), solid)
    return lambda I1, J: matrix.wilson(I1, J, shear, solid)


def neo_hookean_of(aggregate_MPa: float) -> Callable[[Array, Array], Array]:
    """Neo-Hookean energy with a given aggregate modulus and no lateral expansion (lambda = 0)."""
    shear, none = jnp.asarray(aggregate_MPa / 2), jnp.asarray(0.0)
    return lambda I1, J: matrix.neo_hookean(I1, J, shear, none)


def neo_hookean() -> tuple[Panel, ...]:
    """Confined stress of nucleus and annulus."""
    J = np.linspace(0.5, 1.4, POINTS)
    curves = []
    for name, key in (("nucleus", "nucleus"), ("annulus", "inner_annulus")):
        modulus = value("mechanics", f"aggregate_modulus_{key}_MPa")
        curves.append(curve(f"{name}, H = {modulus:g} MPa", J, confined_stress(neo_hookean_of(modulus), J)))
    return (Panel(f"{VOLUME} (confined)", "axial stress, MPa", tuple(curves)),)


def wilson() -> tuple[Panel, ...]:
    """Confined stress of the nucleus: measured, published, and neo-Hookean beside it."""
    J = np.linspace(0.3, 1.4, POINTS)
    solid = 1 - tissue_of("nucleus", "healthy").porosity
    modulus, shear = (value("mechanics", f"{n}_nucleus_MPa") for n in ("aggregate_modulus", "published_shear_modulus"))
    published = confined_stress(lambda I1, j: matrix.wilson(I1, j, jnp.asarray(shear), solid), J)
    curves = (
        curve(f"measured nucleus, H = {modulus:g} MPa", J, confined_stress(wilson_of(modulus, solid), J)),
        curve("neo-Hookean with the same H", J, confined_stress(neo_hookean_of(modulus), J)),
        curve(f"published nucleus, G = {shear:g} MPa", J, published),
    )
    return (Panel(f"{VOLUME} (confined)", "axial stress, MPa", curves, y_range=(-1.5, 0.75)),)


def _published_fibre(end: int) -> tuple[Array, Array]:
    """E1 and k1 of the healthy (0) or grade III (1) set: the ends of what is drawn."""
    spreads = [facts("mechanics")[name].spread for name in ("fibre_modulus_MPa", "fibre_exponent")]
    modulus, exponent = (spread[end] for spread in spreads if isinstance(spread, tuple))
    return jnp.asarray(modulus), jnp.asarray(exponent)


def _exponential(E1: Array, k1: Array, stretch: Array) -> Array:
    return fibres.exponential(stretch**2, E1, k1)


def fibre_exponential() -> tuple[Panel, ...]:
    """Stress per fibre area, healthy and grade III."""
    stretch = np.linspace(0.96, 1.1, POINTS)
    curves = []
    for state, end in (("healthy", 0), ("grade III", 1)):
        E1, k1 = _published_fibre(end)
        stress = fibre_stress(partial(_exponential, E1, k1), stretch)
        curves.append(curve(f"{state}, E1 = {float(E1):g} MPa, k1 = {float(k1):g}", stretch, stress))
    return (Panel(STRETCH, "stress per fibre area, MPa", tuple(curves)),)


def fibre_exponential_power() -> tuple[Panel, ...]:
    """One family of the yardstick beside one of the outer annulus with the exponential law, per tissue area."""
    stretch = np.linspace(0.96, 1.1, POINTS)
    ksi, alpha, beta = (jnp.asarray(value("yardstick", f"fibre_{n}")) for n in ("ksi_MPa", "alpha", "beta"))
    share = value("mechanics", "fibre_share_outer_annulus") / 2
    E1, k1 = _published_fibre(0)
    curves = (
        curve(
            "exponential power, yardstick",
            stretch,
            fibre_stress(lambda s: fibres.exponential_power(s**2, ksi, alpha, beta), stretch),
        ),
        curve(
            "exponential law, healthy outer annulus",
            stretch,
            share * fibre_stress(partial(_exponential, E1, k1), stretch),
        ),
    )
    return (Panel(STRETCH, "stress of one family\nper tissue area, MPa", curves),)


def fibre_hgo() -> tuple[Panel, ...]:
    """What dispersion does to a family stretched along its mean direction at constant volume, over k1."""
    stretch = np.linspace(0.95, 1.1, POINTS)
    one, k2 = jnp.asarray(1.0), jnp.asarray(HGO_K2)

    def energy(kappa: float) -> Callable[[Array], Array]:
        return lambda s: fibres.hgo(s**2 + 2 / s, s**2, one, k2, jnp.asarray(kappa))

    curves = tuple(curve(f"kappa = {k:g}", stretch, fibre_stress(energy(k), stretch)) for k in HGO_KAPPAS)
    return (Panel(f"{STRETCH} along the mean direction", "stress over k1", curves),)
