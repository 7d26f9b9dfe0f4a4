"""A procedure on the 3-D disc: what happened to the reduced one, with the cells laid where they come to lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.biology.surroundings import Support
from pulposus.course.deposit import density, fill
from pulposus.course.hexa.places import Place3D, distances
from pulposus.course.hexa.start import Settled
from pulposus.course.outcomes import whole_1e6
from pulposus.course.procedure import Procedure
from pulposus.course.start import Start
from pulposus.errors import InputError
from pulposus.treatment.spread import wetted_mL
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]
PER_DISC = ("catabolic", "anabolic", "innervation", "structural_loss", "carrier", "steroid", "modic")


@dataclass(frozen=True, eq=False)
class Laid:
    """The disc right after the procedure."""

    state: State
    support: Support
    deposited_1e6: float
    """Living cells in the disc."""
    share: Float
    """Share of each element that the deposit takes, (e,)."""
    place: Place3D


def inject(
    settled: Settled, start: Start, done: Procedure, place: Place3D = "centre", point_mm: Float | None = None
) -> Laid:
    """Do to the 3-D disc what a procedure did to the same draw of the reduced one.

    Disc-wide steps (puncture, drug, carrier, growth factors) are taken as they are; what an operation took of a
    nucleus is taken here; as many cells as the reduced disc kept are laid anew, into as much tissue.

    Args:
        start: the settled reduced batch that ``settled`` took its numbers from.
        done: the procedure on it (``course.procedure.perform``).
        place: where the cells come to lie, see ``places.distances``; ``point_mm`` (3,) moves the start of a deposit
            in the nucleus.

    Raises:
        InputError: a place that this disc does not have.
    """
    disc, row = settled.disc, disc_row(settled)
    one = np.array([row])
    state = settled.state
    per_disc: dict[str, Any] = {name: np.asarray(getattr(done.state, name))[one] for name in PER_DISC}
    state = state._replace(**per_disc, **_taken(settled, start, done))
    support = Support(*(np.asarray(part)[one] for part in done.support))
    cells = float(whole_1e6(start.element_mm3, done.state.injected_1e6_mL)[row])
    if done.injected is None or cells <= 0:
        return Laid(state, support, 0.0, np.zeros(disc.element_mm3.shape[1]), place)
    wetted = float(wetted_mL(np.asarray(done.injected.volume_in_mL), start.world.seed)[row] * MM3_PER_ML)
    share = deposit_share(settled, place, wetted, point_mm)
    lies = density(share[None], disc.element_mm3, np.array([cells * MM3_PER_ML]))
    young = state.undifferentiated_1e6_mL + lies
    return Laid(state._replace(undifferentiated_1e6_mL=young), support, cells, share, place)


def disc_row(settled: Settled) -> int:
    """Which draw of the reduced batch a 3-D disc stands for."""
    return settled.disc.numbers.row


def deposit_share(settled: Settled, place: Place3D, wetted_mm3: float, point_mm: Float | None = None) -> Float:
    """Share of each element that a deposit takes, (e,), filled from the nearest outwards.

    "nucleus" and "inner annulus" are filled wholly; what does not fit into a fissure lies denser in it.

    Raises:
        InputError: as ``places.distances``.
    """
    disc = settled.disc
    far, room = distances(disc, place, point_mm)
    volume = disc.element_mm3 * room
    if place in ("nucleus", "inner annulus"):
        return room
    if not wetted_mm3 > 0:
        raise InputError(f"The deposit wets {wetted_mm3:g} mm3; expect a volume above 0.")
    return np.asarray((fill(far[None], volume, np.array([wetted_mm3])) * room)[0])


def _taken(settled: Settled, start: Start, done: Procedure) -> dict[str, Any]:
    """Cells and matrix of the nucleus after an operation: the share that the reduced nucleus kept."""
    row = disc_row(settled)
    nucleus = start.nucleus_mm3[row] > 0
    kept = float(np.mean(np.asarray(done.state.gag)[row][nucleus] / np.asarray(start.state.gag)[row][nucleus]))
    if kept == 1:
        return {}
    left = np.where(settled.disc.nucleus_mm3 > 0, kept, 1.0)
    names = ("healthy_1e6_mL", "senescent_1e6_mL", "gag")
    return {name: getattr(settled.state, name) * left for name in names}
