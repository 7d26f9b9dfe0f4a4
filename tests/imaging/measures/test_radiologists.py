"""Agreement with the radiologists of SPIDER (doi:10.1038/s41597-024-03090-w). Figures of the issue, never tuned on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulposus.imaging.measures.agreement import (
    grade_agreement,
    graded,
    level_adjusted,
    narrowing_agreement,
    read_gradings,
)
from pulposus.levels import LUMBAR_DISCS

pytestmark = pytest.mark.slow


def lumbar(discs: dict[tuple[int, str], Any], data: Path) -> tuple[list[Any], list[Any]]:
    read = graded(read_gradings(data / "spider" / "radiological_gradings.csv"), LUMBAR_DISCS)
    keys = sorted(key for key in discs if key in read)
    return [discs[key] for key in keys], [read[key] for key in keys]


def test_grades_rank_like_the_radiologists(spider_discs: Any, data: Path) -> None:
    """Spearman at least 0.6 over the 20 lumbar discs that have an image."""
    measured, read = lumbar(spider_discs, data)
    pairs = [(m, r) for m, r in zip(measured, read, strict=True) if m.grade_probabilities is not None]
    assert len(pairs) == 20
    found = grade_agreement(
        [m.expected_grade for m, _ in pairs], [r.pfirrmann for _, r in pairs], [r.patient for _, r in pairs]
    )
    assert found.value >= 0.6, str(found)
    assert found.low > 0, str(found)


def test_narrowed_discs_are_lower(spider_discs: Any, data: Path) -> None:
    """AUC at least 0.8 over the 70 lumbar discs (all of them graded) of 14 patients, leave one patient out."""
    measured, read = lumbar(spider_discs, data)
    assert len(measured) == 70
    patients, levels = [r.patient for r in read], [r.level for r in read]
    narrowed = [r.narrowed for r in read]
    found = {}
    for name in ("mean_height_mm", "disc_height_index"):
        raw = [m.value(name) for m in measured]
        found[f"{name}, level"] = narrowing_agreement(level_adjusted(raw, patients, levels, False), narrowed, patients)
        found[f"{name}, level and own discs"] = narrowing_agreement(
            level_adjusted(raw, patients, levels, True), narrowed, patients
        )
        found[f"{name}, raw"] = narrowing_agreement(raw, narrowed, patients)
    told = "; ".join(f"{name}: {value}" for name, value in found.items())
    assert found["mean_height_mm, level and own discs"].value >= 0.8, told
    assert found["disc_height_index, level and own discs"].value >= 0.8, told
    # Adjusted for the level alone it stays just below 0.8: said in docs/measures.md, kept here so that it is seen.
    assert found["mean_height_mm, level"].value >= 0.77, told


def test_every_disc_of_spider_tells_its_heights(spider_discs: Any) -> None:
    for (patient, level), disc in spider_discs.items():
        for name in ("anterior_height_mm", "middle_height_mm", "posterior_height_mm"):
            quantity = disc.quantities[name]
            assert quantity.value is None or 0.5 < quantity.value < 20, (patient, level, name, quantity)
        assert disc.quantities["volume_cm3"].status == "not covered", (patient, level)
