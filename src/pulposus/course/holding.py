"""How what a procedure left in the disc holds it: a gel that stiffens and lifts, an operation that changes the load."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.course.procedure import Procedure, whole_nucleus_mL
from pulposus.course.shape_clock import Held
from pulposus.course.start import Start
from pulposus.library import sample
from pulposus.treatment.schema import TOPIC
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]


def changes_mechanics(start: Start, done: Procedure) -> bool:
    """Whether the equilibrium of the disc is another one after the procedure."""
    moved = np.any(done.load_factor != 1) or done.gel is not None
    return bool(moved or np.any(np.asarray(done.state.gag) != np.asarray(start.state.gag)))


def _gel_mL(done: Procedure, state: State) -> Float:
    return np.zeros_like(done.load_factor) if done.gel is None else done.gel.volume_mL * np.asarray(state.carrier)


def held(start: Start, done: Procedure, state: State) -> Held | None:
    """What the mechanics must know of the procedure; None where nothing holds the disc."""
    if done.gel is None and not np.any(done.load_factor != 1):
        return None
    volume = _gel_mL(done, state)
    share = volume / (whole_nucleus_mL(start) + volume)
    modulus = np.zeros_like(volume) if done.gel is None else done.gel.modulus_MPa
    return Held(done.load_factor, share, modulus)


def gel_height(start: Start, done: Procedure, state: State) -> Float:
    """Relative height that the gel left in the disc adds, (b,)."""
    if done.gel is None:
        return np.zeros_like(done.load_factor)
    disc_mL = 2 * np.sum(start.element_mm3, axis=(1, 2)) / MM3_PER_ML
    share = sample(TOPIC, "gel_height_share", start.world.draws, start.world.seed)
    return share * _gel_mL(done, state) / disc_mL
