"""One number by itself: scales, shares, spreads. Bounds are held against NumPy and against counting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.evidence.check_number import largest_sd, limits, number_problems, whole_people
from pulposus.evidence.schema import Arm, Outcome


def arm(people: int = 30, /, **fields: Any) -> Arm:
    found = {"month": 12, "measure": "pain", "statistic": "mean", "value": 40.0, "read_in": "a", **fields}
    blocks = {"key": "a", "role": "control", "treatment": "saline", "setting": "intradiscal saline", "n": people}
    return Arm.model_validate({**blocks, "outcomes": [found]})


def levels(given_arm: Arm) -> list[str]:
    return [problem.level for problem in number_problems(given_arm, given_arm.outcomes[0])]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"value": 140}, "found 140, expected 0 to 100"),
        ({"measure": "odi", "value": -3}, "found -3, expected 0 to 100"),
        ({"statistic": "change", "value": -120}, "found -120, expected -100 to 100"),
        ({"statistic": "percent_change", "value": -130}, "nothing falls by more than all of it"),
        (
            {"measure": "responders", "statistic": "share", "value": 74},
            "found 74, expected a share from 0 to 1; write 0.74",
        ),
        ({"measure": "responders", "statistic": "share", "value": 174}, "expected a share from 0 to 1; correct it"),
        ({"measure": "surgery", "statistic": "share", "value": -0.1}, "expected a share from 0 to 1"),
        ({"measure": "pfirrmann", "value": 6}, "found 6, expected 1 to 5"),
        ({"measure": "modified_pfirrmann", "value": 9}, "found 9, expected 1 to 8"),
        ({"measure": "t2_ms", "value": 2}, "found 2, expected 10 to 420"),
        ({"measure": "height_percent", "statistic": "change", "value": -101}, "nothing falls by more than all"),
        ({"statistic": "share", "value": 0.4}, "found share, expected mean or change or percent_change for pain"),
        ({"measure": "responders", "statistic": "mean", "value": 0.4}, "found mean, expected share for responders"),
        ({"measure": "pfirrmann", "statistic": "percent_change", "value": -5}, "expected mean or change"),
        ({"statistic": "change", "value": -5, "month": 0}, "found a change at the start"),
        ({"sd": 0.0}, "found SD 0, expected more than 0"),
        ({"sd": -4.0}, "found SD -4, expected more than 0"),
        ({"sd": 60.0}, "expected at most 49.8"),
        ({"measure": "responders", "statistic": "share", "value": 0.5, "sd": 0.1}, "of a share, expected none"),
        ({"n": 31}, "found n 31, expected at most the 30 people"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], said: str) -> None:
    given_arm = arm(**fields)
    found = list(number_problems(given_arm, given_arm.outcomes[0]))
    assert [problem.level for problem in found] == ["refused"]
    assert said in found[0].sentence
    assert found[0].sentence.startswith(f"arms.a, {given_arm.outcomes[0].measure}")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        # Pettine 2017 prints 56.7 +- 3.6 for 20 people, who came to the study with any ODI from 30 on.
        ({"n": 20, "measure": "odi", "value": 56.7, "sd": 3.6}, "would be an SD of 16.1"),
        ({"month": 0, "value": 6.5}, "multiply by 10"),
        # RESPINE prints 69 % of 56 people: 38 are 67.9 % and 39 are 69.6 %.
        ({"n": 56, "measure": "responders", "statistic": "share", "value": 0.69}, "found 69 % of 56 people"),
    ],
)
def test_what_is_likely_a_slip_is_a_doubt(fields: dict[str, Any], said: str) -> None:
    given_arm = arm(60, **fields)
    found = list(number_problems(given_arm, given_arm.outcomes[0]))
    assert [problem.level for problem in found] == ["doubt"]
    assert said in found[0].sentence


@pytest.mark.parametrize(
    "fields",
    [
        {"sd": 22.8}, {"statistic": "change", "value": -41.0, "sd": 27.0}, {"value": 0.0}, {"value": 100.0},
        {"measure": "responders", "statistic": "share", "value": 0.554, "n": 65},
        {"measure": "surgery", "statistic": "share", "value": 1.0},
        {"measure": "volume_percent", "statistic": "change", "value": 250.0, "sd": 300.0},
        {"measure": "pfirrmann", "value": 3.68, "sd": 0.67}, {"statistic": "percent_change", "value": -62.8},
    ],
)  # fmt: skip
def test_what_was_printed_by_trials_passes(fields: dict[str, Any]) -> None:
    assert levels(arm(70, **fields)) == []


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
def test_no_sample_on_the_scale_has_a_larger_sd_than_the_bound(scores: list[float]) -> None:
    found = Outcome(month=12, measure="pain", statistic="mean", value=float(np.mean(scores)), read_in="a")
    assert np.std(scores, ddof=1) <= largest_sd(found, len(scores)) + 1e-6


def test_the_bound_is_reached_by_people_at_both_ends() -> None:
    scores = np.repeat([0.0, 100.0], [3, 7])
    found = Outcome(month=12, measure="odi", statistic="mean", value=70.0, read_in="a")
    assert largest_sd(found, 10) == pytest.approx(np.std(scores, ddof=1))
    change = np.repeat([-100.0, 100.0], 5)
    found = Outcome(month=12, measure="odi", statistic="change", value=0.0, read_in="a")
    assert largest_sd(found, 10) == pytest.approx(np.std(change, ddof=1))
    assert largest_sd(found, None) == pytest.approx(np.std([-100.0, 100.0], ddof=1))  # of two people, the most there is


@given(st.integers(1, 400), st.data(), st.integers(2, 4))
def test_every_printed_share_of_whole_people_is_known_as_one(n: int, data: st.DataObject, digits: int) -> None:
    count = data.draw(st.integers(0, n))
    assert whole_people(float(f"{count / n:.{digits}f}"), n)


def test_shares_that_no_count_prints_are_found() -> None:
    for n in range(1, 60):
        printed = {f"{count / n:.3f}" for count in range(n + 1)}
        for share in (0.411, 0.385, 0.69):
            # Of a share with two digits as many thousandths count as round to it.
            known = printed if share != 0.69 else {f"{count / n:.2f}" for count in range(n + 1)}
            text = f"{share:.3f}" if share != 0.69 else "0.69"
            assert whole_people(share, n) == (text in known), (share, n)


def test_limits_are_those_of_the_scales() -> None:
    assert limits("pain") == (0.0, 100.0)
    assert limits("responders") == (0.0, 1.0)
    assert limits("pfirrmann") == (1.0, 5.0)
    assert limits("modified_pfirrmann") == (1.0, 8.0)
