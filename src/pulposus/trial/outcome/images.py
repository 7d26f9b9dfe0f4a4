"""What MRI endpoints read: the disc before and at a visit, with the errors of one reader."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.reader import SAME_READER, ErrorSize, draw_errors
from pulposus.course.reading.scale import pfirrmann
from pulposus.trial.people.population import Population

Float = NDArray[np.float64]
OUTPUT_OF = {
    "severity": "severity_change",
    "read_grade": "severity_change",
    "height_mm": "log_height_ratio",
    "t2_ms": "log_T2_ratio",
}
"""What of a disc's response each measure reads."""


def readings(
    measure: str, people: Population, change: Float, seed: int, rng: np.random.Generator
) -> tuple[Float, Float]:
    """Readings before treatment and at a visit, each (n,).

    The reading before is the one that people came with; part of how far it lies from the middle of all is its error,
    which the later reading does not share.

    Args:
        measure: severity, read_grade, height_mm or t2_ms.
        people: with their first readings.
        change: of each disc until the visit, the response of the measure's output, (n,).
        seed: of how well images are read; people read by readers who differ.
        rng: of the errors.
    """
    errors = draw_errors(SAME_READER, len(people), seed)
    if measure == "height_mm":
        before = people.middle_height_mm
        true = before - _error(before, errors.height_mm, rng)
        return before, true * np.exp(change) + _fresh(errors.height_mm, rng)
    if measure == "t2_ms":
        before = np.log(people.T2_ms)
        true = before - _error(before, errors.log_T2, rng)
        return people.T2_ms, np.exp(true + change + _fresh(errors.log_T2, rng))
    read = people.severity + _fresh(errors.grade, rng)
    at = people.severity + change + _fresh(errors.grade, rng)
    if measure == "severity":
        return read, at
    return people.pfirrmann.astype(np.float64), pfirrmann().read(at)


def _fresh(size: ErrorSize, rng: np.random.Generator) -> Float:
    return np.asarray(size.whole * rng.normal(size=size.whole.shape))


def _error(read: Float, size: ErrorSize, rng: np.random.Generator) -> Float:
    """Error that is in a reading, given how far it lies from the mean of all: normal truth, normal error."""
    share = np.minimum(size.whole**2 / np.var(read), 1.0)
    spread = size.whole * np.sqrt(1 - share)
    return np.asarray(share * (read - read.mean()) + spread * rng.normal(size=read.shape))
