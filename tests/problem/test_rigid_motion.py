"""Rigid motion left free is found, and named, before anything is solved."""

from __future__ import annotations

import numpy as np
import pytest
from hexboxes import box

from pulposus.errors import InputError
from pulposus.problem.rigid import MODES, HeldPlate, free_modes, refuse_rigid_motion

NODES, ELEMENTS = box((2, 2, 2))
ONE = np.zeros(len(NODES), dtype=np.int64)
FREE = (False,) * 6
ALL = (True,) * 6


def fixed(*chosen: tuple[np.ndarray, str]) -> np.ndarray:
    out = np.zeros(NODES.shape, dtype=bool)
    for nodes, components in chosen:
        for c in components:
            out[nodes, "xyz".index(c)] = True
    return out


BOTTOM = NODES[:, 2] == 0
X0, Y0 = NODES[:, 0] == 0, NODES[:, 1] == 0


@pytest.mark.parametrize(
    ("held", "free"),
    [
        (fixed(), list(MODES)),
        (fixed((BOTTOM, "xyz")), []),
        (fixed((BOTTOM, "z")), [MODES[0], MODES[1], MODES[5]]),
        (fixed((BOTTOM, "z"), (X0, "x")), [MODES[1]]),
        (fixed((BOTTOM, "z"), (X0, "x"), (Y0, "y")), []),
        (fixed((BOTTOM, "xy")), [MODES[2], MODES[3], MODES[4]]),  # it may turn about axes within the plane
        (fixed((np.array([0]), "xyz")), list(MODES[3:])),  # a pin in a corner
        (fixed((np.array([0, 2]), "xyz")), [MODES[3]]),  # a hinge along an edge
    ],
)
def test_what_fixed_nodes_leave_free(held: np.ndarray, free: list[str]) -> None:
    found = free_modes(NODES, ONE, held, [])[0]
    assert found == free


def test_a_plate_holds_what_its_motions_hold() -> None:
    top = np.flatnonzero(NODES[:, 2] == 10)
    centre = NODES[top].mean(axis=0)

    def left(held: tuple[bool, ...]) -> list[str]:
        x, y, z, rx, ry, rz = held
        return free_modes(NODES, ONE, fixed(), [HeldPlate("p", top, centre, (x, y, z, rx, ry, rz))])[0]

    assert left(ALL) == []
    assert left((True, True, False, True, True, True)) == [MODES[2]]
    assert left((True, True, True, True, True, False)) == [MODES[5]]
    assert left(FREE) == list(MODES)


def test_a_plate_on_too_few_nodes_may_spin_itself() -> None:
    plate = HeldPlate("pin", np.array([26]), NODES[26], FREE)
    with pytest.raises(InputError, match=r"nothing holds the plate 'pin' against rotation about x"):
        refuse_rigid_motion(NODES, ONE, fixed((BOTTOM, "xyz")), [plate], "p.yaml")


def test_the_loose_part_of_two_is_named() -> None:
    nodes = np.concatenate([NODES, NODES + np.array([20, 0, 0])])
    part = np.repeat([0, 1], len(NODES))
    held = np.concatenate([fixed((BOTTOM, "xyz")), fixed((BOTTOM, "xz"))])
    with pytest.raises(
        InputError, match=r"p\.yaml: nothing holds part 2 of 2 \(27 nodes\) against translation along y, expected"
    ):
        refuse_rigid_motion(nodes, part, held, [], "p.yaml")


def test_a_plate_ties_two_parts_together() -> None:
    nodes = np.concatenate([NODES, NODES + np.array([20, 0, 0])])
    part = np.repeat([0, 1], len(NODES))
    held = np.concatenate([fixed((BOTTOM, "xyz")), fixed()])
    top = np.flatnonzero(nodes[:, 2] == 10)
    free = free_modes(nodes, part, held, [HeldPlate("p", top, nodes[top].mean(axis=0), FREE)])
    assert free == [[], [], []]
