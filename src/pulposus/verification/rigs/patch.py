"""Patches of distorted hexahedra: what every mesh must reproduce exactly."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from pulposus.disc.reduced import Region
from pulposus.mechanics import Laws, MechanicsParameters
from pulposus.mechanics.hexa import Block, Curve, Load, Model, Potential, march
from pulposus.mechanics.hexa.system import Fields, System
from pulposus.mechanics.material import Permeability
from pulposus.numerics.backend import jnp
from pulposus.numerics.dirk import BACKWARD_EULER
from pulposus.verification.rigs.block import Mesh, blocks, box, plain, shaken
from pulposus.verification.rigs.point import composition, numbers

Float = NDArray[np.float64]
COUNTS, DISTORTED = (5, 4, 4), 0.2
MODULUS_MPa, POISSON, PERMEABILITY_mm4_Ns = 1.0, 0.3, 1e-3
STRETCHES = (1.1, 0.95, 1.2)
GRADIENT_MPa_mm = np.array([0.3, -0.2, 0.5])
TISSUE = Laws(matrix="wilson", osmosis="donnan", fibres="exponential", permeability="porosity_power")
SOLVED = 1e-11


def mesh(nodes: int) -> Mesh:
    """A unit cube of distorted elements with a straight surface."""
    return shaken(box(COUNTS, (1.0, 1.0, 1.0), nodes), DISTORTED)


def _model(m: Mesh, parts: tuple[Block, ...], **more: object) -> Model:
    fixed = more.pop("fixed", np.zeros((len(m.nodes_mm), 3), dtype=bool))
    return Model(nodes_mm=m.nodes_mm, elements=m.elements, blocks=parts, fixed=fixed, **more)  # type: ignore[arg-type]


def _plain(m: Mesh) -> tuple[Block, ...]:
    return plain(m, MODULUS_MPa, POISSON, PERMEABILITY_mm4_Ns)


def _forces(model: Model, u: Float) -> Float:
    """Internal nodal forces (n, 3) at displacements, without fluid potential."""
    still = Fields(u, np.zeros(len(u)), np.zeros(0), sp.csr_matrix((0, 0)))
    return System(model).balance(still).force


def _inside(m: Mesh) -> NDArray[np.bool_]:
    return np.all((m.lattice > 0) & (m.lattice < m.lattice.max(axis=0)), axis=1)


def inner_force(nodes: int) -> float:
    """Largest force on inner nodes under one strain everywhere, over the largest on the surface."""
    m = mesh(nodes)
    F = np.array([[1.1, 0.1, -0.05], [0.03, 0.95, 0.08], [-0.1, 0.06, 1.15]])
    force = np.abs(_forces(_model(m, _plain(m)), m.nodes_mm @ (F - np.eye(3)).T))
    return float(force[_inside(m)].max() / force.max())


def rotation_force(nodes: int) -> float:
    """Largest nodal force after a rigid rotation, over modulus and area."""
    m = mesh(nodes)
    Q = Rotation.from_rotvec([0.7, -1.1, 0.4]).as_matrix()
    return float(np.abs(_forces(_model(m, _plain(m)), m.nodes_mm @ (Q - np.eye(3)).T)).max() / MODULUS_MPa)


def superposed(nodes: int) -> float:
    """Whole tissue law with fibres: how far the forces of a strained, then rotated patch are from the rotated ones,
    over the largest."""
    m = mesh(nodes)
    where = numbers(MechanicsParameters.central(1, TISSUE), Region.OUTER_ANNULUS)
    tilt = np.deg2rad(30.0)
    fibres = np.array([[0.0, np.cos(tilt), np.sin(tilt)], [0.0, np.cos(tilt), -np.sin(tilt)]])
    flow = Permeability(jnp.asarray(1e-3), jnp.asarray(1.0), jnp.asarray(0.0))
    model = _model(m, blocks(m, TISSUE, where, flow, composition(0.77, 0.2), fibres))
    u = 0.05 * np.random.default_rng(1).normal(size=m.nodes_mm.shape) / max(COUNTS)
    u += m.nodes_mm * np.array([0.0, 0.12, 0.05])
    Q = Rotation.from_rotvec([0.9, 0.5, -0.8]).as_matrix()
    turned = (m.nodes_mm + u) @ Q.T - m.nodes_mm
    here, there = _forces(model, u), _forces(model, turned)
    return float(np.abs(there - here @ Q.T).max() / np.abs(here).max())


def neo_hookean(stretches: tuple[float, float, float]) -> Float:
    """First Piola-Kirchhoff stress along the axes, mu (l - 1/l) + lambda ln J / l, written again."""
    lame = MODULUS_MPa * POISSON / (1 - POISSON)
    mu, a = (MODULUS_MPa - lame) / 2, np.asarray(stretches)
    return mu * (a - 1 / a) + lame * np.log(a.prod()) / a


def _face_shares(m: Mesh, axis: int) -> Float:
    """Share (n,) of a unit force spread evenly over the far face along an axis, whose element faces are equal."""
    on = np.isin(m.elements, m.on(axis, -1))
    share = np.zeros(len(m.nodes_mm))
    for element, row in zip(m.elements, on, strict=True):
        if not row.any():
            continue
        corners, middles = element[:8][row[:8]], element[8:][row[8:]]
        # Integrals of the four- and eight-node functions over a square: 1/4, or -1/12 and 1/3.
        if len(middles):
            share[corners] -= 1 / 12
            share[middles] += 1 / 3
        else:
            share[corners] += 1 / 4
    return share / share.sum()


def traction_error(nodes: int) -> float:
    """Dry patch pulled by even tractions at finite strain: largest error of a node's place against the affine one."""
    m = mesh(nodes)
    stress = neo_hookean(STRETCHES)
    forces = np.stack([stress[axis] * _face_shares(m, axis) for axis in range(3)], axis=1)
    fixed = np.stack([m.lattice[:, axis] == 0 for axis in range(3)], axis=1)
    pull = Load(forces, Curve((0.0, 1.0), (0.0, 1.0)))
    model = _model(m, _plain(m), fixed=fixed, loads=(pull,), dry=True)
    path = march(model, [1.0], method=BACKWARD_EULER, fixed_step_s=0.25, solve_tolerance=SOLVED)
    u = list(path)[-1].state.displacement_mm
    return float(np.abs(u - m.nodes_mm * (np.asarray(STRETCHES) - 1)).max())


def gradient_error(nodes: int) -> float:
    """Held patch between linear potentials on its surface: largest error of an inner potential, over the largest."""
    m = mesh(nodes)
    exact = m.nodes_mm @ GRADIENT_MPa_mm
    edge = np.intersect1d(np.flatnonzero(~_inside(m)), m.corners)
    model = _model(
        m,
        _plain(m),
        fixed=np.ones((len(m.nodes_mm), 3), dtype=bool),
        potentials=tuple(Potential(np.array([n]), Curve.constant(float(exact[n]))) for n in edge),
    )
    path = march(model, [1.0], method=BACKWARD_EULER, fixed_step_s=1.0, solve_tolerance=SOLVED)
    mu = list(path)[-1].state.potential_MPa
    return float(np.abs(mu - exact)[m.corners].max() / np.abs(exact).max())
