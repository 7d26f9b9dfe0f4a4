"""Person by person against the closed form of the calibration: the same worlds, two paths through the model."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pulposus.calibration.foresee import foresee_arms
from pulposus.calibration.groups import controlled
from pulposus.calibration.predict import Deviations, predict
from pulposus.calibration.table import Table, build
from pulposus.calibration.without import posterior_without
from pulposus.calibration.world import World
from pulposus.evidence.load import studies
from pulposus.library import facts, value
from pulposus.numerics.backend import jax
from pulposus.symptoms.draws import TOPIC
from pulposus.symptoms.patient import ManyPatients
from pulposus.symptoms.products import CARRIERS, CELL_CLASSES
from pulposus.symptoms.unknowns import ArmUnknowns, SymptomUnknowns
from pulposus.trial.conduct.rates import Rates
from pulposus.trial.outcome.worlds import draw_worlds
from pulposus.trial.replicate.analyse import number_of
from pulposus.trial.replicate.gains import unknown_gains
from pulposus.trial.replicate.participants import baselines
from pulposus.trial.replicate.protocol import USES, Protocol, ReplicatedArm, protocol
from pulposus.trial.replicate.virtual import rates, run

Float = NDArray[np.float64]
WORLDS = 6
PEOPLE = 2500
SEED = 3


def alike(arm: ReplicatedArm, n: int, *, modic: int = 0) -> ManyPatients:
    """People of an arm as the calibration thinks of them: with its baselines, a typical duration and nothing else."""
    none = np.zeros(n)
    return ManyPatients(
        scores=baselines(arm, n, np.random.default_rng(11)),
        duration_months=np.full(n, value(TOPIC, "typical_duration")),
        age_y=np.full(n, value("modifiers", "odds_reference_age")),
        bmi_kg_m2=np.full(n, value("modifiers", "overweight_bmi")),
        female=none, smoker=none, diabetes=none, heavy_work=none, low_mood=none, root_compression=none,
        modic=np.full(n, modic),
    )  # fmt: skip


def central(worlds: SymptomUnknowns) -> SymptomUnknowns:
    """Worlds in which what the calibration holds at its central value has that value."""
    n = len(worlds)
    times = {name: np.full(n, value("relief", name)) for name in facts("relief") if name.endswith("_months")}
    reliable = np.array([value(TOPIC, f"{outcome}_reliability") for outcome in ("pain", "odi")])
    return replace(worlds, reliability=np.tile(reliable, (n, 1)), relief={**worlds.relief, **times})


def nobody_leaves(arms: int, n: int) -> Rates:
    found = rates(arms, n, SEED)
    return replace(found, leave=np.zeros_like(found.leave), missed_visit=np.zeros(n))


def enlarged(trial: Protocol, people: int) -> Protocol:
    return replace(trial, arms=tuple(replace(arm, people=people) for arm in trial.arms))


def closed_form(table: Table, worlds: SymptomUnknowns, unknown: dict[str, Float]) -> tuple[Float, Float]:
    """Changes (w, s) and shares (w, c) of the arms of a table in the same worlds."""
    shared = {field.name: getattr(worlds, field.name) for field in fields(ArmUnknowns)}
    n = len(worlds)
    gains = [unknown[name] if name in unknown else -_effect_in_trial(name, worlds) for name in table.other_names]
    world = World(
        shared=shared,
        scales={"none": np.zeros((n, 2))},
        effect=worlds.effect,
        classes=np.stack([worlds.class_offset[name] for name in CELL_CLASSES], axis=1),
        carriers=np.stack([worlds.carrier_gain[name] for name in CARRIERS], axis=1),
        others=np.stack(gains, axis=1) if gains else np.zeros((n, 0, 2)),
        other_sds=np.zeros((n, len(gains), 2)),
    )
    of_trial, of_arm = np.zeros((len(table.studies), 2)), np.zeros((len(table.arms), 2))
    of_other = np.zeros((len(table.other_effect), 2))
    none = Deviations(of_trial, of_trial, of_trial, of_other, of_arm, of_trial)
    found = jax.jit(jax.vmap(lambda one: predict(table, one, none)))(world)
    start = np.array([one.value - one.change for one in table.scores])
    return np.asarray(found.score) - start, np.asarray(found.share)


def _effect_in_trial(name: str, worlds: SymptomUnknowns) -> Float:
    mean = np.stack([worlds.relief[f"{name}_{o}"] for o in ("pain", "odi")], axis=1)
    return mean + worlds.relief_of_trial[name]


def both_ways(trial: Protocol, table: Table, *, modic: int) -> tuple[Float, Float, Float, Float]:
    """Changes (w, s) by people and in closed form, then shares (w, c) likewise."""
    worlds = central(draw_worlds(WORLDS, SEED, trial.key))
    unknown = unknown_gains(trial, WORLDS, SEED)
    large = enlarged(trial, PEOPLE)
    pools = [alike(arm, 50_000, modic=modic) for arm in large.arms]
    still = nobody_leaves(len(large.arms), WORLDS)
    found = run(large, worlds, unknown, pools, still, np.random.default_rng(5))
    changes, shares = (
        np.stack([number_of(large, found, one) for one in some], axis=1) if some else np.zeros((WORLDS, 0))
        for some in (table.scores, table.counts)
    )
    forms = closed_form(table, worlds, unknown)
    return changes, forms[0], shares, forms[1]


def table_of(key: str) -> Table:
    return build([pair for pair in controlled(studies()) if pair[0].key == key], USES)


@pytest.mark.parametrize("key", ["amirdelfan_2021", "respine_2024"])
def test_cells_carriers_and_controls_agree_world_by_world(key: str) -> None:
    """The standard error of a mean of 2500 changes with SD 25 to 35 is half a point, of a share 0.01."""
    changes, expected, shares, likely = both_ways(protocol(key), table_of(key), modic=0)
    if changes.size:
        assert np.abs(changes - expected).max() < 2.0
        assert abs(np.mean(changes - expected)) < 0.25
        assert expected.std(axis=0).min() > 4  # worlds differ by far more than the tolerance
    assert np.abs(shares - likely).max() < 0.04
    assert abs(np.mean(shares - likely)) < 0.01
    assert likely.std(axis=0).min() > 0.05


@pytest.mark.parametrize("key", ["smart_2018", "desai_2016"])
def test_effects_on_the_person_agree_where_all_have_the_same_baseline(key: str) -> None:
    """With one baseline for all, people gain what the arm's mean says; type 2 change shifts no course."""
    trial, table = protocol(key), table_of(key)
    trial = replace(trial, arms=tuple(replace(arm, baseline_sd=np.full(2, 0.1)) for arm in trial.arms))
    table = replace(table, baseline_sd=np.full((len(table.arms), 2), 0.1))
    changes, expected, shares, likely = both_ways(trial, table, modic=2)
    assert np.abs(changes - expected).max() < 2.0
    assert abs(np.mean(changes - expected)) < 0.25
    assert np.abs(shares - likely).max() < 0.04


def test_the_whole_forecast_is_that_of_the_calibration() -> None:
    """The spread over worlds, trial and luck of one trial, drawn by its own streams on each path."""
    key, worlds = "noriega_2017", 2000
    trial = protocol(key)
    pairs = [pair for pair in controlled(studies()) if pair[0].key == key]
    draws = {name: np.tile(column, worlds // 200) for name, column in posterior_without(key).draws.items()}
    foreseen = {one.arm: one.draws for one in foresee_arms(pairs, draws, controlled=True, seed=8)}
    found = run(
        trial, draw_worlds(worlds, 8, key), {}, [alike(arm, 20_000) for arm in trial.arms],
        nobody_leaves(2, worlds), np.random.default_rng(9),
    )  # fmt: skip
    for number in (one for one in trial.numbers if trial.scored(one)):
        ours, theirs = number_of(trial, found, number), foreseen[number.arm]
        error = np.hypot(ours.std(), theirs.std()) / np.sqrt(worlds)
        assert abs(ours.mean() - theirs.mean()) < 4 * error
        assert abs(ours.std() / theirs.std() - 1) < 0.08
