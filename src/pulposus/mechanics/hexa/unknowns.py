"""Numbering: which components of displacement and which potentials are unknown, which belong to a plate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.mechanics.hexa.model import MOTIONS, Model
from pulposus.numerics.hexahedron import CORNER_NODES

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Unknowns:
    """``displacement`` (n, 3) and ``potential`` (n,) give the number of each unknown, -1 where there is none.

    ``plate_entry`` (n, 3) numbers the components moved by plates (-1 elsewhere), plate after plate, in the order in
    which the plates' nodes are listed. ``free`` unknowns of field; ``motions`` all motions of all plates, of which
    ``loose`` (indices) are free.
    """

    displacement: Int
    potential: Int
    free: int
    plate_entry: Int
    entries: int
    motions: int
    loose: Int


def number(model: Model) -> Unknowns:
    """Number the unknowns of a model.

    Raises:
        InputError: a node of two plates, or a motion that is both prescribed and held or loaded.
    """
    n = len(model.nodes_mm)
    owned = np.zeros((n, 3), dtype=bool)
    entry, entries, loose, motions = np.full((n, 3), -1), 0, [], 0
    for plate in model.plates:
        axes = np.arange(3) if plate.slide is None else np.array([MOTIONS.index(plate.slide)])
        for axis in axes:
            if owned[plate.nodes, axis].any():
                raise InputError(
                    f"Plate '{plate.name}' shares nodes with another plate: give each node to one plate only."
                )
            owned[plate.nodes, axis] = True
        count = len(plate.nodes) * len(axes)
        entry[np.ix_(plate.nodes, axes)] = np.arange(entries, entries + count).reshape(len(plate.nodes), len(axes))
        entries += count
        for k, motion in enumerate(plate.motions):
            if motion in plate.prescribed and (motion in plate.held or motion in plate.load):
                raise InputError(f"Plate '{plate.name}': {motion} is prescribed and also held or loaded: keep one.")
            if motion not in plate.prescribed and motion not in plate.held:
                loose.append(motions + k)
        motions += len(plate.motions)
    moves = ~model.fixed & ~owned
    used = np.zeros(n, dtype=bool)
    used[model.elements.ravel()] = True
    moves &= used[:, None]
    displacement = np.full((n, 3), -1)
    displacement[moves] = np.arange(moves.sum())
    wet = np.zeros(n, dtype=bool)
    if not model.dry:
        wet[model.elements[:, :CORNER_NODES].ravel()] = True
        for potential in model.potentials:
            wet[potential.nodes] = False
    potential_ = np.full(n, -1)
    potential_[wet] = moves.sum() + np.arange(wet.sum())
    return Unknowns(
        displacement, potential_, int(moves.sum() + wet.sum()), entry, entries, motions, np.array(loose, dtype=np.int64)
    )
