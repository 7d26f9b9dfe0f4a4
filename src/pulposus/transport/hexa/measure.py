"""What `pulposus bench` measures of three-dimensional transport: one callable per bench, each a frozen result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import numpy as np

from pulposus.disc.yardstick import YardstickMesh, yardstick, yardstick_numbers
from pulposus.library import value
from pulposus.numerics.backend import jnp
from pulposus.transport.boundary import published_boundary
from pulposus.transport.hexa.mesh import transport_mesh
from pulposus.transport.hexa.problem import Held, NutrientProblem, pose
from pulposus.transport.hexa.solute import SoluteField, solve_solute
from pulposus.transport.hexa.steady import HexNutrients, solve_steady
from pulposus.transport.laws.diffusivity import obstruction
from pulposus.transport.parameters import CellType, published_parameters

Result = TypeVar("Result", SoluteField, HexNutrients)


@dataclass(frozen=True)
class Measured:
    """One solve: ``first_s`` with compilation and ``seconds`` without, both with the set-up of the mesh."""

    size: str
    elements: int
    nodes: int
    first_s: float
    seconds: float
    steps: int
    lowest_glucose_mM: float
    expected_mM: float | None
    """What the peer answers, where there is an answer."""
    peer_s: float | None

    @property
    def error(self) -> float | None:
        """Relative difference from the peer's answer."""
        return None if self.expected_mM is None else self.lowest_glucose_mM / self.expected_mM - 1


def measure_solute(size: str = "medium") -> Measured:
    """The solute yardstick: one solute with Michaelis-Menten uptake."""
    mesh, numbers = yardstick(size), yardstick_numbers()
    first, again, field = _twice(lambda: yardstick_solute(mesh))
    return Measured(
        size,
        len(mesh.elements),
        len(mesh.nodes_mm),
        first,
        again,
        field.steps,
        float(field.concentration_mM.min()),
        numbers.answer_solute_min_mM.get(size),
        numbers.peer_solute_s.get(size),
    )


def measure_nutrients(size: str = "medium") -> Measured:
    """Three coupled solutes with the published laws on the yardstick mesh."""
    mesh = yardstick(size)
    first, again, fed = _twice(lambda: solve_steady(yardstick_nutrients(mesh)))
    lowest = float(fed.glucose_mM.min())
    return Measured(size, len(mesh.elements), len(mesh.nodes_mm), first, again, fed.steps, lowest, None, None)


def yardstick_solute(mesh: YardstickMesh, *, with_porosity: bool = True) -> SoluteField:
    """Solve the solute yardstick; without the porosity on both sides on demand, to show what it decides."""
    numbers = yardstick_numbers()
    n = mesh.per_element(numbers.nucleus.porosity, numbers.annulus.porosity)
    return solve_solute(
        transport_mesh(mesh.nodes_mm, mesh.elements),
        n if with_porosity else np.ones_like(n),
        numbers.solute_free_mm2_s * np.asarray(obstruction(jnp.asarray(n))),
        mesh.per_element(numbers.nucleus.solute_vmax_mM_s, numbers.annulus.solute_vmax_mM_s),
        numbers.solute_half_mM,
        mesh.surface,
        numbers.solute_edge_mM,
    )


def yardstick_nutrients(mesh: YardstickMesh) -> NutrientProblem:
    """Native cells of the published densities on the yardstick's mesh and porosity, published supply."""
    numbers, supply = yardstick_numbers(), published_boundary()
    density = {
        CellType.NATIVE: mesh.per_element(
            value("composition", "native_cells_1e6_mL_nucleus"), value("composition", "native_cells_1e6_mL_annulus")
        )
    }
    bone, annulus = (
        [float(getattr(supply, f"{side}_{name}")[0]) for name in ("oxygen_kPa", "glucose_mM", "lactate_mM")]
        for side in ("bone", "annulus")
    )
    return pose(
        transport_mesh(mesh.nodes_mm, mesh.elements),
        mesh.per_element(numbers.nucleus.porosity, numbers.annulus.porosity),
        density,
        published_parameters(),
        [Held(mesh.lateral, *annulus), Held(np.concatenate([mesh.bottom, mesh.top]), *bone)],
    )


def _twice(solve: Callable[[], Result]) -> tuple[float, float, Result]:
    """Seconds of the first and of the second call, and the second's result."""
    start = perf_counter()
    solve()
    middle = perf_counter()
    result = solve()
    return middle - start, perf_counter() - middle, result
