"""The gap between two vertebral bodies: disc height from bones alone."""

from __future__ import annotations

import numpy as np

from pulposus.imaging.measures.body import Body
from pulposus.library import facts


def gap_mm(upper: Body, lower: Body) -> float | None:
    """Mean height of the gap between two bodies, None where they do not face each other.

    The gap is read in the frame half way between the lower endplate above and the upper endplate below, at the
    same three windows as a disc, over the depth that both endplates share.
    """
    library = facts("imaging_measures")
    middle = upper.aligned.frame
    plates = []
    for body, side in ((upper, -1), (lower, 1)):
        outline, section = body.aligned.outline, body.aligned.section
        use = outline.thickness > section.step
        local = np.zeros((int(use.sum()), 3))
        local[:, 1] = outline.front[use]
        local[:, 2] = (outline.middle + side * outline.thickness / 2)[use]
        world = section.frame.world(local)
        inside = (outline.front[use] >= outline.back_mm) & (outline.front[use] <= outline.front_mm)
        plates.append(world[inside])
    tilts = []
    for body, side in ((upper, 1), (lower, 0)):
        slope = body.aligned.outline.lines[side][0]
        frame = body.aligned.frame.turned(float(np.arctan(slope)))
        tilts.append(float(np.arctan2(frame.anterior @ middle.up, frame.anterior @ middle.anterior)))
    frame = middle.turned(sum(tilts) / 2)
    above, below = (frame.local(plate) for plate in plates)
    back = max(above[:, 1].min(), below[:, 1].min())
    front = min(above[:, 1].max(), below[:, 1].max())
    if front <= back:
        return None
    half = library["height_window_share"].value / 2
    gaps = []
    for name in ("height_at_front", "height_at_middle", "height_at_back"):
        at = front - library[name].value * (front - back)
        reach = half * (front - back)
        over, under = (plate[np.abs(plate[:, 1] - at) <= reach, 2] for plate in (above, below))
        if not len(over) or not len(under):
            return None
        gaps.append(float(over.mean() - under.mean()))
    return float(np.mean(gaps))
