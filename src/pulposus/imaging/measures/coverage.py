"""What a disc that reaches a face of the grid still tells, and what it does not."""

from __future__ import annotations

from pulposus.imaging.structures import Structure

# What cannot be known when the disc goes on beyond a face, by direction of the face.
_HEIGHTS = ("anterior_height_mm", "middle_height_mm", "posterior_height_mm", "mean_height_mm", "disc_height_index")
_NEEDS = {
    "sideways": ("width_mm", "axial_area_mm2", "volume_cm3"),
    "lengthways": (*_HEIGHTS, "depth_mm", "width_mm", "mid_sagittal_area_mm2", "axial_area_mm2", "volume_cm3"),
    "upright": (
        *_HEIGHTS,
        "wedge_deg",
        "mid_sagittal_area_mm2",
        "volume_cm3",
        "anterior_bulge_mm",
        "posterior_bulge_mm",
    ),
}


def not_covered(disc: Structure) -> dict[str, str]:
    """Quantities that need the part beyond the grid, each with the reason."""
    reasons: dict[str, str] = {}
    for kind, faces in (
        ("sideways", ("left", "right")),
        ("lengthways", ("anterior", "posterior")),
        ("upright", ("inferior", "superior")),
    ):
        reached = [face for face in faces if face in disc.touches]
        if reached:
            names = list(_NEEDS[kind])
            if kind == "lengthways":
                names += [f"{face}_bulge_mm" for face in reached]
            for name in names:
                reasons.setdefault(name, f"the disc goes on beyond the {' and '.join(reached)} face of the grid")
    return reasons


def flag(disc: Structure) -> str:
    """Note for what is measured although the disc reaches a face, "" when it reaches none."""
    if not disc.touches:
        return ""
    return f"the disc reaches the {' and '.join(sorted(disc.touches))} face of the grid"
