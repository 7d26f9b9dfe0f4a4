"""What the calibrated model would have said of the arms of a study, before the study is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.foreseen import Foreseen
from pulposus.calibration.groups import Pair, fair
from pulposus.calibration.likelihood import standard_error
from pulposus.calibration.predict import Deviations, Predicted, predict
from pulposus.calibration.table import Printed, Table, build
from pulposus.calibration.world import World, pair_of, together, worlds
from pulposus.evidence.schema import Study
from pulposus.numerics.backend import Array, jax
from pulposus.symptoms.posterior import shipped

Float = NDArray[np.float64]


def foresee(study: Study, seed: int = 0) -> tuple[Foreseen, ...]:
    """Every number of a study that the model can forecast, with the posterior that ships.

    A study that is part of the evidence base has informed that posterior: for those the honest forecast is that of the
    left-out trials.
    """
    every = ("calibrate", "check", "context")
    found: list[Foreseen] = []
    for controlled in (True, False):
        pairs = [(study, arm) for arm in study.arms if fair(study, arm, every) == controlled]
        found += foresee_arms(pairs, shipped("controlled").draws, controlled=controlled, seed=seed, uses=every)
    return tuple(found)


def foresee_arms(
    pairs: Iterable[Pair],
    draws: Mapping[str, Float],
    *,
    controlled: bool,
    seed: int,
    uses: tuple[str, ...] = ("calibrate",),
    excess: Mapping[str, Float] | None = None,
) -> list[Foreseen]:
    """Forecasts of the numbers of some arms.

    Args:
        pairs: study and arm.
        draws: columns of a controlled posterior.
        controlled: whether they are arms of controlled trials; others get the excess of uncontrolled studies.
        seed: of the deviations of the trials and the luck of the arms.
        uses: which numbers.
        excess: columns of an uncontrolled posterior; the shipped one when None.
    """
    table = build(pairs, uses)
    if not table.arms:
        return []
    if not controlled:
        beyond = shipped("uncontrolled").draws if excess is None else excess
        draws = {name: column[beyond["row"].astype(np.int64)] for name, column in draws.items()}
        return forecast(table, draws, seed, beyond)
    return forecast(table, draws, seed, None)


def forecast(table: Table, draws: Mapping[str, Float], seed: int, beyond: Mapping[str, Float] | None) -> list[Foreseen]:
    """Forecasts of all numbers of a table; ``beyond`` holds the excess of uncontrolled studies, one row a draw."""
    held = worlds(draws, table.other_names, seed)
    n, trials, arms = len(held.effect), len(table.studies), len(table.arms)
    rng = np.random.default_rng(seed)

    def normal(of: int) -> Float:
        return np.asarray(together(rng.normal(size=(n, of, 2))))

    scale = {name: np.asarray(one)[:, None, :] for name, one in held.scales.items()}
    if beyond is None:
        natural, response, effect = (normal(trials) * scale[name] for name in _DEVIATIONS)
        other = normal(len(table.other_effect)) * np.asarray(held.other_sds)[:, table.other_effect]
        excess = np.zeros((n, trials, 2))
    else:
        natural = response = effect = np.zeros((n, trials, 2))
        other = np.zeros((n, len(table.other_effect), 2))
        mean, sd = (pair_of(beyond, f"{{}}_{stem}") for stem in _EXCESS)
        excess = mean[:, None, :] + sd[:, None, :] * normal(trials)
    predicted, errors = _predicted(table, held, Deviations(natural, response, effect, other, normal(arms), excess))
    scores = np.asarray(predicted.score) + np.asarray(errors) * rng.normal(size=errors.shape)
    start = np.array([one.value - one.change for one in table.scores])
    shares = rng.binomial(table.count_people.astype(int), np.clip(predicted.share, 0, 1)) / table.count_people
    controlled = beyond is None
    return [
        *(_foreseen(one, scores[:, i] - start[i], controlled) for i, one in enumerate(table.scores)),
        *(_foreseen(one, shares[:, i], controlled) for i, one in enumerate(table.counts)),
    ]


_DEVIATIONS = ("drift_trial_sd", "trial_sd", "effect_trial_sd")
_EXCESS = ("cohort_excess", "cohort_sd")


def _predicted(table: Table, held: World, deviations: Deviations) -> tuple[Predicted, Array]:
    def one(world: World, deviations: Deviations) -> tuple[Predicted, Array]:
        predicted = predict(table, world, deviations)
        return predicted, standard_error(table, predicted)

    return jax.jit(jax.vmap(one))(held, deviations)


def _foreseen(printed: Printed, draws: Float, controlled: bool) -> Foreseen:
    return Foreseen(
        printed.study, printed.arm, printed.month, printed.measure, printed.outcome.statistic, printed.change, draws,
        controlled,
    )  # fmt: skip
