"""Chance of success by size, the smallest size, and the closed form beside published formulas and simulation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import made_up_trial
import numpy as np
import pyarrow as pa
import pytest
import yaml
from scipy import stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import proportion_confint

from pulposus.library import value
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.closed_form import chance, needed, power_by_world, seen_share
from pulposus.trial.answers.power import Curve, trial_curve
from pulposus.trial.answers.share import Share
from pulposus.trial.answers.smallest import smallest
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.worlds import Expected
from pulposus.trial.design import Design, parse

DESIGN = made_up_trial.design()


def curve(values: list[float], of: int = 1000) -> Curve:
    shares = tuple(Share.counted(round(of * value), of) for value in values)
    return Curve("assurance", "", "", (100, 200, 300, 400), shares)


def group(gain: np.ndarray, sd: float = 20.0, rho: float = 0.0, arm: str = "cells_18", **more: float) -> Expected:
    n = len(gain)
    return Expected("all", "all", "everybody", arm, np.nan, np.nan, np.arange(n), gain, np.full(n, sd),
                    np.full(n, more.get("sd_control", sd)), np.full(n, rho), 1.0, 800, 4.0,
                    np.full(n, more.get("control_change", np.nan)))  # fmt: skip


def test_a_share_has_the_exact_interval_of_statsmodels() -> None:
    found = Share.counted(23, 100)
    assert (found.low, found.high) == pytest.approx(proportion_confint(23, 100, method="beta"), abs=1e-12)
    assert found.value == 0.23
    assert (Share.counted(0, 0).low, Share.counted(0, 0).high) == (0.0, 1.0)


def test_every_trial_counts_once_whatever_its_endpoints_and_arms(tables: Tables) -> None:
    found = trial_curve(tables, "assurance")
    assert found is not None
    assert found.sizes == (75, 150, 300, 600)
    assert all(share.of == 400 for share in found.shares)
    rows = tables.read(
        "SELECT count(*) AS n FROM replicates WHERE scenario = 'assurance' AND size = 300 AND endpoint = 'pain_12' "
        "AND arm = 'cells_6' AND success"
    )
    assert found.at(300) is not None
    assert found.at(300).count == rows["n"][0]  # type: ignore[union-attr]
    assert found.at(301) is None
    assert trial_curve(tables, "other") is None


def test_smallest_size_lies_on_the_straight_line_between_two_sizes() -> None:
    found = smallest(curve([0.2, 0.5, 0.7, 0.95]), 0.8)
    assert found.size == pytest.approx(300 + 100 * (0.8 - 0.7) / 0.25)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.size < found.high
    assert "people are enough" in found.words


def test_noise_that_lets_a_curve_fall_is_pooled_first() -> None:
    # By hand: 0.85 and 0.75 with equal weights become 0.80 each (pool adjacent violators).
    found = smallest(curve([0.2, 0.85, 0.75, 0.9]), 0.8)
    assert found.size == pytest.approx(200)
    assert smallest(curve([0.2, 0.85, 0.73, 0.9]), 0.8).size == pytest.approx(300 + 100 * (0.8 - 0.79) / (0.9 - 0.79))


def test_a_size_that_is_not_reached_is_said_to_be_none() -> None:
    found = smallest(curve([0.1, 0.2, 0.3, 0.4]), 0.8)
    assert (found.size, found.low, found.high) == (None, None, None)
    assert found.words == "no size up to 400 people is enough"
    close = smallest(curve([0.1, 0.2, 0.6, 0.79]), 0.8)
    assert close.size is None
    assert close.low is not None
    assert "the error of simulation allows it" in close.words
    first = smallest(curve([0.9, 0.95, 0.95, 0.99]), 0.8)
    assert first.at_most
    assert first.words == "100 people or fewer are enough"


def test_power_of_one_world_is_that_of_statsmodels() -> None:
    """A t test with one degree of freedom less for the start; TTestIndPower has none, which 200 people hide."""
    found = power_by_world(group(np.array([8.0])), DESIGN, 300, 1.0)
    theirs = TTestIndPower().power(8 / 20, 100, 0.025, alternative="larger")
    assert float(found[0]) == pytest.approx(theirs, abs=2e-4)
    people = needed(group(np.array([8.0])), DESIGN, 1.0, 0.8)
    assert people is not None
    theirs_n = 3 * TTestIndPower().solve_power(8 / 20, power=0.8, alpha=0.025, alternative="larger")
    assert people == pytest.approx(theirs_n, abs=1.0)


def test_unequal_spread_and_the_start_enter_as_in_a_simulated_analysis() -> None:
    """Least squares of the change on arm and start in 4,000 trials, with the SDs 26 and 18 and a correlation of 0.5."""
    rng, n, trials = np.random.default_rng(5), 60, 4000
    start = rng.normal(0, 1, (trials, 2, n))
    spread = np.array([18.0, 26.0])[None, :, None]
    change = spread * (0.5 * start + np.sqrt(0.75) * rng.normal(0, 1, (trials, 2, n)))
    change[:, 1] -= 9.0
    wins = 0
    for x, y in zip(start, change, strict=True):
        design = np.column_stack([np.ones(2 * n), np.repeat([0.0, 1.0], n), x.ravel()])
        beta, rss, *_ = np.linalg.lstsq(design, y.ravel(), rcond=None)
        se = np.sqrt(rss[0] / (2 * n - 3) * np.linalg.inv(design.T @ design)[1, 1])
        wins += beta[1] / se < -stats.t.ppf(0.975, 2 * n - 3)
    one = group(np.array([9.0]), sd=26.0, rho=0.5, sd_control=18.0)
    assert chance(one, DESIGN, 3 * n, 1.0) == pytest.approx(wins / trials, abs=3 * np.sqrt(0.25 / trials) + 0.01)


def test_assurance_is_the_closed_form_of_o_hagan() -> None:
    """Normal effect and known spread: Phi((m - z se) / sqrt(se^2 + s^2)), O'Hagan et al. 2005."""
    quantiles = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    mean, between, size = 5.0, 4.0, 6000
    found = chance(group(mean + between * quantiles, sd=60.0), DESIGN, size, 1.0)
    se = 60 * np.sqrt(2 / (size / 3))
    expected = stats.norm.cdf((mean - stats.norm.ppf(0.975) * se) / np.hypot(se, between))
    assert found == pytest.approx(expected, abs=1e-3)


def test_no_effect_succeeds_in_half_the_two_sided_level_and_harm_less() -> None:
    found = power_by_world(group(np.array([0.0, -5.0, -200.0])), DESIGN, 300, 1.0)
    assert float(found[0]) == pytest.approx(0.025, abs=1e-12)
    assert 0 <= float(found[1]) < 0.001
    assert float(found[2]) == pytest.approx(0.0, abs=1e-12)


def test_people_who_leave_count_and_a_further_dose_has_the_share_of_its_arm() -> None:
    one = group(np.array([6.0]))
    assert chance(one, DESIGN, 300, 0.5) == pytest.approx(chance(one, DESIGN, 150, 1.0))
    assert chance(replace(one, arm="cells_18@60"), DESIGN, 300, 1.0) == chance(one, DESIGN, 300, 1.0)


def test_no_size_is_enough_for_an_arm_that_gains_nothing() -> None:
    assert needed(group(np.array([0.0, -1.0])), DESIGN, 1.0, 0.8) is None


def test_closed_form_and_simulated_trials_agree(answers: Answers) -> None:
    """The two arms alone in the simulated trials of all worlds, beside the closed form for the same gains."""
    rng = np.random.default_rng(3)
    mean, sd = made_up_trial.GAIN["cells_18"]
    one = group(rng.normal(mean, sd, 4000), sd=made_up_trial.SD, rho=made_up_trial.RHO)
    line = next(row for row in answers.endpoints if (row.endpoint, row.arm) == ("pain_12", "cells_18"))
    assert line.found.low - 0.02 < chance(one, DESIGN, 300, answers.seen) < line.found.high + 0.02
    assert answers.seen == pytest.approx(made_up_trial.SEEN)


def counted(**changes: Any) -> Design:
    """The made-up trial with responders as its primary endpoint."""
    given = {"primary": ["responder_12"], "events": {"reoperation": {}}}
    return parse(yaml.safe_dump(yaml.safe_load(made_up_trial.text()) | given | changes))


@pytest.mark.parametrize("seen", [1.0, 0.7])
def test_who_leaves_is_no_responder_in_the_closed_form(seen: float) -> None:
    """Beside 20,000 trials of two arms, 100 people each: 55 and 35 of 100 respond of those who stay, nobody else."""
    rng, n, trials = np.random.default_rng(4), 100, 20_000
    treated, control = (rng.binomial(n, seen * p, trials) / n for p in (0.55, 0.35))
    se = np.sqrt((treated * (1 - treated) + control * (1 - control)) / n)
    wins = np.mean((treated - control) / se > stats.norm.ppf(0.975))
    sd, sd_control = (100 * np.sqrt(p * (1 - p)) for p in (0.55, 0.35))
    one = group(np.array([20.0]), sd=sd, sd_control=sd_control, control_change=35.0)
    assert chance(one, counted(), 3 * n, seen) == pytest.approx(wins, abs=0.02)
    size = needed(one, counted(), seen, 0.8)
    assert size is not None
    assert chance(one, counted(), size, seen) == pytest.approx(0.8, abs=1e-4)


def test_who_is_seen_is_told_by_a_change_or_by_who_left() -> None:
    found = made_up_trial.tables_of()
    rows = found["replicates"]
    everybody = np.where(np.asarray(rows["endpoint"]) == "responder_12", rows["n_arm"], rows["observed_arm"])
    place = rows.column_names.index("observed_arm")
    tables = made_up_trial.connected(
        found | {"replicates": rows.set_column(place, "observed_arm", pa.array(everybody))}
    )
    assert seen_share(tables, counted()) == pytest.approx(made_up_trial.SEEN)
    ends = [one for one in yaml.safe_load(made_up_trial.text())["endpoints"] if one["kind"] != "change"]
    events = found["events"]
    left = np.sum(events["dropped_out"]) / np.sum(events["people"])
    missed = value("trial_conduct", "missed_visit_share")
    # Read half way to the last visit: the root of those who stay to it.
    assert seen_share(tables, counted(endpoints=ends)) == pytest.approx(np.sqrt(1 - left) * (1 - missed))


def test_comparisons_follow_the_hypotheses_of_the_design(answers: Answers) -> None:
    assert [(one.endpoint, one.arm) for one in answers.comparison_curves] == [
        ("pain_12", "cells_6"), ("pain_12", "cells_18"),
    ]  # fmt: skip
    whole = next(one for one in answers.trial_curves if one.scenario == "assurance")
    best = answers.comparison_curves[1]
    assert all(a.count <= b.count for a, b in zip(best.shares, whole.shares, strict=True))


def test_the_design_used_here_is_the_one_of_the_tables() -> None:
    assert isinstance(DESIGN, Design)
    assert DESIGN.people_of_arms(300) == (100, 100, 100)
