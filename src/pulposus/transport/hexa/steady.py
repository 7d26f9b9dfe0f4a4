"""The quasi-steady state of oxygen, glucose and lactate on a hexahedral mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics import settings
from pulposus.numerics.backend import jnp
from pulposus.transport.hexa import newton
from pulposus.transport.hexa.conjugate import conjugate_gradients
from pulposus.transport.hexa.equations import Discrete, as_fields, build_compiled, flows, held_fields, linearise, uses
from pulposus.transport.hexa.problem import NutrientProblem
from pulposus.transport.problem import Fields, lactate_mM

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class HexNutrients:
    """Fields at the nodes (n,), all positive at free nodes."""

    problem: NutrientProblem
    oxygen_kPa: Float
    glucose_mM: Float
    lactate_mM: Float
    ph: Float
    starved: Bool
    """(e,): elements that took the monotone form (``elements.py``)."""
    steps: int
    """Newton steps, each advancing oxygen and glucose."""
    flux_balance: float
    """Largest imbalance of the three solutes between the boundary and the cells, relative to what is used or made."""

    def at_elements(self, field: Float) -> Float:
        """Mean over the corners of each element, (e,)."""
        return np.asarray(field[self.problem.mesh.corners].mean(axis=1))


def solve_steady(
    problem: NutrientProblem, guess: HexNutrients | None = None, *, change: float = settings.TRANSPORT_CHANGE
) -> HexNutrients:
    """Solve.

    Args:
        guess: an earlier result on the same mesh (other cells, shape or supply).
        change: of a concentration, share of its largest held value, at which the iteration stops.

    Raises:
        RunError: no convergence.
    """
    space, inputs = problem.space, problem.inputs
    held = [np.asarray(f) for f in held_fields(inputs)]
    scales = [float(np.max(f)) for f in held]
    starved = np.zeros(len(problem.mesh.elements), dtype=bool) if guess is None else guess.starved.copy()
    oxygen, glucose = (
        _start(problem, held[k], old)
        for k, old in enumerate((None, None) if guess is None else (guess.oxygen_kPa, guess.glucose_mM))
    )
    d = _build(problem, starved)
    w = harmonic(problem, d, held[2])
    for count in range(1, settings.TRANSPORT_3D_STEPS + 1):
        first = _advance(problem, d, as_fields(oxygen, glucose, w), 0, scales[0])
        oxygen = first.field
        second = _advance(problem, d, as_fields(oxygen, glucose, w), 1, scales[1])
        glucose = second.field
        drained = first.starved | second.starved
        done = max(first.moved / scales[0], second.moved / scales[1]) <= change
        if done:
            lactate = np.asarray(lactate_mM(as_fields(oxygen, glucose, w), inputs.parameters))
            drained[space.free] |= lactate[space.free] <= 0
        more = space.touching(drained) & ~starved
        if more.any():
            starved |= more
            d = _build(problem, starved)
            w = harmonic(problem, d, held[2])
        elif done:
            result = _result(problem, d, as_fields(oxygen, glucose, w), lactate, starved, count)
            if result.flux_balance <= settings.TRANSPORT_3D_BALANCE:
                return result
    raise RunError(
        f"Transport: no convergence in {settings.TRANSPORT_3D_STEPS} steps (lowest glucose {glucose.min():.2g} mM); "
        f"look at the cell density, and set a glucose limiter above 0 where the disc starves."
    )


def _build(problem: NutrientProblem, starved: Bool) -> Discrete:
    return build_compiled(problem.inputs, problem.mesh.elements, starved)


def _start(problem: NutrientProblem, held: Float, old: Float | None) -> Float:
    """Held values on held nodes, the old field or a share of the largest held value elsewhere, (n,)."""
    field = np.full(problem.mesh.count, settings.TRANSPORT_START * held.max()) if old is None else old.copy()
    field[problem.space.held] = held
    return field


def harmonic(problem: NutrientProblem, d: Discrete, held: Float) -> Float:
    """The field (n,) without sources between held values (k,)."""
    space = problem.space
    w = _start(problem, held, None)
    w[space.free] = held.mean()
    matrix = space.matrix(np.asarray(d.elements.stiffness))
    residual = np.asarray(flows(d.elements, w))[space.free]
    w[space.free] -= conjugate_gradients(matrix, residual, settings.TRANSPORT_3D_LINEAR_EXACT)
    return w


def _advance(problem: NutrientProblem, d: Discrete, x: Fields, field: int, scale: float) -> newton.Step:
    residual, blocks = linearise(d, x, problem.rates, field)
    matrix = problem.space.matrix(np.asarray(blocks))
    return newton.step(problem.space, np.asarray(x[field]), np.asarray(residual), matrix, scale)


def _result(
    problem: NutrientProblem, d: Discrete, x: Fields, lactate: Float, starved: Bool, steps: int
) -> HexNutrients:
    mesh = problem.mesh
    o, g, lac = (mesh.fill(np.where(mesh.carrying, f, np.nan)) for f in (x.oxygen_kPa, x.glucose_mM, lactate))
    return HexNutrients(
        problem=problem,
        oxygen_kPa=o,
        glucose_mM=g,
        lactate_mM=lac,
        ph=np.asarray(problem.rates.ph(jnp.asarray(lac))),
        starved=starved,
        steps=steps,
        flux_balance=_balance(problem, d, x),
    )


def _balance(problem: NutrientProblem, d: Discrete, x: Fields) -> float:
    """Supply through the held nodes against what the cells use or make, worst of the three solutes."""
    p, held = problem.inputs.parameters, problem.space.held
    use_o, use_g = (np.asarray(u) for u in uses(d, x, problem.rates))
    supply_o, supply_g, supply_w = (np.asarray(flows(d.elements, f)) for f in x)
    d_o, d_g = float(p.oxygen_diffusivity_mm2_day[0]), float(p.glucose_diffusivity_mm2_day[0])
    # What enters at a held node is its outflow plus what its own share of the cells uses.
    oxygen = d_o * supply_o[held].sum() + use_o[held].sum()
    glucose = d_g * supply_g[held].sum() + use_g[held].sum()
    lactate = supply_w[held].sum() - 2 * d_g * supply_g[held].sum() - 2 * use_g[held].sum()
    return max(
        _relative(oxygen - use_o.sum(), use_o.sum()),
        _relative(glucose - use_g.sum(), use_g.sum()),
        _relative(lactate + 2 * use_g.sum(), 2 * use_g.sum()),
    )


def _relative(difference: float, whole: float) -> float:
    return float(abs(difference) / whole) if whole > 0 else float(abs(difference))
