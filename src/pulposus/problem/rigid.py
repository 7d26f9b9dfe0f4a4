"""Rigid motion that nothing holds, found before solving: which part of the mesh can still move, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.listing import listing
from pulposus.numerics.settings import RIGID_FREE_SHARE

Float = NDArray[np.float64]
Int = NDArray[np.int64]
MODES = (
    "translation along x",
    "translation along y",
    "translation along z",
    "rotation about x",
    "rotation about y",
    "rotation about z",
)
SHOWN_SHARE = 0.1  # a mode is named when at least this share of it is free


@dataclass(frozen=True, eq=False)
class HeldPlate:
    """A rigid plate: its nodes (k,), centre (3,) mm, and which of its six motions are held or prescribed."""

    name: str
    nodes: Int
    centre_mm: Float
    held: tuple[bool, bool, bool, bool, bool, bool]


def refuse_rigid_motion(
    nodes_mm: Float, part: Int, fixed: NDArray[np.bool_], plates: Sequence[HeldPlate], name: str
) -> None:
    """Raise where a part of the mesh can move as a rigid body.

    Args:
        nodes_mm: (n, 3).
        part: connected part of each node, (n,).
        fixed: displacement components held at zero, (n, 3).
        plates: rigid plates; they tie what they touch.
        name: problem file, for the sentence.

    Raises:
        InputError: which translations and rotations are free, of which part.
    """
    parts = int(part.max()) + 1
    for k, free in enumerate(free_modes(nodes_mm, part, fixed, plates)):
        if not free:
            continue
        if k >= parts:
            whose = f"the plate '{plates[k - parts].name}'"
        else:
            whose = "the mesh" if parts == 1 else f"part {k + 1} of {parts} ({int((part == k).sum())} nodes)"
        raise InputError(
            f"{name}: nothing holds {whose} against {listing(free)}, expected no rigid motion left; add 'fixed' nodes "
            "or a plate, or merge parts that should touch."
        )


def free_modes(nodes_mm: Float, part: Int, fixed: NDArray[np.bool_], plates: Sequence[HeldPlate]) -> list[list[str]]:
    """Names of the rigid motions that are free, for each connected part, then for each plate.

    Every part and every plate may move by six numbers about its own centre; each constraint is one linear equation on
    them. What the equations leave is the null space of their normal matrix.
    """
    parts = int(part.max()) + 1
    size = 6 * (parts + len(plates))
    length = float(np.ptp(nodes_mm, axis=0).max())
    normal = np.zeros((size, size))
    centres = np.stack([nodes_mm[part == k].mean(axis=0) for k in range(parts)])

    def rows(nodes: Int, about: Float) -> Float:
        """Displacement of nodes by the six rigid numbers about a point, (k, 3, 6); rotations per length."""
        arm = (nodes_mm[nodes] - about) / length
        out = np.zeros((len(nodes), 3, 6))
        out[:, [0, 1, 2], [0, 1, 2]] = 1
        for turn in range(3):
            out[:, :, 3 + turn] = np.cross(np.eye(3)[turn], arm)
        return out

    def add(blocks: list[tuple[int, Float]]) -> None:
        for a, left in blocks:
            for b, right in blocks:
                normal[6 * a : 6 * a + 6, 6 * b : 6 * b + 6] += left.T @ right

    for k in range(parts):
        nodes = np.flatnonzero((part == k) & fixed.any(axis=1))
        held = rows(nodes, centres[k])[fixed[nodes]]
        add([(k, held)])
        for number, plate in enumerate(plates, parts):
            mine = plate.nodes[part[plate.nodes] == k]
            tied = rows(mine, centres[k]).reshape(-1, 6), -rows(mine, plate.centre_mm).reshape(-1, 6)
            add([(k, tied[0]), (number, tied[1])])
    for number, plate in enumerate(plates, parts):
        add([(number, np.eye(6)[list(plate.held)])])
    value, vector = np.linalg.eigh(normal)
    free = vector[:, value <= RIGID_FREE_SHARE * max(float(value[-1]), 1e-300)]
    return [_named(free[6 * k : 6 * k + 6]) for k in range(parts + len(plates))]


def _named(free: Float) -> list[str]:
    """Names of the motions that vectors (6, k) span: translations, then rotations about axes wherever they lie."""
    scale = float(np.abs(free).max(initial=0.0))
    if scale < SHOWN_SHARE:  # the motion is another part's
        return []
    _, strength, mix = np.linalg.svd(free[3:], full_matrices=True)
    turning = np.zeros(len(mix), dtype=bool)
    turning[: len(strength)] = strength > SHOWN_SHARE * SHOWN_SHARE
    moves, turns = free[:3] @ mix[~turning].T, free[3:] @ mix[turning].T
    share = np.concatenate([(moves**2).sum(axis=1), (turns**2).sum(axis=1)])
    most = max(float(share.max()), RIGID_FREE_SHARE)
    return [name for name, part in zip(MODES, share, strict=True) if part > SHOWN_SHARE * most]
