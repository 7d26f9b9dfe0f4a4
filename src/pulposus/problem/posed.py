"""A problem on its mesh: every name resolved to nodes, elements and directions, every check made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.problem.conditions import TRANSLATIONS, PlateInput
from pulposus.problem.domains import Domain, domains_of
from pulposus.problem.mesh import ForeignMesh
from pulposus.problem.numbers import ALLOW, expected_range, is_plausible
from pulposus.problem.problem import Problem, load_problem
from pulposus.problem.quality import Quality, examine
from pulposus.problem.read_mesh import read_mesh
from pulposus.problem.rigid import HeldPlate, refuse_rigid_motion
from pulposus.problem.sets import Sets, sets_of

Float = NDArray[np.float64]
SIZE, WHOLE = "mesh_size_mm", "whole_disc_width_mm"


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem ready to be solved or exported."""

    problem: Problem
    name: str
    mesh: ForeignMesh
    quality: Quality
    domains: tuple[Domain, ...]
    sets: Sets
    fixed: NDArray[np.bool_]
    """Components of displacement held at zero, (n, 3)."""
    notes: tuple[str, ...]
    """What to warn of, each a sentence without its stop."""

    def centre_mm(self, plate: PlateInput) -> Float:
        """Point about which a plate turns, (3,)."""
        if plate.centre_mm is not None:
            return np.array(plate.centre_mm)
        return np.asarray(self.mesh.nodes_mm[self.sets.nodes[plate.nodes]].mean(axis=0))


def load_posed(path: Path | str) -> Posed:
    """Read a problem file and its mesh, and make every check that needs no solving.

    Raises:
        InputError: one sentence with the place, what was found, what is expected and what to do.
    """
    path = Path(path)
    problem = load_problem(path)
    scale = problem.mesh.scale_to_mm
    if not scale > 0:
        raise InputError(f"{path.name}: mesh.scale_to_mm: found {scale:g}, expected more than 0; correct it.")
    try:
        file = path.parent / Path(problem.mesh.file).expanduser()
    except RuntimeError:
        file = path.parent / problem.mesh.file
    if not file.is_file():
        raise InputError(
            f"{path.name}: mesh.file: found '{problem.mesh.file[:120]}', which is not a file, expected a mesh; give "
            "its path from the folder of the problem file."
        )
    return pose(problem, read_mesh(file, scale), path.name)


def pose(problem: Problem, mesh: ForeignMesh, name: str = "problem") -> Posed:
    """Resolve a problem on a mesh; ``name`` stands in sentences.

    Raises:
        InputError: as `load_posed`.
    """
    notes = _plausible_size(problem, mesh, name)
    quality = examine(mesh)
    sets = sets_of(problem, mesh, name)
    domains = domains_of(problem, mesh, name)
    fixed = np.zeros(mesh.nodes_mm.shape, dtype=bool)
    for item in problem.fixed:
        fixed[np.ix_(sets.nodes[item.nodes], np.array([TRANSLATIONS.index(c) for c in item.components]))] = True
    posed = Posed(problem, name, mesh, quality, domains, sets, fixed, (*notes, *quality.notes))
    if problem.physics == "transport":
        return posed
    _refuse_overlaps(posed)
    refuse_rigid_motion(mesh.nodes_mm, quality.part, fixed, held_plates(posed), name)
    if not problem.potential and problem.programme.kind == "creep":
        extra = "no node is drained (no 'potential'): the fluid cannot leave, and the volume stays"
        return Posed(problem, name, mesh, quality, domains, sets, fixed, (*posed.notes, extra))
    return posed


def held_plates(posed: Posed) -> list[HeldPlate]:
    """Plates as the check of rigid motion sees them."""
    plates = []
    for plate in posed.problem.plates:
        held = [
            move.state == "fixed" or move.to_mm is not None or move.to_deg is not None
            for move in plate.moves().values()
        ]
        x, y, z, rx, ry, rz = held
        plates.append(
            HeldPlate(plate.name, posed.sets.nodes[plate.nodes], posed.centre_mm(plate), (x, y, z, rx, ry, rz))
        )
    return plates


def _plausible_size(problem: Problem, mesh: ForeignMesh, name: str) -> list[str]:
    longest = float(mesh.size_mm.max())
    if SIZE in problem.allow_implausible:
        return []
    shown = " x ".join(f"{side:.4g}" for side in mesh.size_mm)
    if not is_plausible(SIZE, longest):
        likely = [f for size in (WHOLE, SIZE) for f in (1e3, 1e-3, 10.0) if is_plausible(size, longest * f)]
        todo = f"write mesh: {{file: ..., scale_to_mm: {likely[0]:g}}}" if likely else "correct its unit"
        raise InputError(
            f"{name}: mesh: the longest side of {mesh.name} ({shown} mm) is {longest:.4g} mm, expected "
            f"{expected_range(SIZE)}; {todo}, or if it is meant, list {SIZE} under {ALLOW}."
        )
    return [f"mesh {mesh.name}: {len(mesh.elements)} {mesh.kind}, {shown} mm"]


def _refuse_overlaps(posed: Posed) -> None:
    taken: dict[int, str] = {}
    for k, plate in enumerate(posed.problem.plates):
        nodes = posed.sets.nodes[plate.nodes]
        also = posed.fixed[nodes].any(axis=1)
        if also.any():
            raise InputError(
                f"{posed.name}: plates.{k}: {int(also.sum())} of its nodes are also under 'fixed' (such as "
                f"{posed.mesh.node_ids[nodes[also][0]]}), expected one or the other; take them out of one set."
            )
        shared = [node for node in nodes.tolist() if node in taken]
        if shared:
            raise InputError(
                f"{posed.name}: plates.{k}: {len(shared)} of its nodes belong to the plate '{taken[shared[0]]}' too, "
                "expected each node in one plate; take them out of one set."
            )
        taken |= dict.fromkeys(nodes.tolist(), plate.name)
