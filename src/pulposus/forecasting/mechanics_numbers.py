"""What is told of a loaded disc: one number for each thing people compare, in the order in which it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulposus.mechanics.hexa.outputs import Outputs
from pulposus.mechanics.hexa.programmes import Direction, MomentCurve

NOT_FOUND = float("nan")
BENT: dict[Direction, str] = {
    "flexion": "flexion_deg",
    "extension": "extension_deg",
    "lateral_right": "lateral_bending_deg",
    "axial_left": "axial_rotation_deg",
}
"""Directions that are solved, and the number that each gives."""


@dataclass(frozen=True)
class Numbers:
    """NaN where no solution was found. "Day" is within seconds of the day's load, "lying" at rest in the bath."""

    pressure_lying_MPa: float = NOT_FOUND
    pressure_day_MPa: float = NOT_FOUND
    height_lying_mm: float = NOT_FOUND
    height_change_day_mm: float = NOT_FOUND
    creep_mm: float = NOT_FOUND
    """Height lost under the constant force of the creep test, from the end of its ramp to its end."""
    bulge_front_mm: float = NOT_FOUND
    bulge_back_mm: float = NOT_FOUND
    bulge_largest_mm: float = NOT_FOUND
    out_of_line_mm: float = NOT_FOUND
    """Farthest that the side stands out beyond the intact disc, lying."""
    stiffness_N_mm: float = NOT_FOUND
    """Over the last part of the way to the day's load."""
    flexion_deg: float = NOT_FOUND
    extension_deg: float = NOT_FOUND
    lateral_bending_deg: float = NOT_FOUND
    axial_rotation_deg: float = NOT_FOUND
    stress_nucleus_MPa: float = NOT_FOUND
    """Vertical stress in the middle of the profile."""
    stress_back_MPa: float = NOT_FOUND
    """Highest vertical stress in the annulus along the profile, behind the nucleus; ``stress_front_MPa`` before it."""
    stress_front_MPa: float = NOT_FOUND
    fibre_stretch_day: float = NOT_FOUND
    fibre_stretch_bent: float = NOT_FOUND
    """Largest under the largest moment of any direction."""
    water_nucleus: float = NOT_FOUND
    water_annulus: float = NOT_FOUND
    """Water volume per tissue volume, lying; mean of inner and outer annulus."""


@dataclass(frozen=True)
class Line:
    """How one number is told. ``measured`` is a fact of library/facts/validation.yaml of healthy discs, or empty."""

    words: str
    unit: str
    digits: int
    measured: str = ""


LINES: dict[str, Line] = {
    "pressure_lying_MPa": Line("pressure in the nucleus, lying", "MPa", 3, "vt1_lying_MPa"),
    "pressure_day_MPa": Line("pressure under the day's load", "MPa", 3, "vt1_standing_MPa"),
    "height_lying_mm": Line("height, lying", "mm", 2),
    "height_change_day_mm": Line("height change, day's load", "mm", 2),
    "creep_mm": Line("further loss, 4 h under 1 kN", "mm", 2),
    "stiffness_N_mm": Line("axial stiffness near the day's load", "N/mm", 0),
    "bulge_front_mm": Line("bulge at the front, day's load", "mm", 2),
    "bulge_back_mm": Line("bulge at the back", "mm", 2),
    "bulge_largest_mm": Line("largest bulge", "mm", 2),
    "out_of_line_mm": Line("out of line, lying", "mm", 2),
    "flexion_deg": Line("flexion at 7.5 N m", "deg", 1, "vt4_flexion_deg_7.5Nm"),
    "extension_deg": Line("extension", "deg", 1, "vt4_extension_deg_7.5Nm"),
    "lateral_bending_deg": Line("lateral bending", "deg", 1, "vt4_lateral_bending_deg_7.5Nm"),
    "axial_rotation_deg": Line("axial rotation", "deg", 1, "vt4_axial_rotation_deg_7.5Nm"),
    "stress_nucleus_MPa": Line("stress in the nucleus, day's load", "MPa", 3),
    "stress_back_MPa": Line("peak stress, annulus at the back", "MPa", 3),
    "stress_front_MPa": Line("peak stress, annulus at the front", "MPa", 3),
    "fibre_stretch_day": Line("largest fibre stretch, day's load", "1", 3),
    "fibre_stretch_bent": Line("largest fibre stretch, bent", "1", 3),
    "water_nucleus": Line("water in the nucleus", "share", 3),
    "water_annulus": Line("water in the annulus", "share", 3),
}


@dataclass(frozen=True, eq=False)
class StateMechanics:
    """One state of the disc. ``day`` holds the outputs under the day's load, None where it was not reached."""

    name: str
    grade: int
    numbers: Numbers
    day: Outputs | None = None
    curves: dict[Direction, MomentCurve] = field(default_factory=dict)
