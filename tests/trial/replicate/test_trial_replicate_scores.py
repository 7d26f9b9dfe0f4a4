"""Scores of replications, worked out by hand on made-up ones; the rows of EV3 and the lines of the command."""

from __future__ import annotations

import json

import numpy as np
import pytest
import typer
from scipy.stats import binom
from typer.testing import CliRunner

from pulposus.cli.trial_replicate import replicate as command
from pulposus.cli.trial_replicate import sentences
from pulposus.trial.replicate import Scores, judge, protocol
from pulposus.trial.replicate.differences import Difference
from pulposus.trial.replicate.replicate import DifferenceBeside, Forecast, NumberBeside, Replication
from pulposus.trial.replicate.scores import main_differences, main_numbers, successes
from pulposus.trial.replicate.success import Said
from pulposus.validation.cases.ev3_replication import rows

TIMES = 1000


def beside(
    study: str, success: bool | None, promised: float, *, published: float = -5.0, at: float = -5.0, month: float = 12,
    measure: str = "pain", scored: bool = True,
) -> DifferenceBeside:  # fmt: skip
    one = Difference(study, "a", "b", month, measure, None, published, False, scored, Said(success, "words"))
    draws = at + np.linspace(-3, 3, TIMES)
    return DifferenceBeside(one, Forecast(published, draws), np.arange(TIMES) < round(promised * TIMES))


def replication(*differences: DifferenceBeside) -> Replication:
    trial = protocol("noriega_2017")
    number = next(one for one in trial.numbers if trial.scored(one))
    beside_it = NumberBeside(number, True, Forecast(number.change, np.linspace(-40, 0, TIMES)))
    return Replication(trial, TIMES, (beside_it,), differences)


def test_brier_score_and_that_of_the_share_in_other_trials() -> None:
    found = successes([beside("x", True, 0.8), beside("y", False, 0.3), beside("z", True, 0.5), beside("z", None, 0.9)])
    assert found is not None
    assert (found.differences, found.trials, found.found) == (3, 3, 2)
    assert found.promised == pytest.approx(1.6 / 3)
    assert found.brier == pytest.approx((0.2**2 + 0.3**2 + 0.5**2) / 3)
    assert found.base_rate == pytest.approx((0.5**2 + 1.0**2 + 0.5**2) / 3)


def test_a_trial_lends_nothing_to_its_own_base_rate() -> None:
    found = successes([beside("x", True, 0.5), beside("x", True, 0.5), beside("y", False, 0.5)])
    assert found is not None
    assert found.base_rate == pytest.approx(1.0)


def test_one_trial_has_no_base_rate() -> None:
    assert successes([beside("x", True, 0.5)]) is None


def test_expected_successes_are_binomial_where_trials_are_apart() -> None:
    found = successes([beside(f"s{k}", k < 6, 0.4) for k in range(12)])
    assert found is not None
    assert found.expected == tuple(int(binom.ppf(q, 12, 0.4)) for q in (0.025, 0.975))


def test_differences_of_one_trial_succeed_together() -> None:
    found = successes([*(beside("x", True, 0.5) for _ in range(10)), beside("y", False, 0.0)])
    assert found is not None
    assert found.expected == (0, 10)


def test_the_visit_nearest_to_a_year_counts_and_only_what_may_be_fitted() -> None:
    late, near = beside("x", True, 0.5, month=36), beside("x", True, 0.5, month=6)
    found = [replication(late, near, beside("x", True, 0.5, month=12, scored=False))]
    assert [one.difference.month for one in main_differences(found)] == [6]
    assert len(main_numbers(found)) == 1


def test_coverage_and_sign() -> None:
    inside = beside("x", True, 0.5)
    outside = beside("y", True, 0.5, published=5.0)
    edge = beside("z", True, 0.5, published=-2.4)  # above 93 of 100 draws
    scores = judge([replication(inside, outside, edge)])
    assert [one.held for one in scores.differences] == [1, 1, 2]
    nearer = beside("z", True, 0.5, published=-2.8)  # above 87 of 100
    assert [one.held for one in judge([replication(inside, outside, nearer)]).differences] == [1, 2, 2]
    assert scores.same_sign == 2
    assert scores.numbers[0].held == 1
    assert scores.compared == 3


def test_more_responders_favour_a_treatment() -> None:
    good = beside("x", True, 0.5, measure="responders", published=0.2, at=4.0)
    bad = beside("y", True, 0.5, measure="responders", published=-0.2, at=4.0)
    assert judge([replication(good, bad)]).same_sign == 1


@pytest.fixture(scope="module")
def scores() -> Scores:
    return judge([replication(*(beside(f"s{k}", k < 9, 0.3) for k in range(10)))])


def test_a_miss_of_ev3_is_shown_as_one(scores: Scores) -> None:
    found = {row.name: row for row in rows(scores)}
    promised = found["differences significant in favour of the treatment, promised beside found"]
    assert promised.model == pytest.approx(3.0)
    assert promised.measured == 9
    assert not promised.passed
    bands = [row for row in found.values() if row.name.startswith("differences between arms")]
    assert [row.measured for row in bands] == [0.5, 0.8, 0.9]
    assert [row.model for row in bands] == [1.0, 1.0, 1.0]
    assert not bands[0].passed
    assert bands[2].passed
    assert all(row.case == "EV3" and row.role == "prediction" for row in found.values())


def test_promises_that_hold_pass() -> None:
    held = judge([replication(*(beside(f"s{k}", k < 3, 0.9 if k < 3 else 0.05) for k in range(10)))])
    by_name = {row.name: row for row in rows(held)}
    assert all(row.passed for name, row in by_name.items() if "significant" in name or "Brier" in name)


def test_sentences_tell_all_scores(scores: Scores) -> None:
    said = " ".join(sentences(scores))
    assert "10 of 10 in the 90 % band" in said
    assert "9 of 10 where the file tells, 3.0 promised" in said


def run(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_prints_one_trial() -> None:
    said = run("--study", "noriega_2017", "--replicates", "40")
    assert "bm_msc - sham" in said
    assert "-5.0" in said
    assert "no" in said
    assert "Effect of expanded marrow cells: informed by" in said


def test_command_prints_json() -> None:
    found = json.loads(run("--study", "atluri_2022", "--replicates", "40", "--json"))
    (trial,) = found["trials"]
    assert trial["study"] == "atluri_2022"
    assert trial["differences"] == []
    assert [one["month"] for one in trial["numbers"]] == [1, 3, 6]
    assert found["scores"]["successes"] is None
    assert found["scores"]["numbers"][0]["of"] == 1
