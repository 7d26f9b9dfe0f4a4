"""Blocks of a problem file that choose: the mesh file, nodes and faces by where they lie, fibre directions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pulposus.problem.laws import Block
from pulposus.problem.numbers import finite, numbers_of, plausible, refuse

Vector = Annotated[tuple[float, float, float], numbers_of(3)]
Axis = Literal["x", "y", "z"]
SIDES = ("top", "bottom", "outside")


class MeshInput(Block):
    """The mesh file."""

    file: str = Field(min_length=1)
    """Path of a .vtu, .inp or .feb file, from the folder of the problem file."""
    scale_to_mm: Annotated[float, finite()] = 1.0
    """What the file's lengths are multiplied with: 1000 for metres."""


class Plane(Block):
    """A plane across one axis."""

    x_mm: Annotated[float, finite("mm")] | None = None
    """Place along x."""
    y_mm: Annotated[float, finite("mm")] | None = None
    """Place along y."""
    z_mm: Annotated[float, finite("mm")] | None = None
    """Place along z."""

    @model_validator(mode="after")
    def _one(self) -> Plane:
        if sum(v is not None for v in (self.x_mm, self.y_mm, self.z_mm)) != 1:
            raise refuse("expected one of x_mm, y_mm and z_mm; give one")
        return self

    @property
    def axis(self) -> int:
        """0 for x, 1 for y, 2 for z."""
        return next(k for k, v in enumerate((self.x_mm, self.y_mm, self.z_mm)) if v is not None)

    @property
    def at_mm(self) -> float:
        """Place along the axis."""
        return next(v for v in (self.x_mm, self.y_mm, self.z_mm) if v is not None)


class NodeChoice(Block):
    """Nodes chosen by where they lie."""

    side: Literal["top", "bottom", "outside"] | None = None
    """top and bottom: the ends along ``axis``; outside: every node on the surface of the mesh."""
    axis: Axis = "z"
    """Axis of top and bottom."""
    plane: Plane | None = None
    """Nodes in a plane."""
    sets: tuple[str, ...] = ()
    """Nodes of other sets together."""
    without: tuple[str, ...] = ()
    """Sets whose nodes are taken out again."""
    tolerance_mm: Annotated[float, finite("mm")] | None = None
    """Half-width of the band of a side or plane; a ten-thousandth of the mesh when left out."""

    @model_validator(mode="after")
    def _one(self) -> NodeChoice:
        if sum((self.side is not None, self.plane is not None, bool(self.sets))) != 1:
            raise refuse("expected one of side, plane and sets; give one")
        if self.tolerance_mm is not None and not self.tolerance_mm > 0:
            raise refuse(f"found {self.tolerance_mm:g}, expected more than 0; correct it", "tolerance_mm")
        return self


class FaceChoice(Block):
    """Faces on the surface of the mesh whose nodes all belong to a node set."""

    nodes: str
    """Name of the node set."""


class FibreChoice(Block):
    """Directions of the two families in an element set."""

    around: Around | None = None
    """Around an axis: circumferential, tilted by the angle to either side."""
    from_axes: bool | None = None
    """In the plane of the file's local axes 1 and 2, tilted by the angle from axis 1 (FEBio's mat_axis)."""
    angle_deg: Annotated[float, plausible("fibre_angle_deg")]
    """Angle of each family, degrees."""

    @model_validator(mode="after")
    def _one(self) -> FibreChoice:
        if (self.around is None) == (not self.from_axes):
            raise refuse("expected either around or from_axes: true; give one")
        return self


class Around(Block):
    """An axis in space."""

    centre_mm: Vector = (0.0, 0.0, 0.0)
    """A point of the axis."""
    axis: Vector = (0.0, 0.0, 1.0)
    """Direction of the axis."""

    @model_validator(mode="after")
    def _has_direction(self) -> Around:
        if not any(self.axis):
            raise refuse("found a direction of length 0, expected an axis; correct it", "axis")
        return self


FibreChoice.model_rebuild()
