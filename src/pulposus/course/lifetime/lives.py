"""Many discs from one age to another: the biology of a course, a year at a time, down the ladder.

A person is one draw of everything that belongs to people (rates, supply, tissue ranks) with several discs, which share
that and differ in when damage comes, how bad it is, and how they looked when young. A disc without damage loses no
height to structure: population radiographs show none lost with age alone (Shao 2002, PMID 11805689).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import damage as structure
from pulposus.biology import inflammation, nerves
from pulposus.biology.parameters import TOPIC as BIOLOGY
from pulposus.biology.parameters import sample_parameters
from pulposus.biology.state import State, initial
from pulposus.biology.step import advance
from pulposus.biology.surroundings import Surroundings, nucleus_mean, unsupported
from pulposus.course.lifetime.damage import Damage, effect, onset_age_y
from pulposus.course.lifetime.ladder import Ladder, read, seat
from pulposus.course.start import Start
from pulposus.disc.composition import porosity_from_water_mass
from pulposus.library import sample, value
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.units import DAYS_PER_YEAR

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Lives:
    """What happened in the discs: arrays (people, discs, ages) unless said otherwise."""

    ages_y: Float
    """(ages,)."""
    height_mm: Float
    """Lying mean height."""
    height_ratio: Float
    """Over that at the first age before any damage."""
    swelling_ratio: Float
    """The same without structural loss: what the loss of charge alone takes."""
    water_fraction: Float
    """Water by volume in the nucleus."""
    gag: Float
    """Mean of the nucleus over that at the first age."""
    collagen: Float
    senescent_share: Float
    """Of the native cells of the nucleus."""
    native: Float
    """Native cells of the nucleus over those at the first age."""
    catabolic: Float
    innervation: Float
    structural_loss: Float
    damaged: NDArray[np.bool_]
    undamaged_water_fraction: Float
    """That of the disc at the first age without damage, (people,)."""
    converged: NDArray[np.bool_]
    """(people,)."""


def live(
    start: Start,
    ladder: Ladder,
    damage: Damage | None,
    *,
    discs: int,
    from_y: int,
    to_y: int,
    steps_per_year: int = settings.LIFETIME_STEPS_PER_YEAR,
    progress: Progress = silent,
) -> Lives:
    """Let every draw of ``start``, settled as a healthy disc of ``from_y``, live to ``to_y``; None is no damage."""
    world = start.world
    n, seed = world.draws, world.seed
    person = np.repeat(np.arange(n), discs)
    rows = len(person)
    if damage is None:
        onset, severity = np.full(rows, np.inf), np.ones(rows)
    else:
        onset = onset_age_y(damage, n, discs, seed).ravel()
        severity = effect(damage, n, seed)[person]
    step = np.minimum((damage.damage_height_step if damage else 0) * severity, 0.5)
    wear = (damage.damage_wear_per_year if damage else 0) * severity
    gain = sample(BIOLOGY, "catabolic_removal_gain", n, seed, low=0.0)[person]
    volume, nucleus = start.element_mm3[person], start.nucleus_mm3[person]
    native = np.asarray(start.state.native_1e6_mL)[person]
    held = world.measured_tissue.native_cells_1e6_mL[person]
    p = _parameters(start, float(from_y), person, gain, onset)
    state = _young(start, native, p, from_y, onset, step, wear)
    first_glucose, first_ph = ladder.glucose_mM[person, 0], ladder.ph[person, 0]
    support, first_native = unsupported(rows), np.asarray(nucleus_mean(native, nucleus))
    fed_before, innervation = np.ones_like(native), np.zeros(rows)
    looks: list[dict[str, Float]] = []
    for age in range(from_y, to_y + 1):
        at = seat(ladder.rungs, np.asarray(nucleus_mean(np.asarray(state.gag), nucleus)))
        looks.append(_look(state, ladder, at, person, nucleus, first_native, innervation, onset <= age))
        progress("lives", (age - from_y + 1) / (to_y + 1 - from_y))
        if age == to_y:
            break
        p = _parameters(start, float(age), person, gain, np.where(onset < age + 1, age, np.inf))
        tears = (onset >= age) & (onset < age + 1)
        loss = np.asarray(state.structural_loss)
        state = state._replace(structural_loss=np.where(tears, structure.puncture(loss, step), loss))
        fed = np.minimum(read(ladder.fed, at, person), fed_before)
        around = Surroundings(
            glucose_mM=read(ladder.glucose_mM, at, person),
            start_glucose_mM=first_glucose,
            ph=read(ladder.ph, at, person),
            start_ph=first_ph,
            hazard_per_day=np.log(fed_before / fed) / DAYS_PER_YEAR,
            start_native_1e6_mL=native,
            reference_native_1e6_mL=held,
            structural_loss_per_year=np.where(onset < age + 1, wear, 0.0),
            stress_ratio=read(ladder.stress_ratio, at, person),
            element_mm3=volume,
            nucleus_mm3=nucleus,
        )
        state = advance(state, around, support, p, DAYS_PER_YEAR, steps_per_year)
        fed_before = fed
        innervation = _nerves(innervation, state, nucleus, p)
    ages = np.arange(from_y, to_y + 1, dtype=float)
    stacked = {name: np.stack([k[name] for k in looks], axis=-1).reshape(n, discs, -1) for name in looks[0]}
    own = np.asarray(start.shapes.lying.mean_height_mm)[:, None, None]
    return Lives(
        ages_y=ages,
        height_mm=own * stacked["height_ratio"],
        damaged=stacked.pop("damaged") > 0,
        undamaged_water_fraction=ladder.porosity[:, 0],
        converged=ladder.converged,
        **stacked,
    )


def _parameters(start: Start, age_y: float, person: NDArray[np.int64], gain: Float, onset: Float) -> dict[str, Float]:
    """Biology of each row at an age: collagen's own, and removal faster once damaged (Sivan 2006, 2008)."""
    world = start.world
    drawn = sample_parameters(world.draws, world.seed, grade=world.grade, age_y=age_y).asdict()
    p = {name: field[person] for name, field in drawn.items()}
    p["catabolic_removal_gain"] = np.where(onset <= age_y, gain, 0.0)
    return p


def _young(
    start: Start, native: Float, p: dict[str, Float], from_y: int, onset: Float, step: Float, wear: Float
) -> State:
    """The first age: few senescent cells yet, and those discs narrowed already to which damage came before."""
    years = from_y - value("composition", "cells_settled_age_y")
    built = np.clip(years / p["senescence_build_up_years"], np.finfo(float).tiny, 1.0)
    share = -np.expm1(built * np.log1p(-p["senescent_fraction"]))
    state = initial(native, share, np.zeros_like(share), np.asarray(start.world.modic))
    since = np.maximum(from_y - onset, 0.0)
    loss = np.where(onset < from_y, structure.wear(step, wear, since), 0.0)
    shares = inflammation.Shares(
        p["senescent_catabolic_share"], p["overload_catabolic_share"], p["damage_catabolic_share"]
    )
    ratio = inflammation.Sources(share / p["senescent_fraction"], np.ones_like(share), 1 + loss / p["damage_at_start"])
    return state._replace(structural_loss=loss, catabolic=np.asarray(inflammation.source(ratio, shares)))


def _nerves(innervation: Float, state: State, nucleus: Float, p: dict[str, Float]) -> Float:
    """Nerves after a year. A healthy disc has none: openness counts from youth, over that of a degenerate disc."""
    opened = np.asarray(state.structural_loss + 1 - nucleus_mean(state.gag, nucleus))
    drive = state.catabolic * np.maximum(opened, 0.0) / p["nerve_access_at_start"]
    start, slow = p["innervation_at_start"], p["innervation_relaxation_day"]
    return np.asarray(nerves.grow(innervation, drive, start, slow, np.array(DAYS_PER_YEAR)))


def _look(
    state: State,
    ladder: Ladder,
    at: tuple[NDArray[np.int64], Float],
    person: NDArray[np.int64],
    nucleus: Float,
    first_native: Float,
    innervation: Float,
    damaged: NDArray[np.bool_],
) -> dict[str, Float]:
    loss = np.asarray(state.structural_loss)
    swelling = read(ladder.height_ratio, at, person)
    # Narrowing takes volume, and what leaves is water: the solid stays. A collapsed disc bulges instead of drying on.
    least = porosity_from_water_mass(np.array(value("composition", "water_mass_fraction_low")))
    solid = (1 - read(ladder.porosity, at, person)) / (1 - loss)
    living = np.asarray(nucleus_mean(np.asarray(state.native_1e6_mL), nucleus))
    senescent = np.asarray(nucleus_mean(np.asarray(state.senescent_1e6_mL), nucleus))
    return {
        "height_ratio": swelling * (1 - loss),
        "swelling_ratio": swelling,
        "water_fraction": np.maximum(1 - solid, least),
        "gag": np.asarray(nucleus_mean(np.asarray(state.gag), nucleus)),
        "collagen": np.asarray(nucleus_mean(np.asarray(state.collagen), nucleus)),
        "senescent_share": senescent / np.maximum(living, np.finfo(float).tiny),
        "native": living / first_native,
        "catabolic": np.asarray(state.catabolic),
        "innervation": innervation,
        "structural_loss": loss,
        "damaged": damaged.astype(float),
    }
