"""Curves of the laws of nutrition, computed by the laws themselves with the numbers of the library."""

from __future__ import annotations

import numpy as np

from pulposus.library import facts, value
from pulposus.numerics.backend import jax, jnp
from pulposus.report.figures.law_panel import Curve, Float, Panel, curve
from pulposus.transport.laws import metabolism, viability
from pulposus.transport.laws.diffusivity import flux_factor
from pulposus.units import SECONDS_PER_DAY

Array = jax.Array
POINTS = 121
TOPIC = "transport"
OXYGEN_kPa = np.linspace(0.0, 8.0, POINTS)
GLUCOSE_mM = np.linspace(0.0, 2.0, 4 * POINTS)
ACIDITIES = (7.3, 7.0, 6.7)
FED_mM, NEUTRAL = 5.0, 7.3  # the other quantity of each death curve: plenty of glucose, no acid
RATE = "nmol/(10⁶ cells h)"


def diffusivity() -> tuple[Panel, ...]:
    """Flux factor against porosity under both readings of the area."""
    n = np.linspace(0.4, 1.0, POINTS)
    names = {0.0: "per total area (a = 0)", 1.0: "per fluid area (a = 1)"}
    curves = tuple(curve(name, n, flux_factor(jnp.asarray(n), a)) for a, name in names.items())
    return (Panel("porosity n", "flux over that in water", curves, y_range=(0.0, 1.0)),)


def oxygen() -> tuple[Panel, ...]:
    """Oxygen use against oxygen at three acidities, and in a degenerate disc."""
    O2, rates = jnp.asarray(OXYGEN_kPa), metabolism.published()

    def use(ph: float) -> Array:
        return metabolism.native_oxygen(O2, jnp.asarray(ph), rates)

    acid = tuple(curve(f"pH {ph:g}", O2, use(ph)) for ph in ACIDITIES)
    factor = value(TOPIC, "degenerate_oxygen_factor")
    healthy = use(ACIDITIES[0])
    cells = (
        curve("bovine, as published", O2, healthy),
        curve(f"degenerate human (x {factor:g})", O2, factor * healthy),
    )
    return (
        Panel("oxygen, kPa", f"oxygen use,\n{RATE}", acid),
        Panel(f"oxygen, kPa (pH {ACIDITIES[0]:g})", f"oxygen use,\n{RATE}", cells),
    )


def glucose_lactate() -> tuple[Panel, ...]:
    """Lactate made with glucose in plenty, and what the limiter leaves of it."""
    O2, rates = jnp.asarray(OXYGEN_kPa), metabolism.published()
    made = tuple(curve(f"pH {ph:g}", O2, metabolism.native_lactate(O2, jnp.asarray(ph), rates)) for ph in ACIDITIES)
    fact = facts(TOPIC)["glucose_limiter_mM"]
    assert isinstance(fact.spread, tuple)
    shares = [
        curve(f"Km = {half:g} mM", GLUCOSE_mM, metabolism.saturating(jnp.asarray(GLUCOSE_mM), jnp.asarray(half)))
        for half in (fact.value, *fact.spread)
    ]
    shares.append(
        curve("published: none", GLUCOSE_mM, metabolism.saturating(jnp.asarray(GLUCOSE_mM), jnp.asarray(0.0)))
    )
    return (
        Panel("oxygen, kPa", f"lactate made,\n{RATE}", made),
        Panel("glucose, mM", "share of that rate", tuple(shares), y_range=(0.0, 1.05)),
    )


def stromal_respiration() -> tuple[Panel, ...]:
    """Oxygen use of the three cell types at the acidity of the endplate."""
    O2, rates = jnp.asarray(OXYGEN_kPa[1:]), metabolism.published()
    half = jnp.asarray(value(TOPIC, "msc_oxygen_half_mM") / value(TOPIC, "oxygen_solubility_mM_kPa"))
    ph = rates.ph(jnp.asarray(value(TOPIC, "bone_lactate_mM")))
    curves = [
        curve(name, O2, value(TOPIC, key) * metabolism.saturating(O2, half))
        for name, key in (
            ("undifferentiated stromal", "msc_oxygen_nmol_1e6_h"),
            ("differentiated stromal", "msc_differentiated_oxygen_nmol_1e6_h"),
        )
    ]
    curves.append(curve("native (bovine law)", O2, metabolism.native_oxygen(O2, ph, rates)))
    return (Panel("oxygen, kPa", f"oxygen use,\n{RATE}", tuple(curves), log_y=True),)


def acidity() -> tuple[Panel, ...]:
    """pH against lactate, with the levels at which cells die."""
    lactate = np.linspace(0.0, 15.0, POINTS)
    levels = (("pH of the tissue", None), ("cells begin to die", "critical_pH"), ("acid culture", "acid_culture_pH"))
    curves = [
        curve(
            name if key is None else f"{name}, pH {value(TOPIC, key):g}",
            lactate,
            metabolism.published().ph(jnp.asarray(lactate)) if key is None else np.full(POINTS, value(TOPIC, key)),
        )
        for name, key in levels
    ]
    return (Panel("lactate, mM", "pH", tuple(curves)),)


def hazards(glucose_mM: Array, ph: Array) -> tuple[Array, Array]:
    """Hazard of death by the project's law and by the published one, 1/day."""
    ours = viability.death_rate(
        glucose_mM,
        ph,
        starving_per_day=jnp.asarray(value(TOPIC, "death_without_glucose_per_day")),
        critical_glucose_mM=jnp.asarray(value(TOPIC, "critical_glucose_mM")),
        acid_per_day=jnp.asarray(value(TOPIC, "death_in_acid_per_day")),
        critical_pH=value(TOPIC, "critical_pH"),
        acid_pH=value(TOPIC, "acid_culture_pH"),
    )
    theirs = viability.published_death_rate(
        glucose_mM,
        ph,
        threshold_mM=value(TOPIC, "published_viability_threshold_mM"),
        half_mM=value(TOPIC, "published_viability_half_mM"),
        acid_per_day=value(TOPIC, "published_viability_acid_per_s") * SECONDS_PER_DAY,
        critical_pH=value(TOPIC, "critical_pH"),
    )
    return ours, theirs


def death() -> tuple[Panel, ...]:
    """Both death laws, against glucose without acid and against pH with plenty of glucose."""
    glucose, ph = np.linspace(0.0, 1.0, 4 * POINTS), np.linspace(6.0, 7.2, 4 * POINTS)
    hunger = hazards(jnp.asarray(glucose), jnp.full(len(glucose), NEUTRAL))
    acid = hazards(jnp.full(len(ph), FED_mM), jnp.asarray(ph))

    def pair(x: Float, found: tuple[Array, Array]) -> tuple[Curve, ...]:
        return tuple(curve(name, x, y) for name, y in zip(("this project", "published"), found, strict=True))

    return (
        Panel("glucose, mM (no acid)", "hazard of death, 1/day", pair(glucose, hunger)),
        Panel("pH (plenty of glucose)", "hazard of death, 1/day", pair(ph, acid)),
    )
