"""Effects beyond the control arm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.symptoms import SymptomPatient, draw_unknowns, simulate
from pulposus.symptoms.mechanism import latent_effect, saturating_ratio

PATIENT = SymptomPatient(65, 45, 68)
MONTHS = np.array([0.0, 3.0, 12.0])


def beyond(signal: float, n: int = 4000) -> dict[str, np.ndarray]:
    draws = simulate(PATIENT, MONTHS, n, 8, {"cells": "sham"}, {"cells": np.full((n, 3), signal)}, reference_signal=0.2)
    return draws.treatments["cells"].outcomes


@given(x=st.floats(-50, 50), y=st.floats(-50, 50))
def test_ratio_is_odd_bounded_and_rising(x: float, y: float) -> None:
    one, other = saturating_ratio(np.array([x, y]), 1.0)
    assert abs(one) < 2
    np.testing.assert_allclose(saturating_ratio(np.array(-x), 1.0), -one)
    assert (x - y) * (one - other) >= 0


def test_ratio_is_one_at_the_reference_signal() -> None:
    assert saturating_ratio(np.array(0.3), 0.3) == pytest.approx(1, rel=1e-15)
    assert saturating_ratio(np.array(0.0), 0.3) == 0


def test_no_signal_is_exactly_no_mechanism() -> None:
    out = beyond(0.0)
    assert np.all(out["pain_mechanism"] == 0)
    assert np.all(out["odi_mechanism"] == 0)


def test_reference_signal_gives_the_drawn_gain_on_the_endless_line() -> None:
    drawn = draw_unknowns(64, 8).effect
    np.testing.assert_allclose(latent_effect(np.full((64, 1), 0.2), drawn, 0.2)[:, 0], -drawn)


def test_on_the_scale_the_floor_takes_little_of_it() -> None:
    mechanism, drawn = beyond(0.2)["pain_mechanism"][:, 2], draw_unknowns(4000, 8).effect[:, 0]
    assert 0.75 < mechanism.mean() / -drawn.mean() < 1
    assert np.mean(mechanism > 0) == pytest.approx(np.mean(drawn < 0), abs=0.03)  # harm is among the draws
    assert np.mean(drawn < 0) > 0.05


def test_a_worse_driver_turns_the_effect_around() -> None:
    better, worse = beyond(0.2)["pain_mechanism"][:, 2], beyond(-0.2)["pain_mechanism"][:, 2]
    assert worse.mean() == pytest.approx(-better.mean(), abs=0.5)


def test_nothing_acts_before_it_is_given() -> None:
    assert np.all(beyond(0.2)["pain_mechanism"][:, 0] == 0)


@pytest.mark.parametrize("reference", [0.0, -0.1, np.nan])
def test_reference_signal_must_be_positive(reference: float) -> None:
    with pytest.raises(InputError, match="reference_signal"):
        latent_effect(np.zeros((4, 1)), draw_unknowns(4, 1).effect, reference)
