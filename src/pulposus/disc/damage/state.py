"""What a damage is: factors on the tissue of each element and moved nodes, for mechanics and transport alike.

A damage is data: it can be drawn, combined with another and written to a file. Where it lies is told in the unit
cylinder of the mesh (share of the radius, angle around, share of the half height), so that one description serves
every patient's mesh.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import check
from pulposus.errors import InputError

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Damage:
    """Factors on the tissue of every element, each (e,), 1 where nothing is changed, and ``moved_mm`` (n, 3).

    ``solid`` and ``charge`` are amounts per tissue volume; what solid gives up is filled with water of the bath.
    ``exchange`` scales the diffusivity of solutes.
    """

    name: str
    matrix: Float
    """Stiffness of the solid matrix."""
    fibre: Float
    """Stiffness of the fibres."""
    solid: Float
    charge: Float
    permeability: Float
    exchange: Float
    moved_mm: Float

    @classmethod
    def none(cls, mesh: HexMesh, name: str = "intact") -> Damage:
        """A disc without damage."""
        one = np.ones(len(mesh.elements))
        return cls(name, one, one, one, one, one, one, np.zeros_like(mesh.nodes_mm))

    def also(self, other: Damage) -> Damage:
        """Both damages: factors multiply, moves add.

        Raises:
            InputError: damages of different meshes.
        """
        if self.matrix.shape != other.matrix.shape or self.moved_mm.shape != other.moved_mm.shape:
            raise InputError(
                f"Damages '{self.name}' ({len(self.matrix)} elements) and '{other.name}' ({len(other.matrix)}) belong "
                "to different meshes: make both on one mesh."
            )
        product = {name: getattr(self, name) * getattr(other, name) for name in FACTORS}
        return Damage(f"{self.name}, {other.name}", moved_mm=self.moved_mm + other.moved_mm, **product)

    def mesh(self, mesh: HexMesh) -> HexMesh:
        """The mesh with its nodes moved.

        Raises:
            RunError: the move folds an element.
        """
        if not np.any(self.moved_mm):
            return mesh
        moved = replace(mesh, nodes_mm=mesh.nodes_mm + self.moved_mm)
        check(moved, f"disc with {self.name}")
        return moved

    def tissue(self, porosity: Float, fixed_charge_mEq_mL: Float) -> tuple[Float, Float]:
        """Porosity and fixed charge per fluid volume of the damaged tissue, (e,) both."""
        damaged = 1 - self.solid * (1 - porosity)
        return damaged, fixed_charge_mEq_mL * self.charge * porosity / damaged


FACTORS = tuple(f.name for f in fields(Damage) if f.name not in ("name", "moved_mm"))
