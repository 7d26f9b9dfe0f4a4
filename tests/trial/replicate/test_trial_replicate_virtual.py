"""Virtual trials: people with the printed baselines, drop-out as published, and analyses that others reproduce."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.stats import chi2_contingency

from pulposus.errors import InputError
from pulposus.evidence.schema import Definition, Threshold
from pulposus.library import value
from pulposus.trial.replicate import protocol, replicate
from pulposus.trial.replicate.analyse import difference_of, number_of
from pulposus.trial.replicate.blocks import BLOCK, blocks
from pulposus.trial.replicate.participants import candidates
from pulposus.trial.replicate.protocol import Protocol
from pulposus.trial.replicate.virtual import Replicates, rates

Float = NDArray[np.float64]


def test_people_have_the_printed_baselines() -> None:
    trial = protocol("brox_2010")
    people = candidates(trial, trial.arms[0], seed=1)
    assert np.allclose(people.scores.mean(axis=0), [62.8, 44.1], atol=0.2)
    assert np.allclose(people.scores.std(axis=0), [14.5, 10.7], atol=0.3)
    assert abs(np.asarray(np.corrcoef(people.scores.T))[0, 1] - value("symptoms", "score_correlation")) < 0.02
    assert 0.2 < people.low_mood.mean() < 0.7
    assert people.duration_months.min() > 0


def test_people_follow_what_the_file_says_of_them() -> None:
    noriega, smart = protocol("noriega_2017"), protocol("smart_2018")
    spanish = candidates(noriega, noriega.arms[0], seed=1)
    assert abs(spanish.age_y.mean() - 38) < 1
    assert abs(spanish.female.mean() - 0.29) < 0.04
    modic = candidates(smart, smart.arms[0], seed=1)
    assert modic.modic.min() >= 1
    assert set(modic.modic.tolist()) == {1, 2, 3}
    assert (spanish.modic == 0).any()
    known = replace(
        noriega, study=noriega.study.model_copy(
            update={"population": noriega.study.population.model_copy(update={"duration_months": 40.0})}
        )
    )  # fmt: skip
    assert abs(np.median(candidates(known, known.arms[0], seed=1).duration_months) / 40 - 1) < 0.1


def test_blocks_hold_everybody_once_in_order() -> None:
    found = list(blocks(BLOCK + 3))
    assert [len(one) for one in found] == [BLOCK, 3]
    assert np.concatenate(found).tolist() == list(range(BLOCK + 3))


def test_as_many_leave_as_is_published() -> None:
    found = rates(2, 4000, seed=0)
    assert np.median(found.leave) == pytest.approx(value("trial_conduct", "dropout_per_year"), rel=0.01)
    assert np.all(found.leave[:, 0] == found.leave[:, 1])
    assert np.all(found.rescue == 0)
    assert np.all(found.operation == 0)
    assert np.all(found.cross == 0)


@pytest.fixture(scope="module")
def trial() -> Protocol:
    return protocol("smart_2018")


@pytest.fixture(scope="module")
def made_up(trial: Protocol) -> Replicates:
    """Trials of 147 and 78 people whose changes are plain numbers, some of them missing."""
    rng = np.random.default_rng(4)
    n = [arm.people for arm in trial.arms]
    baseline = rng.normal(50, 12, size=(3, sum(n), 2))
    change = rng.normal(-10, 12, size=(3, sum(n), len(trial.months), 2)) - 0.3 * (baseline[:, :, None] - 50)
    change[:, : n[0]] -= 4
    change[rng.uniform(size=change.shape[:3]) < 0.1] = np.nan
    return Replicates(baseline, change, np.repeat([0, 1], n))


def test_points_are_tested_as_statsmodels_does(trial: Protocol, made_up: Replicates) -> None:
    one = next(x for x in trial.differences if x.measure == "odi")
    plain, adjusted = (difference_of(trial, made_up, replace(one, adjusted=flag)) for flag in (False, True))
    visit = trial.visit(one.month)
    treated = (made_up.arm == trial.place(one.arm)).astype(float)
    for r in range(3):
        y, x = made_up.change[r, :, visit, 1], made_up.baseline[r, :, 1]
        seen = np.isfinite(y)
        fit = sm.OLS(y[seen], np.column_stack([np.ones(seen.sum()), treated[seen], x[seen]])).fit()
        assert adjusted.difference[r] == pytest.approx(fit.params[1], abs=1e-9)
        assert adjusted.success[r] == (fit.pvalues[1] <= 0.05 and fit.params[1] < 0)
        means = [np.nanmean(y[treated == k]) for k in (1, 0)]
        assert plain.difference[r] == pytest.approx(means[0] - means[1], abs=1e-9)


def test_responders_are_counted_among_those_who_were_seen(trial: Protocol, made_up: Replicates) -> None:
    one = next(x for x in trial.differences if x.measure == "responders")
    assert one.definition == Definition(odi=Threshold(points=10))
    found = difference_of(trial, made_up, one)
    visit = trial.visit(one.month)
    for r in range(3):
        y = made_up.change[r, :, visit, 1]
        start = made_up.baseline[r, :, 1]
        seen = np.isfinite(y)
        met = (y <= -10) & (start + y <= 100)
        table = np.array(
            [[np.sum(met & seen & (made_up.arm == k)), np.sum(~met & seen & (made_up.arm == k))] for k in (0, 1)]
        )
        shares = table[:, 0] / table.sum(axis=1)
        assert found.difference[r] == pytest.approx(shares[0] - shares[1], abs=1e-12)
        p = chi2_contingency(table, correction=False).pvalue
        assert found.success[r] == (p <= 0.05 and shares[0] > shares[1])
        number = next(x for x in trial.numbers if (x.arm, x.measure) == ("ablation", "responders"))
        assert number_of(trial, made_up, number)[r] == pytest.approx(shares[0], abs=1e-12)


def test_an_arm_that_nobody_is_left_in_has_no_number(trial: Protocol, made_up: Replicates) -> None:
    change = made_up.change.copy()
    change[0, made_up.arm == 1] = np.nan
    found = difference_of(trial, replace(made_up, change=change), trial.differences[0])
    assert np.isnan(found.difference[0])
    assert np.isfinite(found.difference[1:]).all()
    assert not found.success[0]


def test_same_seed_same_answer_and_other_seed_another() -> None:
    first, again, other = (replicate("noriega_2017", 30, seed) for seed in (1, 1, 2))
    for one, two, three in zip(first.numbers, again.numbers, other.numbers, strict=True):
        assert np.array_equal(one.forecast.draws, two.forecast.draws)
        assert not np.array_equal(one.forecast.draws, three.forecast.draws)
    assert first.differences[0].success == again.differences[0].success


def test_worlds_have_not_seen_the_trial() -> None:
    """Peng 2010 is the one trial whose control arm did not change: left out, nobody would have expected it."""
    found = replicate("peng_2010", 200, 0)
    saline = next(one for one in found.numbers if (one.number.arm, one.number.measure) == ("saline", "pain"))
    assert saline.forecast.quantile > 0.85
    low, high = saline.forecast.band(0.5)
    assert low < saline.forecast.median < high < saline.forecast.published


def test_too_few_replicates_are_refused() -> None:
    with pytest.raises(InputError, match="give 20 or more"):
        replicate("noriega_2017", 19)
