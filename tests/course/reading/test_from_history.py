"""The prior of severity by age is what natural history gives."""

from __future__ import annotations

import pytest

from pulposus.course.reading.from_history import severity_of_people
from pulposus.course.reading.prior import severity_by_age


@pytest.mark.slow
def test_the_library_holds_the_severity_of_natural_history() -> None:
    # 64 people instead of 256: means to two standard errors.
    for age, (mean, sd) in severity_of_people(64, 0).items():
        expected, spread = severity_by_age(age)
        assert mean == pytest.approx(expected, abs=2 * spread / 64**0.5), age
        assert sd == pytest.approx(spread, abs=0.15), age
