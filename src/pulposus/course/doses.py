"""How many cells a disc can feed: many doses of one disc, or of many, in one batch.

Every dose starts from the same settled disc; cells that stay in the disc ("retained") are laid into it, and nutrients,
cells and inflammation go on for months. The shape is held, since in a year the matrix moves it by less than readers
differ; a puncture is common to all doses and to the control without cells, beside which each effect is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import damage, inflammation
from pulposus.biology.parameters import BiologyParameters
from pulposus.biology.state import State
from pulposus.biology.step import advance
from pulposus.biology.surroundings import Support, Surroundings, nucleus_mean
from pulposus.course import clock, nutrient_clock
from pulposus.course.action import Place
from pulposus.course.deposit import density
from pulposus.course.nutrient_clock import Posed
from pulposus.course.outcomes import whole_1e6
from pulposus.course.procedure import deposit_share
from pulposus.course.start import Start
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.numerics.rows import join, take
from pulposus.transport import Nutrients
from pulposus.treatment.carrier import CarrierDraws, sample_carrier
from pulposus.treatment.injection import inject
from pulposus.treatment.schema import TOPIC
from pulposus.treatment.spread import wetted_mL
from pulposus.units import DAYS_PER_MONTH, MM3_PER_ML

Float = NDArray[np.float64]
OUTCOMES = (
    "live_fraction",  # injected cells alive over those retained
    "lowest_glucose_mM",  # lowest in the disc and in time until then
    "lowest_pH",
    "native_loss",  # own cells that the dose costs, share of the nucleus's
    "inflammation_change",  # catabolic index beside the same disc without cells, relative
    "gag_change",  # nucleus GAG beside the same disc without cells, relative
    "driver_change",  # what the disc sends to its nerves beside the same disc without cells, relative
)


@dataclass(frozen=True)
class DoseResponse:
    """Outcomes of one disc by dose: each (doses, draws, months) over OUTCOMES."""

    doses_1e6: Float
    """Living cells that stay in the disc, millions, (doses,)."""
    months: tuple[float, ...]
    carrier: str
    place: Place
    outcomes: dict[str, Float]
    converged: NDArray[np.bool_]
    """(doses, draws)."""
    nutrient_solves: int


def default_doses_1e6(count: int) -> Float:
    """Doses from 1e5 to 1e9 cells, evenly spaced in the logarithm, millions."""
    low, high = (np.log10(value(TOPIC, f"dose_{end}_1e6")) for end in ("lowest", "highest"))
    return np.logspace(low, high, count)


@dataclass(frozen=True)
class _Batch:
    """Discs x draws x doses, doses slowest; the first dose is none, the control."""

    problem: Posed
    biology: BiologyParameters
    death: dict[str, Float]
    state: State
    nutrients: Nutrients
    element_mm3: Float
    nucleus_mm3: Float
    native_reference_1e6_mL: Float
    structural_loss_per_year: Float
    support: Support


def dose_responses(
    starts: Sequence[Start],
    doses_1e6: Float,
    *,
    carrier: str = "saline",
    place: Place = "centre",
    volume_mL: float,
    months: tuple[float, ...] = settings.DOSE_MONTHS,
    tick: Callable[[float], None] | None = None,
) -> tuple[DoseResponse, ...]:
    """The dose response of each settled disc, all in one batch.

    Args:
        starts: settled discs, with equal numbers of draws.
        doses_1e6: retained living cells, millions, (doses,).
        carrier: key of the carrier; it shelters the cells while it lasts.
        place: where the cells come to lie.
        volume_mL: injected; decides how far they spread.
        months: at which the outcomes are read.
        tick: hears the share done.
    """
    doses = np.concatenate([[0.0], doses_1e6])
    batch = _batch(starts, doses, carrier, place, volume_mL)
    found, converged, solves = _integrate(batch, np.repeat(doses, len(batch.element_mm3) // len(doses)), months, tick)
    draws = starts[0].world.draws
    shape = (len(doses), len(starts), draws)
    out = []
    for k in range(len(starts)):
        own = {name: values.reshape(*shape, -1)[:, k] for name, values in found.items()}
        outcomes = {name: own[name][1:] for name in ("live_fraction", "lowest_glucose_mM", "lowest_pH")}
        outcomes["native_loss"] = 1 - own["native"][1:] / own["native"][:1]
        for name in ("inflammation", "gag", "driver"):
            outcomes[f"{name}_change"] = own[name][1:] / own[name][:1] - 1
        good = converged.reshape(shape)[:, k]
        out.append(DoseResponse(doses_1e6, months, carrier, place, outcomes, good[1:] & good[:1], solves))
    return tuple(out)


def _batch(starts: Sequence[Start], doses: Float, carrier: str, place: Place, volume_mL: float) -> _Batch:
    size = sum(start.world.draws for start in starts)
    rows = np.tile(np.arange(size), len(doses))

    def again(parts: Sequence[Float]) -> Float:
        """Discs one after the other, all of it for every dose."""
        return np.concatenate([np.asarray(part) for part in parts])[rows]

    worlds = [start.world for start in starts]
    held = [sample_carrier(carrier, world.draws, world.seed) for world in worlds]
    element = again([start.element_mm3 for start in starts])
    shares = again([_share(start, each, place, volume_mL) for start, each in zip(starts, held, strict=True)])
    lies = density(shares, element, np.repeat(doses, size) * MM3_PER_ML / 2)
    biology = take(join([world.biology for world in worlds]), rows)
    state = State(*(again([getattr(start.state, name) for start in starts]) for name in State._fields))
    state = state._replace(
        undifferentiated_1e6_mL=state.undifferentiated_1e6_mL + lies,
        catabolic=state.catabolic + biology.puncture_catabolic_step,
        structural_loss=damage.puncture(state.structural_loss, biology.puncture_height_loss),
        carrier=np.ones(len(rows)),
    )
    return _Batch(
        problem=take(join([nutrient_clock.posed(start.world, start.shapes) for start in starts]), rows),
        biology=biology,
        death={name: again([world.death[name] for world in worlds]) for name in worlds[0].death},
        state=state,
        nutrients=nutrient_clock.members(nutrient_clock.joined([start.nutrients for start in starts]), rows),
        element_mm3=element,
        nucleus_mm3=again([start.nucleus_mm3 for start in starts]),
        native_reference_1e6_mL=again([world.measured_tissue.native_cells_1e6_mL for world in worlds]),
        structural_loss_per_year=again([start.structural_loss_per_year for start in starts]),
        support=Support(
            np.zeros(len(rows)),
            again([each.half_life_day for each in held]),
            again([each.cell_death_factor for each in held]),
        ),
    )


def _share(start: Start, carrier: CarrierDraws, place: Place, volume_mL: float) -> Float:
    """Share of each element that the injection wets, (draws, n_r - 1, n_z - 1)."""
    world = start.world
    needle = inject(
        grade=world.grade, volume_mL=volume_mL, carrier=carrier, n=world.draws, seed=world.seed, dallas=world.dallas
    )
    return deposit_share(start, place, wetted_mL(needle.volume_in_mL, world.seed) * MM3_PER_ML / 2)


def _integrate(
    batch: _Batch, retained_1e6: Float, months: tuple[float, ...], tick: Callable[[float], None] | None
) -> tuple[dict[str, Float], NDArray[np.bool_], int]:
    """Outcomes (batch, months) of all members, which of them converged, and how many nutrient problems it took."""
    parameters = batch.biology.asdict()
    state, fields = batch.state, batch.nutrients
    origin = state._replace(undifferentiated_1e6_mL=np.zeros_like(state.gag))
    fed = nutrient_clock.densities(origin, batch.biology)
    start_glucose, start_ph = (nutrient_clock.at_elements(f) for f in (fields.glucose_mM, fields.ph))
    hazard = nutrient_clock.hazard(batch.death, fields)
    lowest = {name: np.min(getattr(fields, name), axis=(1, 2)) for name in ("glucose_mM", "ph")}
    converged, solves = np.array(fields.converged), 0
    read: dict[str, list[Float]] = {}

    def feed(cells: Float, moved_by: float | None = None) -> None:
        nonlocal fields, fed, hazard, converged, solves
        rows = nutrient_clock.moved(cells, fed, settings.DOSE_CELLS_MOVED if moved_by is None else moved_by)
        if not len(rows):
            return
        fields = nutrient_clock.solve_pieces(batch.problem, cells, fields, rows)
        hazard = nutrient_clock.hazard(batch.death, fields)
        fed[rows] = cells[rows]
        converged &= np.asarray(fields.converged)
        for name, low in lowest.items():
            low[rows] = np.minimum(low[rows], np.min(getattr(fields, name)[rows], axis=(1, 2)))
        solves += len(rows)

    def around() -> Surroundings:
        return Surroundings(
            glucose_mM=nutrient_clock.at_elements(fields.glucose_mM),
            start_glucose_mM=start_glucose,
            ph=nutrient_clock.at_elements(fields.ph),
            start_ph=start_ph,
            hazard_per_day=hazard,
            start_native_1e6_mL=origin.native_1e6_mL,
            reference_native_1e6_mL=batch.native_reference_1e6_mL,
            structural_loss_per_year=batch.structural_loss_per_year,
            stress_ratio=np.ones(len(fed)),
            element_mm3=batch.element_mm3,
            nucleus_mm3=batch.nucleus_mm3,
        )

    def steps(span: float) -> int:
        return clock.biology_steps(span, settings.DOSE_LONGEST_STEP_DAYS)

    days = clock.knots_days((0.0, *months), settings.DOSE_EARLY_DAYS, settings.DOSE_LATE_MONTHS)
    visits = {round(month * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS) for month in months}
    feed(nutrient_clock.densities(state, batch.biology), settings.COURSE_CELLS_MOVED)
    for since, until in pairwise(days):
        whole = float(until - since)
        feed(nutrient_clock.densities(state, batch.biology))
        if since < settings.DOSE_MIDPOINT_DAYS:
            # While cells starve in crowds, what they eat half-way decides the whole interval (midpoint rule).
            half_way = advance(state, around(), batch.support, parameters, whole / 2, steps(whole / 2))
            feed(nutrient_clock.densities(half_way, batch.biology))
        state = advance(state, around(), batch.support, parameters, whole, steps(whole))
        if round(float(until), settings.COURSE_DAY_DECIMALS) in visits:
            for name, values in _read(batch, state, origin, lowest, retained_1e6).items():
                read.setdefault(name, []).append(values)
        if tick:
            tick(float(until / days[-1]))
    return {name: np.stack(values, axis=1) for name, values in read.items()}, converged, solves


def _read(
    batch: _Batch, state: State, origin: State, lowest: dict[str, Float], retained_1e6: Float
) -> dict[str, Float]:
    given = np.where(retained_1e6 > 0, retained_1e6, 1.0)
    driver = inflammation.pain_driver(
        state.innervation / origin.innervation,
        state.catabolic,
        np.ones(()),
        batch.biology.pain_driver_inflammation_weight,
    )
    return {
        "live_fraction": whole_1e6(batch.element_mm3, state.injected_1e6_mL) / given,
        "lowest_glucose_mM": lowest["glucose_mM"].copy(),
        "lowest_pH": lowest["ph"].copy(),
        "native": np.asarray(nucleus_mean(state.native_1e6_mL, batch.nucleus_mm3)),
        "inflammation": np.asarray(state.catabolic),
        "gag": np.asarray(nucleus_mean(state.gag, batch.nucleus_mm3)),
        "driver": np.asarray(driver),
    }
