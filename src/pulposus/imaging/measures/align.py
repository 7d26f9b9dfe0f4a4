"""Lay a section along its own endplates: the frame turns until the bisectrix of the endplate lines is level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.frame import Frame
from pulposus.imaging.measures.outline import Outline, outline_of
from pulposus.imaging.measures.section import Section, sagittal_section
from pulposus.imaging.structures import Structure
from pulposus.numerics import settings


@dataclass(frozen=True, eq=False)
class Aligned:
    """A section lying along its endplates, with its outline. ``section.frame`` is the frame of the structure."""

    section: Section
    outline: Outline

    @property
    def frame(self) -> Frame:
        return self.section.frame


def main_part(section: Section, keep: Literal["largest", "front"]) -> Section:
    """The section without its smaller parts.

    "largest" keeps the largest connected part (a disc); "front" keeps the foremost of the large parts, which of a
    vertebra is the body and not the spinous process.
    """
    from scipy.ndimage import binary_dilation, label

    parts, n = label(section.cover >= 0.5)
    if n <= 1:
        return section
    sizes = np.bincount(parts.ravel())[1:]
    chosen = int(np.argmax(sizes)) + 1
    if keep == "front":
        large = [i + 1 for i in range(n) if sizes[i] >= settings.MEASURE_LARGE_PART * sizes.max()]
        chosen = max(large, key=lambda i: float(section.front[np.nonzero(parts == i)[0]].mean()))
    reach = max(1, round(1.0 / section.step))  # keeps the soft rim of the part, about one millimetre
    mask = binary_dilation(parts == chosen, iterations=reach) & ((parts == chosen) | (parts == 0))
    return replace(section, cover=np.where(mask, section.cover, 0.0))


def align(
    structure: Structure,
    frame: Frame,
    keep: Literal["largest", "front"],
    bounds_mm: NDArray[np.float64] | None = None,
) -> Aligned | None:
    """Section of a structure in its own frame, None where the plane misses it.

    The origin moves to the middle of the section. ``bounds_mm`` as in ``sagittal_section``.
    """
    found: Aligned | None = None
    for _ in range(settings.MEASURE_ALIGN_TURNS):
        section = main_part(sagittal_section(structure, frame, bounds_mm), keep)
        outline = outline_of(section)
        if outline is None:
            return None
        found = Aligned(section, outline)
        tilt = outline.bisectrix_rad
        total = section.cover.sum()
        shift = (
            float((section.cover.sum(axis=1) * section.front).sum() / total),
            float((section.cover.sum(axis=0) * section.up).sum() / total),
        )
        if abs(tilt) < settings.MEASURE_ALIGN_RAD and max(map(abs, shift)) < section.step:
            break
        frame = frame.turned(tilt, shift)
    return found
