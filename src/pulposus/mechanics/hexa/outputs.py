"""What people compare of a loaded disc: pressure, height, bulge, motion, stress profile, stretch, water.

Changes (height, bulge, motion, fluid) are against a state that the caller names, else the stress-free reference: an
experiment starts from a disc at rest in its bath, not from the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import Region
from pulposus.mechanics.hexa.disc import ANNULUS, HexDisc
from pulposus.mechanics.hexa.fields import composition_fields, point_fields, to_fields
from pulposus.mechanics.hexa.measures import Places, bulge, heights, mean_height_mm, middle_elements, rotation_deg
from pulposus.mechanics.hexa.profile import StressProfile, stress_profile
from pulposus.mechanics.hexa.state import State

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Outputs:
    """A disc at one state. Changes are against the state named when it was made."""

    time_s: float
    nucleus_pressure_MPa: float
    """Total fluid pressure (potential and osmotic), mean of the nucleus: what an intradiscal gauge reads."""
    centre_pressure_MPa: float
    """The same in the middle of the nucleus."""
    mean_height_mm: float
    """Averaged over the bony endplate."""
    height_mm: Places
    """At the rim."""
    mean_height_change_mm: float
    height_change_mm: Places
    bulge_mm: Places
    """Outward displacement of the outer surface, the largest over the height."""
    largest_bulge_mm: float
    rotation_deg: tuple[float, float, float]
    """Flexion, lateral bending to the right, axial rotation to the left; the other way negative."""
    profile: StressProfile
    fibre_stretch: dict[Region, float]
    """Largest of each annulus."""
    water_share: dict[Region, float]
    """Water volume per tissue volume."""
    water_mm3: float
    volume_mm3: float
    fluid_gained_mm3: float
    least_J: float


def outputs(disc: HexDisc, state: State, against: State | None = None) -> Outputs:
    """Outputs of a state; ``against`` is the state that changes are counted from (the reference when None)."""
    at = point_fields(disc, state)
    against = against or _reference(disc)
    region = disc.mesh.topology.region
    nodes, before = disc.nodes_mm + state.displacement_mm, disc.nodes_mm + against.displacement_mm
    nucleus = region == Region.NUCLEUS
    porosity, _ = composition_fields(disc, at.J)
    water = (porosity * at.current_mm3).sum(axis=1)
    volume = at.current_mm3.sum(axis=1)
    volume_before = _volume(disc, against)
    out, was = heights(disc, nodes), heights(disc, before)
    rim, largest = bulge(disc, nodes, before)
    return Outputs(
        time_s=state.time_s,
        nucleus_pressure_MPa=_mean(at.pressure_MPa, at.current_mm3, nucleus),
        centre_pressure_MPa=_mean(at.pressure_MPa, at.current_mm3, middle_elements(disc)),
        mean_height_mm=mean_height_mm(disc, nodes),
        height_mm=out,
        mean_height_change_mm=mean_height_mm(disc, nodes) - mean_height_mm(disc, before),
        height_change_mm=Places(*(a - b for a, b in zip(vars(out).values(), vars(was).values(), strict=True))),
        bulge_mm=rim,
        largest_bulge_mm=largest,
        rotation_deg=rotation_deg(state, against),
        profile=stress_profile(disc, nodes, at),
        fibre_stretch={r: float(at.stretch[region == r].max()) for r in ANNULUS},
        water_share={r: float(water[region == r].sum() / volume[region == r].sum()) for r in Region},
        water_mm3=float(water.sum()),
        volume_mm3=float(volume.sum()),
        fluid_gained_mm3=float(volume.sum()) - volume_before,
        least_J=float(at.J.min()),
    )


def _reference(disc: HexDisc) -> State:
    n = len(disc.nodes_mm)
    return State(0.0, np.zeros((n, 3)), np.zeros(n), (np.zeros(2 * 3),))


def _mean(values: Float, volume: Float, chosen: NDArray[np.bool_]) -> float:
    return float((values * volume)[chosen].sum() / volume[chosen].sum())


def _volume(disc: HexDisc, state: State) -> float:
    return float(sum((p.kinematics(state.displacement_mm).J * p.points).sum() for p in disc.parts))


__all__ = ["Outputs", "Places", "outputs", "to_fields"]
