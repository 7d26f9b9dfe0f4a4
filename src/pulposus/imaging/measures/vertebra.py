"""Measure one vertebra: heights, depth and the gap below, from bone alone."""

from __future__ import annotations

from pulposus.errors import InputError
from pulposus.imaging.measurement import VERTEBRA_QUANTITIES, Quantity, VertebraMeasurement
from pulposus.imaging.measures.body import Body, body_of
from pulposus.imaging.measures.frame import vertebra_frame
from pulposus.imaging.measures.gap import gap_mm
from pulposus.imaging.structures import Spine, Structure
from pulposus.levels import DISCS, VERTEBRAE


def _body(spine: Spine, level: str) -> tuple[Structure, Body | None] | None:
    bone = spine.vertebra(level)
    if bone is None:
        return None
    index = VERTEBRAE.index(level)
    beside = (spine.disc(DISCS[index]) if index < len(DISCS) else None, spine.disc(DISCS[index - 1]) if index else None)
    frame = vertebra_frame(spine, bone, beside)
    return bone, body_of(bone, frame)


def measure_vertebra(spine: Spine, level: str) -> VertebraMeasurement:
    """Measure the body of one vertebra ("L4") in its mid-sagittal plane, in world millimetres.

    Anterior and posterior height join the corners of the body, middle height is its thickness in the middle; the gap
    below is the mean distance to the endplate of the next vertebra down.

    Raises:
        InputError: when the label map has no vertebra of that level.
    """
    found = _body(spine, level)
    if found is None:
        there = ", ".join(spine.vertebra_levels) or "none"
        raise InputError(f"The label map has no vertebra {level}; it has {there}: name one of these.")
    bone, body = found
    if body is None:
        reason = "the mid-sagittal plane misses the vertebral body"
        return VertebraMeasurement(level, {n: Quantity(None, "not covered", reason) for n in VERTEBRA_QUANTITIES})
    note = "" if not bone.touches else f"the vertebra reaches the {' and '.join(sorted(bone.touches))} face of the grid"
    values: dict[str, float | str] = {
        "anterior_height_mm": body.height_mm(1),
        "middle_height_mm": body.middle_height_mm,
        "posterior_height_mm": body.height_mm(-1),
        "depth_mm": body.aligned.outline.depth_mm,
        "gap_below_mm": _gap(spine, level, body),
    }
    if bone.touches & {"superior", "inferior"}:
        values.update(
            {n: f"the vertebra goes on beyond the grid ({note})" for n in VERTEBRA_QUANTITIES if "height" in n}
        )
    quantities = {
        name: Quantity(None, "not covered", value)
        if isinstance(value, str)
        else Quantity(value, "flagged" if note else "measured", note)
        for name, value in values.items()
    }
    return VertebraMeasurement(level, quantities)


def _gap(spine: Spine, level: str, body: Body) -> float | str:
    below = VERTEBRAE[VERTEBRAE.index(level) - 1] if VERTEBRAE.index(level) else None
    bone = None if below is None else spine.vertebra(below)
    if bone is None or below is None:
        return "the vertebra below is not in the label map"
    if bone.kind == "sacrum":
        return "the upper endplate of the sacrum is not measured as a body"
    lower = body_of(bone, body.aligned.frame)
    value = None if lower is None else gap_mm(body, lower)
    return "the two endplates do not face each other" if value is None else value
