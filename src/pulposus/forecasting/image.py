"""The measurement behind a case that names an image."""

from __future__ import annotations

from pathlib import Path

from pulposus.forecasting.case import Case
from pulposus.imaging.measurement import SpineMeasurement
from pulposus.progress import Progress, silent


def measure_case(case: Case, *, out: Path | None = None, progress: Progress = silent) -> SpineMeasurement:
    """Measure the image that a case names; with ``out``, tables and preview are written there.

    Raises:
        InputError: the image or its labels cannot be used.
    """
    from pulposus.imaging.measure import measure

    image = case.image
    assert image is not None  # callers look first
    return measure(
        image.path,
        image.labels,
        convention=image.convention,
        lowest_level=image.lowest_level,
        cropped=image.cropped,
        out=out,
        attribution=case.attribution,
        progress=progress,
    )
