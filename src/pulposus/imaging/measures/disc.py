"""Measure one disc: every quantity of DISC_QUANTITIES with its status, and the grade as probabilities."""

from __future__ import annotations

import numpy as np

from pulposus.errors import InputError
from pulposus.imaging.measurement import DISC_QUANTITIES, DiscMeasurement, Quantity
from pulposus.imaging.measures.across import width_and_area
from pulposus.imaging.measures.align import Aligned
from pulposus.imaging.measures.body import Body, body_of, sacral_corners
from pulposus.imaging.measures.bulge import bulge_mm
from pulposus.imaging.measures.coverage import flag, not_covered
from pulposus.imaging.measures.grade import Probabilities, grade_probabilities
from pulposus.imaging.measures.reading import Reading, evidence, lumbar_evidence, read_disc
from pulposus.imaging.structures import Spine, Structure
from pulposus.levels import LUMBAR_DISCS, disc_neighbours
from pulposus.numerics import settings
from pulposus.units import MM3_PER_CM3


def measure_disc(spine: Spine, level: str) -> DiscMeasurement:
    """Measure the disc of one level ("L4/5") in its own frame, in world millimetres.

    What the grid does not cover, or what needs a structure or an image that is not there, is "not covered" with the
    reason; what is measured on a disc that reaches a face of the grid is "flagged". Definitions and their sources
    are in docs/measures.md.

    Raises:
        InputError: when the label map has no disc of that level.
    """
    disc = spine.disc(level)
    if disc is None:
        raise InputError(
            f"The label map has no disc {level}; it has {', '.join(spine.disc_levels) or 'none'}: name one of these."
        )
    reading = read_disc(spine, disc)
    if reading is None:
        reason = "the disc has too few voxels in its mid-sagittal plane"
        return DiscMeasurement(
            level, {name: Quantity(None, "not covered", reason) for name in DISC_QUANTITIES}, None, reason
        )
    found, notes = _shape(spine, disc, reading)
    signal = reading.signal
    no_signal = "no image was given" if spine.image is None else "the image does not show the nucleus"
    found["nucleus_signal"] = no_signal if signal is None else signal.nucleus
    found["disc_csf_ratio"] = no_signal if signal is None else (signal.ratio or signal.note or no_signal)
    notes["nucleus_signal"] = "units of this image; compare within a slice only"

    missing, general = not_covered(disc), flag(disc)
    quantities = {}
    for name in DISC_QUANTITIES:
        value = found[name]
        if name in missing:
            quantities[name] = Quantity(None, "not covered", missing[name])
        elif isinstance(value, str):
            quantities[name] = Quantity(None, "not covered", value)
        else:
            own = notes.get(name, "")
            note = "; ".join(part for part in (own, general) if part)
            quantities[name] = Quantity(value, "flagged" if note else "measured", note)
    probabilities, note = _grade(spine, disc, quantities["disc_csf_ratio"].note)
    return DiscMeasurement(level, quantities, probabilities, note)


def _shape(spine: Spine, disc: Structure, reading: Reading) -> tuple[dict[str, float | str], dict[str, str]]:
    """Numbers (or the reason for their absence) of everything that is shape, and notes that flag a number."""
    aligned, outline, mean = reading.aligned, reading.aligned.outline, reading.mean_height_mm
    notes: dict[str, str] = {}
    width, axial = width_and_area(disc, aligned)
    found: dict[str, float | str] = {
        "anterior_height_mm": reading.heights_mm[0],
        "middle_height_mm": reading.heights_mm[1],
        "posterior_height_mm": reading.heights_mm[2],
        "mean_height_mm": mean,
        "depth_mm": outline.depth_mm,
        "width_mm": width,
        "wedge_deg": float(np.degrees(outline.angle_rad)),
        "mid_sagittal_area_mm2": aligned.section.area_mm2,
        "axial_area_mm2": axial,
        "volume_cm3": float(disc.mask.sum()) * disc.voxel_volume_mm3 / MM3_PER_CM3,
    }
    spacing = np.linalg.norm(disc.affine[:3, :3], axis=0)
    across = float(np.abs((disc.affine[:3, :3] / spacing).T @ aligned.frame.right) @ spacing)
    if across > settings.MEASURE_THICK_SLICE_MM:
        for name in ("width_mm", "axial_area_mm2"):
            notes[name] = f"left-right resolution is only {across:.1f} mm"
    if aligned.frame.note:
        notes.update({name: aligned.frame.note for name in ("depth_mm", "wedge_deg", "mid_sagittal_area_mm2")})
    _relative_to_bones(spine, disc, aligned, mean, found, notes)
    return found, notes


def _relative_to_bones(
    spine: Spine,
    disc: Structure,
    aligned: Aligned,
    mean_height_mm: float,
    found: dict[str, float | str],
    notes: dict[str, str],
) -> None:
    """Disc height index and bulge, which need the vertebrae beside the disc; adds to ``found`` and ``notes``."""
    names = disc_neighbours(disc.level)
    bones = [spine.vertebra(name) for name in names]
    bodies: list[Body | None] = [
        body_of(bone, aligned.frame) if bone is not None and bone.kind == "vertebra" else None for bone in bones
    ]
    whole = [
        body
        for body, bone in zip(bodies, bones, strict=True)
        if body is not None and bone is not None and not bone.touches & {"superior", "inferior"}
    ]
    if whole:
        found["disc_height_index"] = mean_height_mm / float(np.mean([body.mean_height_mm for body in whole]))
        if len(whole) == 1:
            used = next(n for n, b in zip(names, bodies, strict=True) if b is whole[0])
            notes["disc_height_index"] = f"height of {used} only: the other neighbour has no whole body here"
    else:
        found["disc_height_index"] = "no whole vertebral body beside the disc in the label map"
    upper = None if bodies[0] is None else bodies[0].corners
    lower = None if bodies[1] is None else bodies[1].corners
    if bones[1] is not None and bones[1].kind == "sacrum":
        lower = sacral_corners(bones[1], aligned.frame, aligned.outline.depth_mm)
    for front, name in ((1, "anterior_bulge_mm"), (-1, "posterior_bulge_mm")):
        if upper is None or lower is None:
            absent = " and ".join(n for n, c in zip(names, (upper, lower), strict=True) if c is None)
            found[name] = f"bulge needs the corners of both vertebrae; {absent} is not in the label map"
            continue
        value = bulge_mm(aligned.section, upper[front, -1], lower[front, 1], front)
        found[name] = "no part of the disc lies between the corners" if value is None else value


def _grade(spine: Spine, disc: Structure, no_ratio: str) -> tuple[Probabilities | None, str]:
    """Grade probabilities with a note, None where the signal ratio is not covered (``no_ratio`` says why)."""
    own = evidence(spine, disc)
    if own is None:
        return None, f"no grade: {no_ratio}"
    others = lumbar_evidence(spine, but=disc.level)
    note = f"from nucleus to fluid ratio, protocol learnt from {len(others)} other lumbar discs"
    if own.contrast is not None:
        note += f", nucleus to annulus contrast {own.contrast:.2f}"
    if disc.level not in LUMBAR_DISCS:
        note += "; height not used (no published reference), and the spinal cord darkens the fluid: trust it less"
    elif own.mean_height_mm is None:
        note += "; height not used (not covered)"
    else:
        note += " and mean height"
    return grade_probabilities(own, others), note
