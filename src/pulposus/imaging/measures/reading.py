"""Section and signal of each disc, read once for a spine: the grade of one disc looks at its neighbours too."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from pulposus.imaging.measures.align import Aligned, align
from pulposus.imaging.measures.frame import disc_frame
from pulposus.imaging.measures.grade import Evidence
from pulposus.imaging.measures.signal import Signal, disc_signal
from pulposus.imaging.structures import Spine, Structure
from pulposus.levels import LUMBAR_DISCS
from pulposus.library import facts


@dataclass(frozen=True, eq=False)
class Reading:
    """One disc in its own frame, with its signal where an image was given and shows it."""

    aligned: Aligned
    heights_mm: tuple[float, float, float]
    signal: Signal | None

    @property
    def mean_height_mm(self) -> float:
        """Mean of anterior, middle and posterior height."""
        return float(np.mean(self.heights_mm))


_READINGS: WeakKeyDictionary[Spine, dict[str, Reading | None]] = WeakKeyDictionary()


def read_disc(spine: Spine, disc: Structure) -> Reading | None:
    """Reading of a disc of this spine (kept as long as the spine lives), None where its section is too small."""
    kept = _READINGS.setdefault(spine, {})
    if disc.level not in kept:
        aligned = align(disc, disc_frame(disc), "largest")
        if aligned is None:
            kept[disc.level] = None
        else:
            library, outline = facts("imaging_measures"), aligned.outline
            front, middle, back = (
                outline.height_mm(library[f"height_at_{place}"].value) for place in ("front", "middle", "back")
            )
            signal = None if spine.image is None else disc_signal(disc, aligned, spine.canal, spine.image)
            kept[disc.level] = Reading(aligned, (front, middle, back), signal)
    return kept[disc.level]


def evidence(spine: Spine, disc: Structure) -> Evidence | None:
    """What the grade of a disc rests on, None without a signal ratio. A height cut by the grid is left out."""
    reading = read_disc(spine, disc)
    if reading is None or reading.signal is None or reading.signal.ratio is None:
        return None
    cut = disc.touches & {"anterior", "posterior", "superior", "inferior"}
    height = None if cut else reading.mean_height_mm
    return Evidence(disc.level, reading.signal.ratio, reading.signal.contrast, height)


def lumbar_evidence(spine: Spine, but: str) -> tuple[Evidence, ...]:
    """Evidence of all lumbar discs of the image except ``but``; above L1/2 the cord darkens the canal."""
    discs = (spine.disc(level) for level in LUMBAR_DISCS if level != but)
    found = (evidence(spine, disc) for disc in discs if disc is not None)
    return tuple(item for item in found if item is not None)
