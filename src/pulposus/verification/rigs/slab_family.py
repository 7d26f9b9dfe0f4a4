"""The slabs of V8 to V11 on several meshes: solved once in batches, since compiling costs more than solving."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.verification.closed.coupled import Layer
from pulposus.verification.rigs import hexa_slab
from pulposus.verification.rigs.reduced_slab import Kinetics, Slabs, coupled_slabs, unit_slabs

RATE, THIELE = 0.7, 2.0
# A half-value 1e9 times the supply makes the Michaelis-Menten law first order to nine digits.
FAR = 1e9
SIMPLE = (Kinetics(RATE, 0.0), Kinetics(THIELE**2 * FAR, FAR))
SATURATING = (Kinetics(1.0, 0.5), Kinetics(2.0, 0.5), Kinetics(2.0, 0.1))
UNIT_SIZES = (10, 20, 40)

POROSITY, CELLS_1e6_mL = 0.8, 3.6
UNITS = {"oxygen": "kPa", "lactate": "mM", "glucose": "mM"}


@dataclass(frozen=True)
class Nucleus:
    """Half-thickness and how many times the published cell density."""

    half_mm: float
    crowding: float

    @property
    def layers(self) -> tuple[Layer, ...]:
        return (Layer(self.half_mm, POROSITY, CELLS_1e6_mL * self.crowding),)


NUCLEI = (Nucleus(3, 1), Nucleus(5, 1), Nucleus(7, 1), Nucleus(5, 1.5), Nucleus(5, 2), Nucleus(5, 2.5))
BILAYER = (Layer(6.2, 0.80, 3.6), Layer(0.8, 0.66, 13.5))
LAYERED = (*(nucleus.layers for nucleus in NUCLEI), BILAYER)
COUPLED_SIZES = {"reduced": (40, 80, 160), "hex8": (16, 40, 80)}


REDUCED, HEX8 = "reduced", "hex8"
SOLVERS = (REDUCED, HEX8)
UNIT_ELEMENTS, COUPLED_ELEMENTS = 40, 80
"""Of every 3-D slab: all of a family share what is compiled."""


def _unit(solver: str) -> dict[int, Slabs]:
    kinetics = SIMPLE + SATURATING
    if solver == REDUCED:
        return {n: unit_slabs(kinetics, n) for n in UNIT_SIZES}
    return {n: hexa_slab.unit_slabs(kinetics, n, UNIT_ELEMENTS) for n in UNIT_SIZES}


def _coupled(solver: str) -> dict[int, Slabs]:
    if solver == REDUCED:
        return {n: coupled_slabs(LAYERED, n) for n in COUPLED_SIZES[REDUCED]}
    return {n: hexa_slab.coupled_slabs(LAYERED, n, COUPLED_ELEMENTS) for n in COUPLED_SIZES[HEX8]}


def _rows(found: dict[int, Slabs], rows: slice) -> dict[int, Slabs]:
    return {n: slabs.only(rows) for n, slabs in found.items()}


def simple(solver: str) -> dict[int, Slabs]:
    """Slabs of V8 by number of elements."""
    return _rows(_unit(solver), slice(0, len(SIMPLE)))


def saturating(solver: str) -> dict[int, Slabs]:
    """Slabs of V9 by number of elements."""
    return _rows(_unit(solver), slice(len(SIMPLE), None))


def nuclei(solver: str) -> dict[int, Slabs]:
    """Slabs of V10 by number of elements."""
    return _rows(_coupled(solver), slice(0, len(NUCLEI)))


def bilayer(solver: str) -> dict[int, Slabs]:
    """Slab of V11 by number of elements."""
    return _rows(_coupled(solver), slice(len(NUCLEI), None))
