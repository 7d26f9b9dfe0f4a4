"""The reduced disc beside the 3-D one: what symmetry, one radius and one fibre angle per layer cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.hexmesh import SIZES, HexMesh, HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.reduced import ReducedMesh, ReducedTopology, build
from pulposus.disc.revolved import revolve
from pulposus.disc.shape import DiscShape, central_reduced_inputs
from pulposus.disc.tissue import Tissue
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.mechanics.equilibrium import equilibrate
from pulposus.mechanics.hexa.disc import Fibres, hex_disc
from pulposus.mechanics.hexa.outputs import outputs
from pulposus.mechanics.hexa.rest import swelling
from pulposus.mechanics.parameters import MechanicsParameters

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Both discs at rest under the same nominal pressures, each (k,); changes count from the first load.

    Shares are reduced over 3-D, minus 1.
    """

    load_MPa: Float
    height_mm: Float
    """Mean height of the 3-D disc."""
    pressure_MPa: Float
    """Mean fluid pressure of its nucleus."""
    bulge_mm: Float
    """Outward movement of its side against the reference, mean of front, back and both sides."""
    reduced_height_mm: Float
    reduced_pressure_MPa: Float
    reduced_bulge_mm: Float

    @property
    def height_change_share(self) -> Float:
        """Difference of the change of height from the first load, (k - 1,)."""
        ours, theirs = (h[1:] - h[0] for h in (self.reduced_height_mm, self.height_mm))
        return np.asarray(ours / theirs - 1)

    @property
    def pressure_share(self) -> Float:
        return np.asarray(self.reduced_pressure_MPa / self.pressure_MPa - 1)

    @property
    def height_share(self) -> Float:
        return np.asarray(self.reduced_height_mm / self.height_mm - 1)


def standard_loads_MPa() -> tuple[float, ...]:
    """No load, and those of the night and of the day."""
    return (0.0, value("loading", "rest_load_MPa"), value("loading", "active_load_MPa"))


def compare(
    mesh: HexMesh,
    reduced: ReducedMesh,
    porosity: ArrayLike,
    fixed_charge_mEq_mL: ArrayLike,
    parameters: MechanicsParameters,
    loads_MPa: Sequence[float] | None = None,
    *,
    fibres: Fibres = "layers",
) -> Comparison:
    """Swelling equilibrium of a 3-D disc and of a reduced one, of the same tissue.

    Args:
        porosity, fixed_charge_mEq_mL: of the reference by ``Region``, (4,).
        loads_MPa: rising; no load, night and day when None.

    Raises:
        InputError: as ``hex_disc``, or more than one reduced disc.
        RunError: an equilibrium was not found.
    """
    if reduced.batch != 1:
        raise InputError(f"The comparison takes one reduced disc, {reduced.batch} were given: pick one of the batch.")
    loads = np.asarray(standard_loads_MPa() if loads_MPa is None else loads_MPa, dtype=float)
    region = reduced.topology.region()
    both = [np.asarray(x, dtype=float)[region][None] for x in (porosity, fixed_charge_mEq_mL)]
    tissue = Tissue(both[0], both[1], np.zeros_like(both[0]))
    disc = hex_disc(mesh, porosity, fixed_charge_mEq_mL, parameters, fibres=fibres)
    found: list[tuple[float, ...]] = []
    state = None
    for load in loads:
        flat = equilibrate(reduced, tissue, parameters, np.array([load]))
        state = swelling(disc, float(load), start=state).state
        out = outputs(disc, state)
        bulge = (out.bulge_mm.anterior + out.bulge_mm.posterior + out.bulge_mm.left + out.bulge_mm.right) / 4
        theirs = (float(x[0]) for x in (flat.mean_height_mm, flat.nucleus_pressure_MPa, flat.bulge_mm))
        found.append((load, out.mean_height_mm, out.nucleus_pressure_MPa, bulge, *theirs))
    return Comparison(*np.array(found).T)


def compare_round(
    reduced: ReducedMesh,
    porosity: ArrayLike,
    fixed_charge_mEq_mL: ArrayLike,
    parameters: MechanicsParameters,
    loads_MPa: Sequence[float] | None = None,
    *,
    topology: HexTopology = SIZES["small"],
) -> Comparison:
    """The reduced disc against itself revolved into hexahedra: same shape, tissue and fibre angles."""
    return compare(revolve(reduced, 0, topology), reduced, porosity, fixed_charge_mEq_mL, parameters, loads_MPa)


def compare_real(
    shape: DiscShape,
    porosity: ArrayLike,
    fixed_charge_mEq_mL: ArrayLike,
    parameters: MechanicsParameters,
    loads_MPa: Sequence[float] | None = None,
    *,
    topology: HexTopology = SIZES["small"],
) -> Comparison:
    """The reduced disc of a shape against the shape itself: kidney outline, wedge, fibre angles that vary around."""
    mesh = lay(topology, surfaces_of(shape), shape)
    reduced = build(ReducedTopology(), **central_reduced_inputs(shape))
    return compare(mesh, reduced, porosity, fixed_charge_mEq_mL, parameters, loads_MPa, fibres="around")
