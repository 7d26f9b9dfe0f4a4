"""One biology step with nutrients held: all processes, each exact over the step, coupled by splitting."""

from __future__ import annotations

from typing import NamedTuple

from pulposus.biology import cells, damage, inflammation, matrix
from pulposus.biology.state import State
from pulposus.numerics.backend import Array, jax, jnp
from pulposus.units import DAYS_PER_YEAR


class Surroundings(NamedTuple):
    """What the cells live in while a step lasts. Element arrays (b, n_r - 1, n_z - 1), disc arrays (b,)."""

    glucose_mM: Array
    start_glucose_mM: Array
    hazard_per_day: Array
    """Death rate from glucose and pH."""
    start_native_1e6_mL: Array
    """Native cells of the settled disc: what the working cells are measured against."""
    reference_native_1e6_mL: Array
    """Native cells that this tissue would hold if fed everywhere: what the upkeep floor is a share of."""
    structural_loss_per_year: Array
    """Height that natural narrowing takes beyond this disc's own loss of swelling, 1/year, (b,)."""
    nucleus_mm3: Array
    """Volume of nucleus elements, zero elsewhere: the weight of every nucleus mean."""


def nucleus_mean(field: Array, nucleus_mm3: Array) -> Array:
    """Mean of an element field over the nucleus by volume, (b,)."""
    return jnp.sum(field * nucleus_mm3, axis=(1, 2)) / jnp.sum(nucleus_mm3, axis=(1, 2))


def step(state: State, around: Surroundings, p: dict[str, Array], dt: Array) -> State:
    """Advance a batch of discs by ``dt`` days. ``p`` holds BiologyParameters' arrays by name."""
    e = {name: value[:, None, None] for name, value in p.items()}  # per element
    catabolic = state.catabolic[:, None, None]
    healthy, senescent = cells.decay_chain(
        state.healthy_1e6_mL,
        state.senescent_1e6_mL,
        -jnp.log1p(-e["senescent_fraction"]) / (e["senescence_build_up_years"] * DAYS_PER_YEAR) * catabolic,
        around.hazard_per_day,
        dt,
    )
    young, grown = cells.decay_chain(
        state.undifferentiated_1e6_mL,
        state.differentiated_1e6_mL,
        1 / e["msc_differentiation_day"],
        around.hazard_per_day + jnp.log(2.0) / e["msc_half_life_day"],
        dt,
    )

    m_young, m_grown = nucleus_mean(young, around.nucleus_mm3), nucleus_mean(grown, around.nucleus_mm3)
    damping = p["msc_damping_mL_1e6"] * (m_young + p["msc_differentiated_damping"] * m_grown)
    # The share of living cells that is senescent, not their number: cells that starve must not count as a benefit.
    native_now = nucleus_mean(healthy + senescent, around.nucleus_mm3)
    alive = native_now > jnp.finfo(float).tiny
    share = nucleus_mean(senescent, around.nucleus_mm3) / jnp.where(alive, native_now, 1.0)
    share = jnp.where(alive, share, p["senescent_fraction"])
    target = inflammation.catabolic_target(share / p["senescent_fraction"], p["senescent_catabolic_share"], damping)
    anabolic = inflammation.relax(
        state.anabolic, 1 + p["anabolic_output_mL_1e6"] * (m_young + m_grown), p["anabolic_half_life_day"], dt
    )
    nerves = inflammation.relax(state.innervation, state.catabolic, p["innervation_relaxation_day"] * jnp.log(2.0), dt)

    working = (
        healthy
        + e["senescent_synthesis"] * senescent
        + e["msc_synthesis"] * young
        + e["msc_differentiated_synthesis"] * grown
    )
    upkeep = e["matrix_upkeep_floor"] * around.reference_native_1e6_mL
    at_start = around.start_native_1e6_mL * (1 - e["senescent_fraction"] * (1 - e["senescent_synthesis"]))
    synthesis = (
        e["gag_balance"]
        * (working + upkeep)
        / (at_start + upkeep)
        * matrix.glucose_factor(around.glucose_mM, around.start_glucose_mM, e["synthesis_glucose_half_mM"])
        * matrix.inhibition(catabolic, e["catabolic_synthesis_half_inhibition"])
        * (1 + matrix.anabolic_gain(anabolic, p["anabolic_max_gain"]))[:, None, None]
    )
    rate = e["aggrecan_removal_per_year"] * (1 + e["catabolic_removal_gain"]) / DAYS_PER_YEAR
    return State(
        healthy_1e6_mL=healthy,
        senescent_1e6_mL=senescent,
        undifferentiated_1e6_mL=young,
        differentiated_1e6_mL=grown,
        gag=matrix.turnover(state.gag, synthesis, matrix.removal(catabolic, e["catabolic_removal_gain"]), rate, dt),
        catabolic=inflammation.relax(state.catabolic, target, p["catabolic_half_life_day"], dt),
        anabolic=anabolic,
        innervation=nerves,
        structural_loss=damage.wear(
            state.structural_loss,
            around.structural_loss_per_year / DAYS_PER_YEAR,
            dt,
        ),
    )


@jax.jit
def advance(state: State, around: Surroundings, p: dict[str, Array], days: Array, steps: Array) -> State:
    """``steps`` equal steps over ``days`` with the surroundings held; compiled once for all counts of steps."""
    dt = days / steps

    def one(_: int, now: State) -> State:
        return step(now, around, p, dt)

    return jax.lax.fori_loop(0, steps, one, state)
