"""Nucleus cut out of a loaded disc, within minutes: what is left has no time to drink, and the disc sinks.

``disc.damage.nucleus_removal`` says what the tissue becomes; at swelling equilibrium the lost space has filled with
bath. Right after the cut it has not: the volume taken out is missing. Here it is drawn from the nucleus as a sink in a
sealed disc, so that the annulus, which keeps its water, has to bulge (Brinckmann and Grootenboer 1991,
doi:10.1097/00007632-199106000-00008).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.damage import Damage, nucleus_removal
from pulposus.disc.damage.nucleus import nucleus_density_g_mL
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.mechanics.hexa.disc import HexDisc
from pulposus.mechanics.hexa.fields import point_fields
from pulposus.mechanics.hexa.follow import SEALED, Trace, run
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.rest import Rest
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.hexa.system import System
from pulposus.numerics import settings
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Discectomy:
    """The cut disc against the intact one under the same force."""

    grams: float
    height_change_mm: float
    bulge_change_mm: float
    """Of the largest bulge."""
    mean_bulge_change_mm: float
    """Mean of front, back and both sides."""
    pressure_ratio: float
    """Nucleus pressure of the cut disc over that of the intact one."""
    intact: Trace
    cut: Trace


def discectomy(rest: Rest, grams: float, *, force_N: float) -> Discectomy:
    """Take out nucleus at rest, then compress with a force, and compress the intact disc alike.

    Args:
        rest: the intact disc, under the load of the operation.
        force_N: whole axial force in the end, that of the rest included.

    Raises:
        InputError: no mass, or more than there is.
        RunError: a time step could not be solved.
    """
    if not grams > 0:
        raise InputError(f"Discectomy takes {grams} g; give a mass above zero.")
    disc = rest.disc
    nucleus = disc.mesh.topology.region == Region.NUCLEUS
    current = np.where(nucleus, point_fields(disc, rest.state).current_mm3.sum(axis=1), 0.0)
    volume = grams * MM3_PER_ML / nucleus_density_g_mL()
    damage = nucleus_removal(disc.mesh, share=volume / float(current.sum()))
    intact = _pressed(rest, None, 0.0, force_N)
    cut = _pressed(rest, damage, volume, force_N)
    before, after = intact.outputs[-1], cut.outputs[-1]
    places = ("anterior", "posterior", "left", "right")
    mean = [np.mean([getattr(o.bulge_mm, name) for name in places]) for o in (before, after)]
    return Discectomy(
        grams,
        after.mean_height_mm - before.mean_height_mm,
        after.largest_bulge_mm - before.largest_bulge_mm,
        float(mean[1] - mean[0]),
        after.nucleus_pressure_MPa / before.nucleus_pressure_MPa,
        intact,
        cut,
    )


def _pressed(rest: Rest, damage: Damage | None, volume_mm3: float, force_N: float) -> Trace:
    """Removal during the first span, the force during the second, sealed and guided."""
    disc = rest.disc if damage is None else rest.disc.damaged(damage)
    span = settings.HEXA_DISC_OPERATION_S
    at_rest = float(rest.reaction[2])
    plate = disc.plate(load={"z": Curve((0.0, span, 2 * span), (at_rest, at_rest, -force_N))})
    carried = np.zeros_like(disc.nodes_mm)
    sink = volume_mm3 / span * _nucleus_shares(disc, rest.state)
    model = replace(
        disc.model(plate, edges=SEALED),
        body_force=lambda time_s: max(1 - time_s / span, 0.0) * carried,
        source=lambda time_s: -sink if time_s <= span else 0 * sink,
    )
    # What the change of tissue leaves out of balance is carried at first and let go while the nucleus is taken.
    carried[:] = _force(disc, rest.state) - _force(rest.disc, rest.state)
    return run(replace(rest, disc=disc), model, [span, 2 * span], rest.state, settings.HEXA_TOLERANCE)


def _force(disc: HexDisc, state: State) -> Float:
    """Internal forces (n, 3) of a disc at a state."""
    system = System(disc.model(disc.plate()))
    fields = system.fields(system.gather(state.displacement_mm, state.potential_MPa), state.motions[0], 0.0)
    return system.balance(fields).force


def _nucleus_shares(disc: HexDisc, state: State) -> Float:
    """Share of the nucleus's volume that belongs to each node, (n,)."""
    at = point_fields(disc, state)
    kind = disc.parts[0].kind
    nucleus = disc.mesh.topology.region == Region.NUCLEUS
    corners = at.current_mm3[nucleus] @ kind.corner_value
    out = np.bincount(disc.mesh.elements[nucleus].ravel(), corners.ravel(), minlength=len(disc.nodes_mm))
    return np.asarray(out / out.sum())
