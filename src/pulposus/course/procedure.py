"""What a procedure does to the disc at the moment it is done, and what it keeps doing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import damage
from pulposus.biology.state import State
from pulposus.biology.surroundings import Support
from pulposus.course.action import DiscAction, Place
from pulposus.course.deposit import density, fill
from pulposus.course.nutrient_clock import at_elements
from pulposus.course.start import Start
from pulposus.disc.reduced import Region
from pulposus.library import sample
from pulposus.treatment.carrier import CarrierDraws, sample_carrier
from pulposus.treatment.harvest import CellProduct, harvest
from pulposus.treatment.injection import Injected, inject
from pulposus.treatment.schema import TOPIC, Injection
from pulposus.treatment.spread import wetted_mL
from pulposus.units import KPA_PER_MPA, MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Gel:
    """A carrier that stays: the volume in the disc at first (mL) and its shear modulus (MPa), each (b,)."""

    volume_mL: Float
    modulus_MPa: Float


@dataclass(frozen=True)
class Procedure:
    """The disc right after the procedure, what supports it from then on, and what happened at the needle."""

    state: State
    support: Support
    load_factor: Float
    """Load of the day over that before, (b,)."""
    gel: Gel | None = None
    injected: Injected | None = None
    product: CellProduct | None = None


def perform(start: Start, action: DiscAction) -> Procedure:
    """Puncture, leak, deposit, drug, operation, programme: whatever the action holds, on every draw."""
    n, seed, biology = start.world.draws, start.world.seed, start.world.biology
    one = np.ones(n)
    load_gain, load = 0 * one, one
    state = start.state
    if action.activity:
        load_gain = sample(TOPIC, action.activity.window_gain, n, seed) * start.world.adherence
    if action.surgery and action.surgery.kind == "discectomy":
        state = _discectomy(start, state)
    if action.surgery and action.surgery.kind == "fusion":
        load = sample(TOPIC, "fusion_load_left", n, seed)
    if action.adjacent:
        load = 1 + sample(TOPIC, "fusion_adjacent_load", n, seed)
    if action.injection is None:
        return Procedure(state, Support(load_gain, one, one), load)
    state = state._replace(
        structural_loss=damage.puncture(state.structural_loss, biology.puncture_height_loss),
        catabolic=state.catabolic + biology.puncture_catabolic_step,
    )
    assert action.volume_mL is not None  # an injection has a volume
    carrier = sample_carrier(action.injection.carrier, n, seed)
    injected = inject(
        grade=start.world.grade,
        volume_mL=action.volume_mL,
        carrier=carrier,
        n=n,
        seed=seed,
        dallas=start.world.dallas,
    )
    state = _drugs(start, state, action.injection, injected)
    product = None
    if action.injection.cells:
        product = harvest(
            action.injection.cells.source,
            patient_age_y=start.world.age_y,
            volume_mL=action.volume_mL,
            n=n,
            seed=seed,
            dose_1e6=action.dose_1e6,
        )
        # What the cap on pressure keeps out of the disc stays in the syringe with its cells.
        given = injected.volume_in_mL / action.volume_mL
        state = _deposit(start, state, product.stromal_1e6 * product.viability * given, injected, action.place)
    support = Support(load_gain, carrier.half_life_day, carrier.cell_death_factor)
    return Procedure(state, support, load, _gel(carrier, injected), injected, product)


def _gel(carrier: CarrierDraws, injected: Injected) -> Gel | None:
    volume = injected.volume_kept_mL * carrier.stays_in_place_share
    return Gel(volume, carrier.modulus_kPa / KPA_PER_MPA) if np.any(volume > 0) else None


def _drugs(start: Start, state: State, given: Injection, injected: Injected) -> State:
    n, seed = start.world.draws, start.world.seed
    kept = injected.volume_kept_mL / whole_nucleus_mL(start)
    state = state._replace(carrier=np.ones(n))
    if given.platelets:
        state = state._replace(anabolic=state.anabolic + sample(TOPIC, given.platelets, n, seed) * kept)
    if given.leukocytes:
        state = state._replace(catabolic=state.catabolic + sample(TOPIC, given.leukocytes, n, seed) * kept)
    if given.steroid:
        block = sample(TOPIC, given.steroid, n, seed, low=0.0, high=1.0)
        state = state._replace(steroid=block * injected.retained_share)
    return state


def whole_nucleus_mL(start: Start) -> Float:
    """Volume of the nucleus, (b,); the reduced mesh is the upper half."""
    return 2 * np.sum(start.nucleus_mm3, axis=(1, 2)) / MM3_PER_ML


def _deposit(start: Start, state: State, alive_1e6: Float, injected: Injected, place: Place) -> State:
    """Living cells that stay, spread through the tissue that the injection wets."""
    cells = alive_1e6 * injected.retained_share
    share = deposit_share(start, place, wetted_mL(injected.volume_in_mL, start.world.seed) * MM3_PER_ML / 2)
    lies = density(share, start.element_mm3, cells * MM3_PER_ML / 2)
    return state._replace(undifferentiated_1e6_mL=state.undifferentiated_1e6_mL + lies)


def deposit_share(start: Start, place: Place, wetted_mm3: Float) -> Float:
    """Share of each element of the upper half that a deposit of ``wetted_mm3`` (b,) takes, (b, n_r - 1, n_z - 1)."""
    middle = at_elements(start.world.measured_mesh.nodes_mm)
    region = np.broadcast_to(start.world.measured_mesh.topology.region(), middle.shape[:3])
    if place in ("nucleus", "inner annulus"):  # spread through all of the tissue, however little is injected
        return (region == (Region.NUCLEUS if place == "nucleus" else Region.INNER_ANNULUS)).astype(float)
    if place == "endplate":
        far = np.max(middle[..., 1], axis=-1, keepdims=True) - middle[..., 1]
    else:
        far = np.hypot(middle[..., 0], middle[..., 1])
    return fill(np.where(region == Region.NUCLEUS, far, np.inf), start.element_mm3, wetted_mm3)


def _discectomy(start: Start, state: State) -> State:
    """Part of the nucleus is taken out, the disc narrows, and the wound inflames it."""
    n, seed = start.world.draws, start.world.seed
    taken = sample(TOPIC, "discectomy_nucleus_removed", n, seed)[:, None, None] * (start.nucleus_mm3 > 0)
    return state._replace(
        healthy_1e6_mL=state.healthy_1e6_mL * (1 - taken),
        senescent_1e6_mL=state.senescent_1e6_mL * (1 - taken),
        gag=state.gag * (1 - taken),
        structural_loss=damage.puncture(state.structural_loss, sample(TOPIC, "discectomy_height_loss", n, seed)),
        catabolic=state.catabolic + sample(TOPIC, "discectomy_catabolic_step", n, seed),
    )
