"""The library's reference signal is what the disc model says for a typical trial disc."""

from __future__ import annotations

import pytest

from pulposus.forecasting.reference_signal import reference_signal
from pulposus.library import value


@pytest.mark.slow
def test_library_value_is_the_models_own() -> None:
    """The library's value was found with 256 draws; 64 give it within their Monte Carlo error."""
    assert value("symptoms", "reference_signal") == pytest.approx(reference_signal(64, 0), rel=0.25)
