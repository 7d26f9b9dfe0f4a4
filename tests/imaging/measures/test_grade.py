"""The grade follows the published T2 values: recovered from signals made with them, steady, monotone."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.imaging.measures import grade as module
from pulposus.imaging.measures.grade import Evidence, grade_probabilities, height_likelihood
from pulposus.numerics import settings

# ECR poster (see imaging_measures.yaml), copied here by hand: nucleus and annulus T2 in ms.
NUCLEUS_MS = {1: 210.14, 2: 128.99, 3: 84.1, 4: 51.2}
ANNULUS_MS = {1: 58.4, 2: 51.9, 3: 46.7, 4: 38.1}
NORMAL_MM = 11.2


def made(grade: int, te_ms: float = 105.0, scale: float = 1.0, height: float = NORMAL_MM) -> Evidence:
    """A disc whose signals follow the published T2 of a grade exactly."""
    ratio = scale * float(np.exp(-te_ms / NUCLEUS_MS[grade]))
    contrast = 1.2 * float(np.exp(te_ms / ANNULUS_MS[grade] - te_ms / NUCLEUS_MS[grade]))
    return Evidence("L4/5", ratio, contrast, height)


def expected(probabilities: tuple[float, ...]) -> float:
    return sum(g * p for g, p in enumerate(probabilities, start=1))


@pytest.mark.parametrize("grade", [1, 2, 3, 4])
def test_the_grade_behind_the_signal_is_the_most_probable(grade: int) -> None:
    image = [made(g) for g in (1, 2, 3, 4)]
    found = grade_probabilities(image[grade - 1], image)
    assert int(np.argmax(found)) + 1 == grade, found
    assert sum(found) == pytest.approx(1)


def test_a_collapsed_dark_disc_is_grade_five_and_a_collapsed_one_only() -> None:
    assert grade_probabilities(made(4, height=3.5))[4] > 0.9
    assert grade_probabilities(made(4))[4] < 0.02
    kept, *_, collapsed = height_likelihood("L4/5", 5.0)
    assert collapsed > 5 * kept


def test_expected_grade_falls_as_the_ratio_rises() -> None:
    ratios = np.geomspace(0.02, 0.9, 15)
    grades = [expected(grade_probabilities(Evidence("L4/5", float(r), None, NORMAL_MM))) for r in ratios]
    assert (np.diff(grades) < 0).all(), grades


def test_other_discs_tell_the_protocol() -> None:
    """All discs half as bright against the fluid: alone a disc reads worse, among its neighbours it does not."""
    discs = [made(g, scale=0.55) for g in (1, 2, 3, 4)]
    alone = expected(grade_probabilities(discs[1]))
    together = expected(grade_probabilities(discs[1], discs))
    truth = expected(grade_probabilities(made(2), [made(g) for g in (1, 2, 3, 4)]))
    assert abs(together - truth) < abs(alone - truth)


def test_quadrature_is_fine_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    discs = [made(g, scale=0.7) for g in (1, 2, 3, 4)]
    coarse = [grade_probabilities(d, discs) for d in discs]
    monkeypatch.setattr(settings, "GRADE_PROTOCOL_NODES", (13, 13, 19, 19))
    monkeypatch.setattr(settings, "GRADE_WITHIN_NODES", 17)
    module._protocols.cache_clear()
    module._expected.cache_clear()
    module.signal_likelihood.cache_clear()
    try:
        fine = [grade_probabilities(d, discs) for d in discs]
    finally:
        monkeypatch.undo()
        module._protocols.cache_clear()
        module._expected.cache_clear()
        module.signal_likelihood.cache_clear()
    assert np.abs(np.array(fine) - np.array(coarse)).max() < 0.01


def test_absurd_signals_give_probabilities_not_numbers_beyond_reach() -> None:
    for ratio in (0.0, 1e-9, 40.0):
        found = grade_probabilities(Evidence("L4/5", ratio, 1e6, 500.0), [made(2)])
        assert sum(found) == pytest.approx(1)
        assert all(np.isfinite(found))


def test_a_level_without_reference_leaves_height_out() -> None:
    assert height_likelihood("T12/L1", 2.0).tolist() == [1.0] * 5
