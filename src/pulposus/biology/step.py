"""One biology step with nutrients held: all processes, each exact over the step, coupled by splitting."""

from __future__ import annotations

from pulposus.biology import cells, damage, inflammation, matrix, modic, nerves
from pulposus.biology.state import State, per_element
from pulposus.biology.surroundings import Support, Surroundings, nucleus_mean, per_nucleus
from pulposus.numerics.backend import Array, jax, jnp
from pulposus.units import DAYS_PER_YEAR

Parameters = dict[str, Array]


def step(state: State, around: Surroundings, support: Support, p: Parameters, dt: Array) -> State:
    """Advance a batch of discs by ``dt`` days. ``p`` holds BiologyParameters' arrays by name."""
    e = {name: per_element(value, state.gag) for name, value in p.items()}
    healthy, senescent = _native(state, around, e, dt)
    young, grown = _injected(state, around, support, e, dt)
    m_young, m_grown = (per_nucleus(m, around.element_mm3, around.nucleus_mm3) for m in (young, grown))
    collagen = matrix.turnover(
        state.collagen,
        e["collagen_balance"] * _against_start(healthy, around, e),
        matrix.removal(per_element(state.catabolic, state.gag), e["catabolic_removal_gain"]),
        e["collagen_turnover_per_year"] / DAYS_PER_YEAR,
        dt,
    )
    gag = matrix.turnover(
        state.gag,
        synthesis(state, around, support, e, (healthy, senescent, young, grown)),
        matrix.removal(per_element(state.catabolic, state.gag), e["catabolic_removal_gain"]),
        e["aggrecan_removal_per_year"] * (1 + e["catabolic_removal_gain"]) / DAYS_PER_YEAR,
        dt,
    )
    mean_collagen = nucleus_mean(collagen, around.element_mm3)
    wear = around.structural_loss_per_year * damage.fatigue(around.stress_ratio, mean_collagen, p["fatigue_exponent"])
    access = nerves.access(
        state.structural_loss, nucleus_mean(state.gag, around.nucleus_mm3), p["nerve_access_at_start"]
    )
    return State(
        healthy_1e6_mL=healthy,
        senescent_1e6_mL=senescent,
        undifferentiated_1e6_mL=young,
        differentiated_1e6_mL=grown,
        gag=gag,
        collagen=collagen,
        catabolic=inflammation.relax(
            state.catabolic,
            _catabolic_target(state, around, p, healthy, senescent, m_young, m_grown),
            p["catabolic_half_life_day"],
            dt,
        ),
        anabolic=inflammation.relax(
            state.anabolic, 1 + p["anabolic_output_mL_1e6"] * (m_young + m_grown), p["anabolic_half_life_day"], dt
        ),
        innervation=nerves.grow(
            state.innervation,
            state.catabolic * access,
            p["innervation_at_start"],
            p["innervation_relaxation_day"],
            dt,
        ),
        structural_loss=damage.wear(state.structural_loss, wear / DAYS_PER_YEAR, dt),
        carrier=inflammation.relax(state.carrier, jnp.zeros_like(dt), support.carrier_half_life_day, dt),
        steroid=inflammation.relax(state.steroid, jnp.zeros_like(dt), p["steroid_half_life_day"], dt),
        modic=modic.advance(state.modic, p["modic_comes_per_year"], p["modic_goes_per_year"], dt / DAYS_PER_YEAR),
    )


def _native(state: State, around: Surroundings, e: Parameters, dt: Array) -> tuple[Array, Array]:
    """Healthy cells grow senescent with inflammation and overload; both kinds starve, senescent ones are cleared."""
    pull = 1 + e["senescence_load_gain"] * (per_element(around.stress_ratio, state.gag) - 1)
    per_day = -jnp.log1p(-e["senescent_fraction"]) / (e["senescence_build_up_years"] * DAYS_PER_YEAR)
    return cells.decay_chain(
        state.healthy_1e6_mL,
        state.senescent_1e6_mL,
        per_day * per_element(state.catabolic, state.gag) * jnp.maximum(pull, 0.0),
        around.hazard_per_day,
        around.hazard_per_day + e["senescent_clearance_per_year"] / DAYS_PER_YEAR,
        dt,
    )


def _injected(state: State, around: Surroundings, support: Support, e: Parameters, dt: Array) -> tuple[Array, Array]:
    """Injected cells divide where there is food and room, differentiate, and are lost."""
    rise = matrix.anabolic_gain(per_element(state.anabolic, state.gag), jnp.ones(()))
    inflamed = jnp.maximum(per_element(state.catabolic, state.gag) - 1, 0.0)
    shelter = 1 - per_element(state.carrier * (1 - support.carrier_death_factor), state.gag)
    lost = jnp.log(2.0) / e["msc_half_life_day"]
    lost = lost * shelter * (1 + e["msc_inflammation_death"] * inflamed) * (1 - e["anabolic_survival"] * rise)
    fed = around.glucose_mM / (e["synthesis_glucose_half_mM"] + around.glucose_mM)
    crowd = state.native_1e6_mL + state.injected_1e6_mL
    divides = e["msc_growth_per_day"] * fed * cells.room(crowd, e["cell_capacity_1e6_mL"])
    # Nothing divides where it starves.
    divides = jnp.where(around.hazard_per_day > 0, 0.0, divides)
    return cells.decay_chain(
        state.undifferentiated_1e6_mL,
        state.differentiated_1e6_mL,
        (1 + e["anabolic_differentiation"] * rise) / e["msc_differentiation_day"],
        around.hazard_per_day + lost - divides,
        around.hazard_per_day + lost / e["msc_differentiated_half_life_ratio"],
        dt,
    )


def _against_start(healthy: Array, around: Surroundings, e: Parameters) -> Array:
    """Healthy cells over those of the start; upkeep by neighbours holds where the start had hardly any."""
    upkeep = e["matrix_upkeep_floor"] * around.reference_native_1e6_mL
    return (healthy + upkeep) / (around.start_native_1e6_mL * (1 - e["senescent_fraction"]) + upkeep)


def synthesis(
    state: State, around: Surroundings, support: Support, e: Parameters, living: tuple[Array, Array, Array, Array]
) -> Array:
    """GAG made over what keeps the start's GAG, per element; ``living`` are healthy, senescent, young and grown."""
    healthy, senescent, young, grown = living
    working = (
        healthy
        + e["senescent_synthesis"] * senescent
        + e["msc_synthesis"] * young
        + e["msc_differentiated_synthesis"] * grown
    )
    upkeep = e["matrix_upkeep_floor"] * around.reference_native_1e6_mL
    at_start = around.start_native_1e6_mL * (1 - e["senescent_fraction"] * (1 - e["senescent_synthesis"]))
    catabolic, steroid = (per_element(x, state.gag) for x in (state.catabolic, state.steroid))
    return (
        e["gag_balance"]
        * (working + upkeep)
        / (at_start + upkeep)
        * matrix.glucose_factor(around.glucose_mM, around.start_glucose_mM, e["synthesis_glucose_half_mM"])
        * matrix.acid_factor(around.ph, around.start_ph, e["synthesis_half_pH"], e["synthesis_pH_width"])
        * matrix.inhibition(catabolic, e["catabolic_synthesis_half_inhibition"])
        * (1 + matrix.anabolic_gain(per_element(state.anabolic, state.gag), e["anabolic_max_gain"]))
        * (1 + per_element(support.load_gain, state.gag))
        * (1 - e["steroid_synthesis_inhibition"] * steroid)
    )


def _catabolic_target(
    state: State,
    around: Surroundings,
    p: Parameters,
    healthy: Array,
    senescent: Array,
    m_young: Array,
    m_grown: Array,
) -> Array:
    # The share of living cells that is senescent, not their number: cells that starve must not count as a benefit.
    native_now = nucleus_mean(healthy + senescent, around.nucleus_mm3)
    alive = native_now > jnp.finfo(float).tiny
    share = nucleus_mean(senescent, around.nucleus_mm3) / jnp.where(alive, native_now, 1.0)
    share = jnp.where(alive, share, p["senescent_fraction"])
    at_start = p["damage_at_start"]
    driven = inflammation.source(
        inflammation.Sources(
            senescent=share / p["senescent_fraction"],
            overload=around.stress_ratio,
            damage=(at_start + state.structural_loss) / at_start,
        ),
        inflammation.Shares(p["senescent_catabolic_share"], p["overload_catabolic_share"], p["damage_catabolic_share"]),
    )
    licence = inflammation.licensed(state.catabolic, p["msc_licensing_half"])
    damping = p["msc_damping_mL_1e6"] * (licence * m_young + p["msc_differentiated_damping"] * m_grown)
    return inflammation.catabolic_target(
        jnp.maximum(driven, 0.0),
        damping,
        state.steroid,
        p["catabolic_feedback"],
        p["catabolic_feedback_half"],
        state.catabolic,
    )


@jax.jit
def advance(state: State, around: Surroundings, support: Support, p: Parameters, days: Array, steps: Array) -> State:
    """``steps`` equal steps over ``days`` with the surroundings held; compiled once for all counts of steps."""
    dt = days / steps

    def one(_: int, now: State) -> State:
        return step(now, around, support, p, dt)

    return jax.lax.fori_loop(0, steps, one, state)
