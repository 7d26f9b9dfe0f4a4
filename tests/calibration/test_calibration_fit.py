"""The sampler, the cut between controlled and uncontrolled arms, and the files that ship."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.calibration.made import base, cohort

from pulposus.calibration import foreseen
from pulposus.calibration.fit import Fit, Length, fit
from pulposus.calibration.foresee import foresee
from pulposus.calibration.foreseen import Foreseen
from pulposus.calibration.honesty import groups, main_numbers
from pulposus.calibration.posterior import alike
from pulposus.calibration.sample import Chains, check
from pulposus.calibration.store import Store, prior_print
from pulposus.errors import RunError
from pulposus.evidence.fingerprint import fingerprint
from pulposus.evidence.load import studies, study
from pulposus.numerics import settings
from pulposus.symptoms.posterior import Posterior, read, shipped, write

SHORT = Length(1, 100, 100, 80, 80)


@pytest.fixture(scope="module")
def plain() -> Fit:
    return fit(base(), 3, SHORT, checked=False)


@pytest.mark.slow
def test_a_flattering_cohort_moves_no_effect(plain: Fit) -> None:
    """Five hundred people who lose nearly all pain: the controlled part is the same bit for bit, the excess is not."""
    flattered = fit([*base(), cohort("wonder", -62.0, n=500)], 3, SHORT, checked=False)
    for name, draws in plain.draws.items():
        np.testing.assert_array_equal(draws, flattered.draws[name])
    before, after = (one.excess["pain_cohort_excess"].mean() for one in (plain, flattered))
    assert after < before - 3


@pytest.mark.slow
def test_two_like_trials_move_the_gain_towards_theirs(plain: Fit) -> None:
    """Gains of 4 and 2 with SDs of 25 and 60 people an arm: between the prior's none and the trials' mean of 3."""
    gain = plain.draws["pain_effect"]
    assert -1 < gain.mean() < 4
    assert gain.std() < 5.2
    assert plain.draws["pain_sham_arm_change"].mean() == pytest.approx(-20, abs=7)


@pytest.mark.slow
def test_a_short_fit_of_the_base_agrees_with_the_posterior_that_ships() -> None:
    """The calibration in a short form: the same data, another seed, few draws."""
    short = fit(studies(), 11, Length(1, 120, 100, 10, 10), checked=False)
    long = shipped("controlled").draws
    for name in ("pain_effect", "odi_effect", "pain_sham_arm_change", "odi_sham_arm_change", "bvn_ablation_odi"):
        error = long[name].std() / np.sqrt(25)  # some twenty-five effective draws of a hundred at the least
        assert short.draws[name].mean() == pytest.approx(long[name].mean(), abs=4 * error), name


def test_what_ships_belongs_to_the_evidence_and_has_settled() -> None:
    """Whoever changes a record or a prior has to fit again."""
    for part in ("controlled", "uncontrolled"):
        meta = shipped(part).meta  # type: ignore[arg-type]
        assert meta["fingerprint"] == fingerprint(studies()), "run: pulposus evidence fit --leave-out --ship"
        assert meta["priors"] == prior_print(), "run: pulposus evidence fit --leave-out --ship"
    meta = shipped("controlled").meta
    assert meta["largest_rhat"] <= settings.FIT_RHAT
    assert meta["least_effective"] >= settings.FIT_EFFECTIVE
    assert meta["divergent"] <= settings.FIT_DIVERGENT * meta["draws"]
    _, about = foreseen.shipped()
    assert about["fingerprint"] == fingerprint(studies())


def test_every_study_that_is_fitted_was_left_out_once() -> None:
    found, _ = foreseen.shipped()
    judged = groups(found, studies())
    assert judged[0].studies == len({one.study for one in found}) == 30
    main = main_numbers(found)
    assert len({(one.study, one.arm, one.measure) for one in main}) == len(main)
    assert sum(one.of for one in judged[0].coverage) == 3 * len(main)


def test_foreseen_numbers_of_a_study() -> None:
    rows = foresee(study("respine_2024"))
    assert {(row.arm, row.measure) for row in rows} == {("bm_msc", "responders"), ("sham", "responders")}
    for row in rows:
        low, high = row.band
        assert 0 <= low < row.median < high <= 1
        assert 0 < row.quantile < 1


def test_a_quantile_counts_ties_by_half() -> None:
    one = Foreseen("s", "a", 12, "responders", "share", 0.5, np.array([0.2, 0.5, 0.5, 0.9]), True)
    assert one.quantile == pytest.approx(0.25 + 0.25)


def test_chains_that_disagree_are_refused() -> None:
    rng = np.random.default_rng(0)
    apart = Chains({"x": np.stack([rng.normal(0, 1, 400), rng.normal(5, 1, 400)])}, 0, 800)
    with pytest.raises(RunError, match="disagree on 'x'"):
        check(apart)
    stuck = np.cumsum(rng.normal(size=(2, 400)) * 1e-3, axis=1)
    with pytest.raises(RunError):
        check(Chains({"x": stuck}, 0, 800))
    good = {"x": rng.normal(size=(2, 1000))}
    check(Chains(good, 0, 2000))
    with pytest.raises(RunError, match="diverged"):
        check(Chains(good, 20, 2000))


def test_chains_are_kept_and_found(tmp_path: Path) -> None:
    store = Store(tmp_path, "key")
    assert store.get("one") is None
    store.put("one", ({"z/a": np.arange(4.0)}, 2))
    sites, divergent = Store(tmp_path, "key").get("one") or ({}, 0)
    np.testing.assert_array_equal(sites["z/a"], np.arange(4.0))
    assert divergent == 2
    assert Store(tmp_path, "another").get("one") is None
    Store(None, "key").put("one", ({}, 0))


def test_a_posterior_survives_its_file(tmp_path: Path) -> None:
    made = Posterior({"pain_effect": np.array([1.25, -3.5])}, {"fingerprint": "x"})
    write(tmp_path / "p.parquet", made)
    again = read(tmp_path / "p.parquet")
    np.testing.assert_array_equal(again.draws["pain_effect"], made.draws["pain_effect"])
    assert again.meta == {"fingerprint": "x"}


def test_neighbouring_rows_are_alike() -> None:
    rng = np.random.default_rng(2)
    draws = {"pain_effect": rng.normal(size=1000), "pain_sham_arm_change": rng.normal(size=1000)}
    order = alike(draws)
    assert sorted(order) == list(range(1000))
    # One row of every tenth part: the mean of ten such rows spreads far less than that of ten rows at random.
    means = [np.mean(draws["pain_effect"][order][i::100]) for i in range(100)]
    assert np.std(means) < 0.35 / np.sqrt(10)
