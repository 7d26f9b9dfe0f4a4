"""The problem file: mesh, materials, boundary conditions, loads and programme, validated with sentences.

docs/solve.md describes it; docs/problem.schema.json is made from these classes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pulposus.forecasting.case_numbers import shown
from pulposus.forecasting.case_sentences import nearest, validated
from pulposus.forecasting.case_yaml import Lines, Wording, read
from pulposus.problem.choices import FaceChoice, FibreChoice, MeshInput, NodeChoice
from pulposus.problem.conditions import (
    ConcentrationInput,
    Concentrations,
    Fixed,
    PlateInput,
    Points,
    PotentialInput,
    TractionInput,
)
from pulposus.problem.laws import Block, Material
from pulposus.problem.numbers import ALLOW, plausible, refuse
from pulposus.problem.programme import Programme

SCHEMA: Literal["pulposus-problem/1"] = "pulposus-problem/1"
REST = "rest"
WORDING = Wording("problem", "docs/solve.md")


def _mesh(found: object) -> object:
    return {"file": found} if isinstance(found, str) else found


class Problem(Block):
    """A problem of mechanics or transport on a hexahedral mesh."""

    schema_: Literal["pulposus-problem/1"] = Field(default=SCHEMA, alias="schema")
    """Which version of this format the file follows: pulposus-problem/1."""
    physics: Literal["mechanics", "transport"]
    """What is solved."""
    mesh: Annotated[MeshInput, BeforeValidator(_mesh)]
    """The mesh file: its path, or a mapping with file and scale_to_mm."""
    materials: dict[str, Material] = Field(min_length=1)
    """Materials by a name of your choice."""
    assign: dict[str, str] = Field(min_length=1)
    """Element set of the mesh -> material; 'rest' stands for all elements of no other set listed."""
    fibres: dict[str, FibreChoice] = Field(default_factory=dict)
    """Element set -> fibre directions, where the mesh file holds none or others are wanted."""
    node_sets: dict[str, NodeChoice] = Field(default_factory=dict)
    """Further node sets, chosen by where they lie."""
    face_sets: dict[str, FaceChoice] = Field(default_factory=dict)
    """Further face sets, chosen by their nodes."""
    curves: dict[str, Points] = Field(default_factory=dict)
    """Factors over time: points [time in s, factor], linear between, constant beyond."""
    fixed: tuple[Fixed, ...] = ()
    """Displacements held at zero."""
    plates: tuple[PlateInput, ...] = ()
    """Rigid plates."""
    potential: tuple[PotentialInput, ...] = ()
    """Fluid potentials; a node without one is sealed."""
    traction: tuple[TractionInput, ...] = ()
    """Tractions."""
    concentrations: tuple[ConcentrationInput, ...] = ()
    """Concentrations on nodes; a surface without them is sealed."""
    initial: Concentrations | None = None
    """Concentrations everywhere at the start of a transient."""
    bath_mEq_mL: Annotated[float, plausible("bath_mEq_mL")] = 0.15
    """Salt in the bath, mEq/mL."""
    temperature_K: Annotated[float, plausible("temperature_K")] = 310.0
    """Temperature of the osmotic pressure, K."""
    programme: Programme
    """What is computed when."""
    allow_implausible: tuple[str, ...] = ()
    """Names of number fields (and mesh_size_mm) that may lie outside their plausible range."""

    @model_validator(mode="after")
    def _fits_together(self) -> Problem:
        _known(self.assign.values(), self.materials, "a material", "assign")
        curves = [(f"plates.{k}.{name}", move) for k, p in enumerate(self.plates) for name, move in p.moves().items()]
        named = [(place, getattr(item, "curve", None)) for place, item in curves]
        named += [(f"potential.{k}", item.curve) for k, item in enumerate(self.potential)]
        named += [(f"traction.{k}", item.curve) for k, item in enumerate(self.traction)]
        for place, curve in named:
            if curve is not None:
                _known([curve], self.curves, "a curve", f"{place}.curve")
        names = [plate.name for plate in self.plates]
        for name in names:
            if names.count(name) > 1:
                raise refuse(f"found '{name}' {names.count(name)} times, expected each name once; rename one", "plates")
        if self.physics == "mechanics":
            self._check_mechanics()
        else:
            self._check_transport()
        return self

    def _check_mechanics(self) -> None:
        if self.programme.kind not in ("swelling", "creep"):
            raise refuse(f"found '{self.programme.kind}', expected swelling or creep; correct it", "programme.kind")
        for k, item in enumerate(self.potential):
            if self.programme.kind == "swelling" and item.value_MPa != 0:
                raise refuse(
                    f"found {item.value_MPa:g} MPa, expected 0 in a swelling equilibrium, where the whole tissue is at "
                    "rest with the bath; remove it, or use creep",
                    f"potential.{k}.value_MPa",
                )
        for field in ("concentrations", "initial"):
            if getattr(self, field):
                raise refuse(f"found {field} in a problem of mechanics; remove it", field)
        for name in dict.fromkeys(self.assign.values()):
            material = self.materials[name]
            if material.tissue is None:
                for field in ("matrix", "solid_fraction", "permeability"):
                    needed = field != "permeability" or self.programme.kind == "creep"
                    if needed and getattr(material, field) is None:
                        raise refuse(
                            f"found no {field}, expected one (or a tissue from the library); add it",
                            f"materials.{name}.{field}",
                        )

    def _check_transport(self) -> None:
        if self.programme.kind not in ("steady", "transient"):
            raise refuse(f"found '{self.programme.kind}', expected steady or transient; correct it", "programme.kind")
        for field in ("fixed", "plates", "potential", "traction"):
            if getattr(self, field):
                raise refuse(f"found {field} in a problem of transport, which does not deform; remove it", field)
        used = [self.materials[name] for name in self.assign.values()]
        solute = [material.solute is not None for material in used]
        if any(solute) and not all(solute):
            raise refuse(
                "found materials with and without solute, expected one or the other; correct them", "materials"
            )
        for name in dict.fromkeys(self.assign.values()):
            material = self.materials[name]
            if material.solid_fraction is None and material.tissue is None:
                raise refuse("found no solid_fraction, expected one; add it", f"materials.{name}.solid_fraction")
            if material.solute is None and material.cells_1e6_mL is None:
                raise refuse(
                    "found no cells, expected cells_1e6_mL or a solute; add it", f"materials.{name}.cells_1e6_mL"
                )
        if not self.concentrations:
            raise refuse(
                "found none, expected concentrations on a node set, without which nothing is fixed; add them",
                "concentrations",
            )
        wanted = ("concentration_mM",) if any(solute) else ("oxygen_kPa", "glucose_mM", "lactate_mM")
        places = [(f"concentrations.{k}", item.given()) for k, item in enumerate(self.concentrations)]
        if (self.initial is not None) != (self.programme.kind == "transient"):
            todo = "a transient needs it; add it" if self.initial is None else "a steady state has none; remove it"
            raise refuse(f"found {'nothing' if self.initial is None else 'a start'}, but {todo}", "initial")
        if self.initial is not None:
            places.append(("initial", self.initial.given()))
        for place, given in places:
            if given != set(wanted):
                raise refuse(
                    f"found {', '.join(sorted(given)) or 'no concentration'}, expected {', '.join(wanted)}; correct it",
                    place,
                )


def _known(found: object, names: object, what: str, field: str) -> None:
    known = list(names)  # type: ignore[call-overload]
    for name in found:  # type: ignore[attr-defined]
        if name not in known:
            near = nearest(name, known)
            raise refuse(
                f"found {shown(name)}, expected {what} of this file ({', '.join(known)[:80] or 'there is none'}); "
                + (f"did you mean '{near}'?" if near else "define it"),
                field,
            )


def problem_from(data: object, name: str = "problem", lines: Lines | None = None) -> Problem:
    """A problem from plain data (what a YAML reader returns).

    Raises:
        InputError: one sentence with file, field, what was found, what is expected and what to do.
    """
    allowed = data.get(ALLOW) if isinstance(data, dict) else None
    allow = [item for item in allowed if isinstance(item, str)] if isinstance(allowed, list) else []
    return validated(Problem, data, name, lines, wording=WORDING, context={ALLOW: allow})


def load_problem(path: str | Path) -> Problem:
    """Read a problem file.

    Raises:
        InputError: one sentence with file, line, field, what was found, what is expected and what to do.
    """
    path = Path(path)
    data, lines = read(path, WORDING)
    return problem_from(data, path.name, lines)
