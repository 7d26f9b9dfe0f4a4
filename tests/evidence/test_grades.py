"""The two scales of grades."""

from __future__ import annotations

from pulposus.evidence.grades import SCALES, grade_limits


def test_the_scales_are_those_of_pfirrmann_and_griffith() -> None:
    assert {scale: grade_limits(scale) for scale in SCALES} == {"pfirrmann": (1, 5), "modified_pfirrmann": (1, 8)}
