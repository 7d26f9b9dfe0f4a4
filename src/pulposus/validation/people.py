"""The discs that experiments are done on again: populations drawn on the reduced mesh, ready to be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.composition import sample_tissue
from pulposus.disc.reduced import ReducedMesh, ReducedTopology, build
from pulposus.disc.shape import from_parameters, reduced_inputs
from pulposus.disc.tissue import Tissue
from pulposus.library import value
from pulposus.mechanics.day import FlowParameters
from pulposus.mechanics.equilibrium import Equilibrium, equilibrate
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.mechanics.reference import prestress

Float = NDArray[np.float64]
AGE_Y = 30.0  # nothing but the check of adulthood depends on it
SEED = 0


@dataclass(frozen=True)
class Discs:
    """Draws of one population: ``measured`` as imaged, ``mesh`` and ``tissue`` free of stress, ``lying`` at rest in
    the bath under the load of lying. ``sound`` (b,) marks draws whose reference was found."""

    measured: ReducedMesh
    composition: Tissue
    mesh: ReducedMesh
    tissue: Tissue
    parameters: MechanicsParameters
    flow: FlowParameters
    lying: Equilibrium
    supine_MPa: float
    sound: NDArray[np.bool_]

    @property
    def count(self) -> int:
        return self.mesh.batch

    def settle(self, load_MPa: float | Float) -> Equilibrium:
        """Swelling equilibrium under a load, from the lying shape."""
        load = np.broadcast_to(np.asarray(load_MPa, dtype=float), (self.count,))
        return equilibrate(self.mesh, self.tissue, self.parameters, load, start_nodes_mm=self.lying.nodes_mm)

    def only(self, values: Float, *found: NDArray[np.bool_]) -> Float:
        """``values`` (b,) with NaN where the draw or one of its solves failed."""
        good = np.logical_and.reduce([self.sound, *found])
        return np.where(good, values, np.nan)

    @property
    def bone_mm2(self) -> Float:
        """Area of the bony endplate, (b,): nominal loads act on it."""
        return np.asarray(np.pi * self.mesh.nodes_mm[:, -1, -1, 0] ** 2)


@cache
def people(level: str, grade: int, draws: int, sex: Literal["M", "F"] | None = None) -> Discs:
    """Draws of an adult population at one level and grade: sizes, composition and laws with the library's spread."""
    shape = from_parameters(level, age_y=AGE_Y, sex=sex, grade=grade)
    measured = build(ReducedTopology(), **reduced_inputs(shape, draws, SEED))
    composition = sample_tissue(measured, grade=np.full(draws, grade), age_y=AGE_Y, n=draws, seed=SEED)
    parameters = MechanicsParameters.sample(draws, SEED)
    degenerate = grade >= value("validation", "degenerate_from_grade")
    flow = FlowParameters.sample(draws, SEED, "grade3" if degenerate else "healthy")
    supine = value("loading", "supine_load_MPa")
    found = prestress(measured, composition, parameters, supine)
    return Discs(
        measured, composition, found.mesh, found.tissue, parameters, flow, found.loaded, supine, found.converged
    )
