"""Combination of stages."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import combine_pvalues, norm

from pulposus.errors import InputError
from pulposus.trial.sequential.combine import combined, stage_z, weights, z_of


def test_it_is_stouffers_weighted_method() -> None:
    p, w = np.array([0.04, 0.2, 0.01]), weights([0.3, 0.7, 1])
    found = combined(z_of(p), w)
    for k in (1, 2, 3):
        assert norm.sf(found[k - 1]) == pytest.approx(combine_pvalues(p[:k], "stouffer", weights=w[:k]).pvalue)


def test_as_planned_it_is_the_plain_statistic() -> None:
    """With information as planned, weighing the stages gives back the z of all data."""
    z, information = np.random.default_rng(1).normal(size=(5, 3)), np.array([30.0, 70.0, 100.0])
    own = stage_z(z, information)
    assert combined(own, weights(information / 100)) == pytest.approx(z, abs=1e-12)
    other = stage_z(z, np.tile([30.0, 70.0, 300.0], (5, 1)))
    assert combined(other, weights(information / 100))[:, 2] != pytest.approx(z[:, 2], abs=1e-3)


def test_stages_of_real_data_are_their_own_z() -> None:
    """z of the second stage's people alone, from the cumulative z of known-variance means."""
    y = np.random.default_rng(2).normal(0.2, 1, 100)
    z = np.array([y[:40].sum() / np.sqrt(40), y.sum() / np.sqrt(100)])
    assert stage_z(z, [40, 100])[1] == pytest.approx(y[40:].sum() / np.sqrt(60))


def test_ends_of_p() -> None:
    assert z_of(1.0) == -np.inf
    assert np.isfinite(z_of(0.0))


def test_wrong_stages_are_refused() -> None:
    with pytest.raises(InputError, match="2 weights for 3 stages"):
        combined(np.zeros((4, 3)), [0.5, 0.5])
    with pytest.raises(InputError, match="does not rise from stage to stage"):
        stage_z([1.0, 2.0], [50, 50])
