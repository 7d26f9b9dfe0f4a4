"""Blocks of a problem file for boundary conditions and loads."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from pulposus.forecasting.case_numbers import shown
from pulposus.problem.choices import Axis, Vector
from pulposus.problem.laws import Block
from pulposus.problem.numbers import numbers_of, plausible, refuse

TRANSLATIONS, ROTATIONS = ("x", "y", "z"), ("rx", "ry", "rz")


def _curve(found: object) -> object:
    """Points (time in s, factor), rising in time."""
    if not isinstance(found, (list, tuple)) or not found:
        raise refuse(f"found {shown(found)}, expected points [time in s, factor]; write [[0, 0], [1, 1]]")
    read: Any = numbers_of(2).func
    points = tuple(read(point) for point in found)
    if any(b[0] <= a[0] for a, b in pairwise(points)):
        raise refuse("found times that do not rise, expected each later than the one before; sort the points")
    return points


Points = Annotated[tuple[tuple[float, float], ...], BeforeValidator(_curve)]


class Fixed(Block):
    """Displacement components held at zero."""

    nodes: str
    """Name of a node set."""
    components: tuple[Axis, ...] = ("x", "y", "z")
    """Which of x, y, z."""


class Motion(Block):
    """One motion of a plate: free, fixed, prescribed, or free under a load."""

    state: Literal["free", "fixed"] | None = None
    """Written as the word alone."""
    to_mm: Annotated[float, plausible("translation_mm")] | None = None
    """Prescribed translation, mm."""
    to_deg: Annotated[float, plausible("rotation_deg")] | None = None
    """Prescribed rotation, degrees."""
    force_N: Annotated[float, plausible("force_N")] | None = None
    """Force along the axis, N."""
    moment_Nm: Annotated[float, plausible("moment_Nm")] | None = None
    """Moment about the axis, Nm."""
    curve: str | None = None
    """Name of the curve that multiplies it; the whole value from the start when left out."""

    @model_validator(mode="after")
    def _one(self) -> Motion:
        if sum(v is not None for v in (self.state, self.to_mm, self.to_deg, self.force_N, self.moment_Nm)) != 1:
            raise refuse("expected one of to_mm, to_deg, force_N and moment_Nm; give one")
        return self


def _motion(found: object, info: ValidationInfo) -> object:
    if found in ("free", "fixed"):
        return {"state": found}
    if isinstance(found, Motion):
        return found
    if not isinstance(found, dict):
        raise refuse(f"found {shown(found)}, expected free, fixed or a mapping such as {{force_N: -500}}; correct it")
    turns = info.field_name in ROTATIONS
    wrong = [key for key in (("to_mm", "force_N") if turns else ("to_deg", "moment_Nm")) if key in found]
    if wrong:
        instead = "to_deg or moment_Nm" if turns else "to_mm or force_N"
        raise refuse(f"found {wrong[0]} for a {'rotation' if turns else 'translation'}, expected {instead}; correct it")
    return found


Move = Annotated[Motion, BeforeValidator(_motion)]
FIXED = Motion(state="fixed")


class PlateInput(Block):
    """Nodes that move as one rigid body."""

    name: str = Field(min_length=1)
    """Name in the results."""
    nodes: str
    """Name of a node set."""
    centre_mm: Vector | None = None
    """Point about which it turns and where the force acts; the mean of its nodes when left out."""
    x: Move = FIXED
    """Translation along x."""
    y: Move = FIXED
    """Translation along y."""
    z: Move = FIXED
    """Translation along z."""
    rx: Move = FIXED
    """Rotation about x."""
    ry: Move = FIXED
    """Rotation about y."""
    rz: Move = FIXED
    """Rotation about z."""

    def moves(self) -> dict[str, Motion]:
        """The six motions by name."""
        return {name: getattr(self, name) for name in (*TRANSLATIONS, *ROTATIONS)}


class PotentialInput(Block):
    """Fluid potential on nodes: 0 is the bath, and a drained surface."""

    nodes: str
    """Name of a node set."""
    value_MPa: Annotated[float, plausible("pressure_MPa")] = 0.0
    """Fluid potential, MPa."""
    curve: str | None = None
    """Name of the curve that multiplies it."""


class TractionInput(Block):
    """Traction on faces, per reference area and of constant direction."""

    faces: str
    """Name of a face set."""
    vector_MPa: Vector | None = None
    """Traction along x, y, z, MPa."""
    pressure_MPa: Annotated[float, plausible("pressure_MPa")] | None = None
    """Pressure against the reference surface, MPa; positive pushes inward."""
    curve: str | None = None
    """Name of the curve that multiplies it."""

    @model_validator(mode="after")
    def _one(self) -> TractionInput:
        if (self.vector_MPa is None) == (self.pressure_MPa is None):
            raise refuse("expected either vector_MPa or pressure_MPa; give one")
        return self


class Concentrations(Block):
    """Concentrations of the three nutrients, or of one solute."""

    oxygen_kPa: Annotated[float, plausible("oxygen_kPa")] | None = None
    """Oxygen, kPa."""
    glucose_mM: Annotated[float, plausible("glucose_mM")] | None = None
    """Glucose, mM."""
    lactate_mM: Annotated[float, plausible("lactate_mM")] | None = None
    """Lactate, mM."""
    concentration_mM: Annotated[float, plausible("concentration_mM")] | None = None
    """The solute of the materials' ``solute`` blocks, mM."""

    def given(self) -> set[str]:
        """Names of the concentrations that have a value."""
        return {name for name in Concentrations.model_fields if getattr(self, name) is not None}


class ConcentrationInput(Concentrations):
    """Concentrations on nodes."""

    nodes: str
    """Name of a node set."""
