"""Floor, ceiling and the split of a change into context and mechanism."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from pulposus.symptoms.scale import score, split

latent = st.floats(-400, 400, allow_nan=False)


@given(context=latent, mechanism=latent, baseline=st.floats(0, 100))
def test_score_stays_on_the_scale_and_parts_add_up(context: float, mechanism: float, baseline: float) -> None:
    true, by_context, by_mechanism = split(np.array(context), np.array(mechanism), np.array(baseline))
    assert 0 <= true <= 100
    np.testing.assert_allclose(baseline + by_context + by_mechanism, true, atol=1e-9)
    assert abs(by_mechanism) <= abs(mechanism) + 1e-9
    assert by_mechanism * mechanism >= 0


@given(context=latent)
def test_no_mechanism_is_exactly_none(context: float) -> None:
    assert split(np.array(context), np.array(0.0), np.array(50.0))[2] == 0


def test_mean_of_the_censored_score_is_that_of_tobit() -> None:
    mean, sd = 20.0, 25.0
    draws = score(mean + sd * norm.ppf((np.arange(200_000) + 0.5) / 200_000))
    low, high = (0 - mean) / sd, (100 - mean) / sd
    inside = mean * (norm.cdf(high) - norm.cdf(low)) - sd * (norm.pdf(high) - norm.pdf(low))
    np.testing.assert_allclose(draws.mean(), inside + 100 * norm.sf(high), rtol=1e-4)
