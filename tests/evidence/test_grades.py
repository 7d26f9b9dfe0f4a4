"""Five Pfirrmann grades and eight modified ones are not turned into each other."""

from __future__ import annotations

import pytest

from pulposus.errors import InputError
from pulposus.evidence.grades import SCALES, Scale, grade_limits, on_scale


def test_the_scales_are_those_of_pfirrmann_and_griffith() -> None:
    assert {scale: grade_limits(scale) for scale in SCALES} == {"pfirrmann": (1, 5), "modified_pfirrmann": (1, 8)}


@pytest.mark.parametrize("scale", SCALES)
def test_a_grade_on_its_own_scale_stays(scale: Scale) -> None:
    assert on_scale(3.5, scale, scale) == 3.5
    with pytest.raises(InputError, match="expected 1 to"):
        on_scale(9, scale, scale)


def test_a_grade_of_the_other_scale_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError) as caught:
        on_scale(4, "pfirrmann", "modified_pfirrmann")
    assert str(caught.value) == (
        "pfirrmann: found grade 4 where modified_pfirrmann is expected, and no published table puts the five Pfirrmann "
        "grades beside the eight modified ones; take the modified_pfirrmann grade from the images."
    )
    with pytest.raises(InputError):
        on_scale(1, "modified_pfirrmann", "pfirrmann")
