"""What is solved: mesh, materials by block of elements, plates, loads, drained nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.material import Composition, Laws, Material, Permeability

Float = NDArray[np.float64]
Int = NDArray[np.int64]
MOTIONS = ("x", "y", "z", "rotation_x", "rotation_y", "rotation_z")


@dataclass(frozen=True)
class Curve:
    """Piecewise linear in time (s), constant beyond its ends; values in the unit of what it drives."""

    times_s: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def constant(cls, value: float) -> Curve:
        """The same value at all times."""
        return cls((0.0,), (value,))

    def __call__(self, time_s: float) -> float:
        return float(np.interp(time_s, self.times_s, self.values))


@dataclass(frozen=True, eq=False)
class Block:
    """Elements that obey the same laws; numbers may differ from element to element.

    ``elements`` (k,) indices into the mesh; every leaf of ``material``, ``permeability`` and ``tissue`` a scalar or
    (k,); ``fibres`` (k, 2, 3) unit directions of both families in the reference shape, or None.
    """

    name: str
    elements: Int
    laws: Laws
    material: Material
    permeability: Permeability
    tissue: Composition
    fibres: Float | None = None


@dataclass(frozen=True, eq=False)
class Plate:
    """Nodes that move as one rigid body (or, with ``slide``, share the displacement along one axis only).

    Motions are three translations (mm) and three components of the rotation vector (rad) about ``centre_mm``, in
    the order ``MOTIONS``. Each is prescribed by a curve, held at zero (``held``), or free under the force (N) or moment
    (N mm) of its ``load`` curve (none means zero).
    """

    name: str
    nodes: Int
    centre_mm: tuple[float, float, float]
    prescribed: dict[str, Curve] = field(default_factory=dict)
    load: dict[str, Curve] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    slide: str | None = None
    """One of x, y, z: a frictionless plate; its only motion is that one."""

    @property
    def motions(self) -> tuple[str, ...]:
        return MOTIONS if self.slide is None else (self.slide,)


@dataclass(frozen=True, eq=False)
class Potential:
    """Corner nodes whose fluid potential (MPa) follows a curve; 0 is the bath."""

    nodes: Int
    curve: Curve = field(default_factory=lambda: Curve.constant(0.0))


@dataclass(frozen=True, eq=False)
class Load:
    """Dead nodal forces (n, 3) in N times a curve."""

    forces_N: Float
    curve: Curve


@dataclass(frozen=True, eq=False)
class Model:
    """A problem on one mesh of hexahedra with eight or twenty nodes.

    ``nodes_mm`` (n, 3) reference places, ``elements`` (e, 8 or 20) in VTK order. ``fixed`` (n, 3) says which
    components of displacement are held at zero. Nodes without a prescribed potential are sealed (no flux).
    ``dry`` leaves the fluid out: the potential is 0 everywhere (swelling equilibrium, or an elastic solid).
    """

    nodes_mm: Float
    elements: Int
    blocks: tuple[Block, ...]
    fixed: NDArray[np.bool_]
    plates: tuple[Plate, ...] = ()
    potentials: tuple[Potential, ...] = ()
    loads: tuple[Load, ...] = ()
    dry: bool = False
    stabilise: float = 0.0
    """Share of the pressure projection stabilisation (White and Borja 2008, doi:10.1016/j.cma.2008.05.015): 0 none,
    1 as published; for eight-node elements, whose potential may otherwise oscillate in short time steps."""
    body_force: Callable[[float], Float] | None = None
    """Consistent nodal forces (n, 3) in N at a time (s)."""
    source: Callable[[float], Float] | None = None
    """Fluid volume that enters at each node per time, (n,) mm3/s, at a time (s)."""
