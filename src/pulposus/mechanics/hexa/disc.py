"""The structured disc as a problem of mechanics: lower bone fixed, upper bone a rigid plate, water at its edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.damage import Damage
from pulposus.disc.fibres import fibre_directions
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.hexa.block import Part
from pulposus.mechanics.hexa.frame import Frame, frame_of, plate_area_mm2, plate_centre
from pulposus.mechanics.hexa.model import MOTIONS, Block, Curve, Model, Plate, Potential
from pulposus.mechanics.material import Composition, Permeability
from pulposus.mechanics.parameters import MechanicsParameters, material
from pulposus.numerics import settings
from pulposus.numerics.backend import jax

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Fibres = Literal["around", "layers"]
ANNULUS = (Region.INNER_ANNULUS, Region.OUTER_ANNULUS)
GUIDED = ("x", "y", "rotation_x", "rotation_y", "rotation_z")
"""Motions held by a guide that lets the plate move along the axis only."""


@dataclass(frozen=True, eq=False)
class HexDisc:
    """A stress-free reference disc with what fills it. Solves run in its own :class:`Frame`.

    ``porosity`` and ``fixed_charge_mEq_mL`` (e,; per fluid volume) are those of the intact reference; ``damage``
    comes on top. ``fibres`` chooses the published angles that vary around ("around"), or one angle per tissue as in
    the reduced disc ("layers").
    """

    mesh: HexMesh
    porosity: Float
    fixed_charge_mEq_mL: Float
    parameters: MechanicsParameters
    flow: FlowParameters
    damage: Damage
    fibres: Fibres = "around"

    @cached_property
    def shape(self) -> HexMesh:
        """The mesh as damaged."""
        return self.damage.mesh(self.mesh)

    @cached_property
    def frame(self) -> Frame:
        return frame_of(self.shape)

    @cached_property
    def nodes_mm(self) -> Float:
        """Nodes in the frame, (n, 3)."""
        return self.frame.inside(self.shape.nodes_mm)

    @cached_property
    def area_mm2(self) -> float:
        """Area of the bony endplate: loads in MPa act on it."""
        return plate_area_mm2(self.mesh)

    @cached_property
    def tissue(self) -> Composition:
        """Composition of the damaged reference, (e,) each."""
        found: Any = self.damage.tissue(self.porosity, self.fixed_charge_mEq_mL)
        return Composition(*found)

    @cached_property
    def centre_mm(self) -> tuple[float, float, float]:
        """Centre of the upper plate in the frame: forces act there."""
        x, y, z = self.frame.inside(plate_centre(self.shape, 1))
        return float(x), float(y), float(z)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Tissues without and with fibres."""
        fibrous = np.isin(self.mesh.topology.region, ANNULUS)
        return (self._block("soft", np.flatnonzero(~fibrous)), self._block("annulus", np.flatnonzero(fibrous)))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The blocks ready to evaluate."""
        model = self.model(self.plate(), dry=True)
        return tuple(Part(model, block) for block in self.blocks)

    def damaged(self, damage: Damage) -> HexDisc:
        """The same disc with a (further) damage."""
        return replace(self, damage=self.damage.also(damage))

    def _block(self, name: str, elements: Int) -> Block:
        region = self.mesh.topology.region[elements]
        numbers: Any = material(self.parameters, region[:, None])

        def flat(leaf: Any) -> Any:
            array = np.asarray(leaf, dtype=float)
            return array.reshape(-1) if array.ndim else array

        numbers = jax.tree.map(flat, numbers)
        d = self.damage
        numbers = numbers._replace(
            shear=numbers.shear * d.matrix[elements],
            lame=numbers.lame * d.matrix[elements],
            fibre_share=numbers.fibre_share * d.fibre[elements],
        )
        flow = self.flow
        permeability: Any = Permeability(
            flow.scale_mm4_Ns[0, region] * d.permeability[elements],
            flow.exponent[0, region],
            flow.stiffening[0, region],
        )
        fibrous = name == "annulus"
        laws = replace(
            self.parameters.laws,
            permeability=flow.law,
            fibres=self.parameters.laws.fibres if fibrous else "none",
        )
        parts: Any = [np.asarray(part)[elements] for part in self.tissue]
        tissue = Composition(*parts)
        directions = self.directions[elements] if fibrous else None
        return Block(name, elements, laws, numbers, permeability, tissue, directions)

    @cached_property
    def directions(self) -> Float:
        """Fibre directions in the frame, (e, 2, 3), zero outside the annulus."""
        own = replace(self.shape, nodes_mm=self.nodes_mm)
        families = fibre_directions(own)
        if self.fibres == "around":
            return families
        around, upward = families[:, 0] + families[:, 1], families[:, 0] - families[:, 1]
        length = [np.maximum(np.linalg.norm(a, axis=1, keepdims=True), np.finfo(float).tiny) for a in (around, upward)]
        angle = self.parameters.fibre_angle_rad[0, self.mesh.topology.region][:, None]
        around, upward = np.cos(angle) * around / length[0], np.sin(angle) * upward / length[1]
        return np.stack([around + upward, around - upward], axis=1)

    @cached_property
    def lower(self) -> Int:
        """Nodes on the lower bone."""
        return self.mesh.node_set(-1)

    @cached_property
    def upper(self) -> Int:
        """Nodes on the upper bone."""
        return self.mesh.node_set(1)

    @cached_property
    def rim(self) -> Int:
        """Nodes of the outer surface, (around, layers + 1): columns from below, anticlockwise from the back right."""
        topology = self.mesh.topology
        last = np.arange(topology.axial_nodes - topology.around, topology.axial_nodes)
        return np.asarray(last[:, None] + topology.axial_nodes * np.arange(topology.layers + 1))

    def plate(
        self,
        load: dict[str, Curve] | None = None,
        prescribed: dict[str, Curve] | None = None,
        held: tuple[str, ...] = GUIDED,
    ) -> Plate:
        """The upper bone: forces (N) and moments (N mm) about the frame's axes at its centre."""
        return Plate("upper bone", self.upper, self.centre_mm, prescribed or {}, load or {}, held)

    def model(self, plate: Plate, *, dry: bool = False, edges: Edges | None = None) -> Model:
        """The problem to solve; potentials are those of the bath (0) on every drained edge, sealed elsewhere.

        Args:
            edges: which edges water crosses; those of ``flow`` when None. ``rim_free`` false holds the rim in place.
        """
        edges = edges or self.flow.edges
        fixed = np.zeros((len(self.nodes_mm), 3), dtype=bool)
        fixed[self.lower] = True
        if not edges.rim_free:
            fixed[self.rim.ravel(), :2] = True
        drained: list[Int] = []
        if edges.bone_drained:
            drained += [self.lower, self.upper]
        if edges.rim_drained:
            drained += [self.rim.ravel()]
        potentials = (Potential(np.unique(np.concatenate(drained))),) if drained and not dry else ()
        return Model(
            self.nodes_mm,
            self.mesh.elements,
            self.blocks,
            fixed,
            (plate,),
            potentials,
            dry=dry,
            stabilise=settings.HEXA_DISC_STABILISE,
        )


def hex_disc(
    mesh: HexMesh,
    porosity: ArrayLike,
    fixed_charge_mEq_mL: ArrayLike,
    parameters: MechanicsParameters,
    flow: FlowParameters | None = None,
    *,
    damage: Damage | None = None,
    fibres: Fibres = "around",
) -> HexDisc:
    """A disc ready to be loaded.

    Args:
        mesh: the stress-free reference (see ``prestress`` for a measured one).
        porosity, fixed_charge_mEq_mL: (e,) or (1, e) by element, or (4,) by ``Region``; of the reference.
        parameters: one set; ``flow`` one set, central values when None.

    Raises:
        InputError: shapes that disagree, values that no tissue has, or several sets of parameters.
    """
    if parameters.batch != 1 or (flow is not None and flow.batch != 1):
        raise InputError(
            f"The 3-D disc takes one set of parameters, {parameters.batch} were given: pick one draw of the batch."
        )
    by_element = [
        _by_element(mesh, name, part)
        for name, part in (("porosity", porosity), ("fixed_charge_mEq_mL", fixed_charge_mEq_mL))
    ]
    if np.any(by_element[0] >= 1):
        raise InputError(f"porosity holds {by_element[0].max():.3g}: give the share of water, below 1.")
    return HexDisc(
        mesh, by_element[0], by_element[1], parameters, flow or FlowParameters.central(),
        damage or Damage.none(mesh), fibres,
    )  # fmt: skip


def _by_element(mesh: HexMesh, name: str, given: ArrayLike) -> Float:
    array, count = np.asarray(given, dtype=float), len(mesh.elements)
    if array.shape == (len(Region),):
        array = array[mesh.topology.region]
    if array.shape not in ((count,), (1, count)):
        raise InputError(
            f"{name} has shape {array.shape}: give one value per element ({count},) or per region ({len(Region)},)."
        )
    if not np.all(np.isfinite(array)) or np.any(array < 0):
        raise InputError(f"{name} holds {np.min(array):.3g}: give finite values of zero or more.")
    return array.reshape(-1)


__all__ = ["ANNULUS", "GUIDED", "MOTIONS", "HexDisc", "hex_disc"]
