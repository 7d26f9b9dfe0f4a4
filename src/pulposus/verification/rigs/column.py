"""A confined column of hexahedra: sealed and held at its base and sides, drained at its top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Curve, Model, Plate, Potential, State, march
from pulposus.numerics.dirk import ESDIRK3, Tableau
from pulposus.verification.rigs.block import Mesh, box, plain

Float = NDArray[np.float64]
# Strain small enough that the finite-strain solver answers the linear problem to seven digits.
SMALL = 1e-6
MODULUS_MPa, PERMEABILITY_mm4_Ns, HEIGHT_mm = 1.0, 1e-3, 1.0
POISSON = 0.2
SECONDS = HEIGHT_mm**2 / (MODULUS_MPa * PERMEABILITY_mm4_Ns)
"""What one unit of dimensionless time lasts."""
TIGHT, FAIR, FIRST = 3e-5, 1e-4, 1e-4
"""Tolerances of a time step (in one and in more dimensions) and dimensionless length of the first, so that little but
the mesh is seen."""
START, SMOOTH, SOLVED = 1.0, 1e-5, 1e-7
"""In studies of the time step: dimensionless time at which a smooth load sets in, its size over the modulus (content is
rounded at 1e-16 of the volume, so a smaller load would be lost in it), and how far each stage is solved."""
STABILISED = 1.0
"""Share of the pressure projection on eight-node elements: without it their potential has alternating modes that a
short first step does not determine (see V17)."""
ELEMENTS = 40
"""Of every column: finer along the height means fewer side by side, and all share one compiled kernel."""


@dataclass(frozen=True)
class Column:
    """By output time: top displacement over strain times height (downward positive), stress over H times strain
    (compressive positive), potential over load at the heights (t, n)."""

    time: Float
    settlement: Float
    stress: Float
    heights: Float
    potential: Float


def _mesh(elements: int, nodes: int) -> tuple[Mesh, NDArray[np.bool_]]:
    """A column on so many elements along its height, and which components of displacement are held."""
    mesh = box((ELEMENTS // elements, 1, elements), (1.0, 1.0, HEIGHT_mm), nodes)
    fixed = np.zeros((len(mesh.nodes_mm), 3), dtype=bool)
    fixed[:, :2] = True
    fixed[mesh.on(2, 0), 2] = True
    return mesh, fixed


def _spine(mesh: Mesh) -> NDArray[np.int64]:
    """Corner nodes of one upright edge, from the base up."""
    spine = np.flatnonzero(np.all(mesh.lattice[:, :2] == 0, axis=1) & (mesh.lattice[:, 2] % 2 == 0))
    return spine[np.argsort(mesh.lattice[spine, 2])]


def column(
    elements: int,
    times: Sequence[float],
    *,
    nodes: int = 8,
    ramp: float | None = None,
    tolerance: float = TIGHT,
    step: float | None = None,
    method: Tableau = ESDIRK3,
    stabilise: float = STABILISED,
) -> Column:
    """Creep under a load of ``SMALL`` H, or (with ``ramp``) a ramp of ``SMALL`` strain; times are dimensionless."""
    mesh, fixed = _mesh(elements, nodes)
    place, nodes_on_top = (0.0, 0.0, HEIGHT_mm), mesh.on(2, -1)
    if ramp is None:
        push = Curve.constant(-SMALL * MODULUS_MPa)
        top = Plate("top", nodes_on_top, place, load={"z": push}, slide="z")
    else:
        squeeze = Curve((0.0, ramp * SECONDS), (0.0, -SMALL * HEIGHT_mm))
        top = Plate("top", nodes_on_top, place, prescribed={"z": squeeze}, slide="z")
    model = Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=plain(mesh, MODULUS_MPa, POISSON, PERMEABILITY_mm4_Ns),
        fixed=fixed,
        plates=(top,),
        potentials=(Potential(mesh.wet(2, -1)),),
        stabilise=stabilise,
    )
    spine = _spine(mesh)
    steps = [
        s
        for s in march(
            model, [t * SECONDS for t in times], tolerance=tolerance, method=method,
            first_step_s=FIRST * SECONDS, fixed_step_s=None if step is None else step * SECONDS,
        )
        if s.output
    ]  # fmt: skip
    return Column(
        np.asarray(times, dtype=float),
        np.array([-s.state.motions[0][0] for s in steps]) / (SMALL * HEIGHT_mm),
        np.array([-s.reaction[0] for s in steps]) / (SMALL * MODULUS_MPa),
        mesh.nodes_mm[spine, 2] / HEIGHT_mm,
        np.array([s.state.potential_MPa[spine] for s in steps]) / (SMALL * MODULUS_MPa),
    )


def smooth_creep(elements: int, time: float, steps: int, method: Tableau, frequency: float) -> tuple[float, float]:
    """Settlement over height and base potential, over the load scale, after equal steps under 1 - cos(frequency T).

    The mean of pushing and pulling, so that what finite strain adds in second order cancels.
    """
    found = [_smooth(elements, time, steps, method, frequency, load) for load in (SMOOTH, -SMOOTH)]
    return (found[0][0] + found[1][0]) / 2, (found[0][1] + found[1][1]) / 2


def _smooth(
    elements: int, time: float, steps: int, method: Tableau, frequency: float, load: float
) -> tuple[float, float]:
    """One march; it starts at a time above zero, where the column rests under no load: no start-up step is needed."""
    mesh, fixed = _mesh(elements, 8)
    top = mesh.on(2, -1)
    share = np.zeros(len(mesh.nodes_mm))
    faces = mesh.elements[np.isin(mesh.elements[:, 4:8], top).all(axis=1)][:, 4:8]
    np.add.at(share, faces.ravel(), 1 / faces.size)  # equal faces of a total area of 1 mm2

    def push(seconds: float) -> Float:
        forces = np.zeros((len(share), 3))
        forces[:, 2] = -load * MODULUS_MPa * share * (1 - np.cos(frequency * (seconds / SECONDS - START)))
        return forces

    model = Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=plain(mesh, MODULUS_MPa, POISSON, PERMEABILITY_mm4_Ns),
        fixed=fixed,
        potentials=(Potential(mesh.wet(2, -1)),),
        stabilise=STABILISED,
        body_force=push,
    )
    rest = State(START * SECONDS, np.zeros((len(share), 3)), np.zeros(len(share)), ())
    path = march(
        model, [(START + time) * SECONDS], start=rest, method=method, fixed_step_s=time / steps * SECONDS,
        solve_tolerance=SOLVED,
    )  # fmt: skip
    last = list(path)[-1].state
    return (
        float(-last.displacement_mm[top, 2].mean() / (load * HEIGHT_mm)),
        float(last.potential_MPa[_spine(mesh)[0]] / (load * MODULUS_MPa)),
    )
