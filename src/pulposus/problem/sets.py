"""Node and face sets of a problem: those of the mesh file, and those chosen by where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.numerics.settings import MESH_SIDE_SHARE
from pulposus.problem.choices import SIDES, NodeChoice
from pulposus.problem.mesh import ForeignMesh
from pulposus.problem.problem import Problem
from pulposus.problem.surface import faces_within, matched, surface_faces

Int = NDArray[np.int64]
LISTED = 120  # letters of known names that a sentence holds


@dataclass(frozen=True, eq=False)
class Sets:
    """All sets by name: ``nodes`` (k,), ``faces`` (m, 4 or 8) seen from outside; ``surface`` the whole outside."""

    nodes: Mapping[str, Int]
    faces: Mapping[str, Int]
    surface: Int


def unknown(place: str, found: str, what: str, known: list[str]) -> InputError:
    """The sentence on a name that nothing has."""
    near = get_close_matches(found, known, n=1, cutoff=0.6)
    todo = f"did you mean '{near[0]}'?" if near else "correct the name."
    return InputError(
        f"{place}: found '{found[:60]}', expected {what} ({', '.join(known)[:LISTED] or 'there is none'}); {todo}"
    )


def sets_of(problem: Problem, mesh: ForeignMesh, name: str) -> Sets:
    """Resolve every set that the problem names or defines; ``name`` is the problem file in sentences.

    Raises:
        InputError: an unknown or empty set, a name taken twice, a face inside the mesh.
    """
    surface = surface_faces(mesh)
    for key in problem.node_sets:
        if key in mesh.node_sets:
            raise InputError(f"{name}: node_sets.{key}: the mesh has a node set of that name; choose another name.")
    for key in problem.face_sets:
        if key in mesh.face_sets:
            raise InputError(f"{name}: face_sets.{key}: the mesh has a face set of that name; choose another name.")
    chooser = _Chooser(problem, mesh, surface, name)
    wanted = [(f"fixed.{k}.nodes", item.nodes) for k, item in enumerate(problem.fixed)]
    wanted += [(f"plates.{k}.nodes", item.nodes) for k, item in enumerate(problem.plates)]
    wanted += [(f"potential.{k}.nodes", item.nodes) for k, item in enumerate(problem.potential)]
    wanted += [(f"concentrations.{k}.nodes", item.nodes) for k, item in enumerate(problem.concentrations)]
    wanted += [(f"face_sets.{key}.nodes", choice.nodes) for key, choice in problem.face_sets.items()]
    wanted += [(f"node_sets.{key}", key) for key in problem.node_sets]
    for place, key in wanted:
        chooser.get(key, place)
    faces = {}
    for key, choice in problem.face_sets.items():
        faces[key] = faces_within(surface, chooser.done[choice.nodes], len(mesh.nodes_mm))
        if not len(faces[key]):
            raise InputError(
                f"{name}: face_sets.{key}: the node set '{choice.nodes}' holds no whole face of the surface; widen it."
            )
    for k, item in enumerate(problem.traction):
        place = f"{name}: traction.{k}.faces"
        if item.faces in faces:
            continue
        if item.faces not in mesh.face_sets:
            raise unknown(place, item.faces, "a face set", [*mesh.face_sets, *problem.face_sets])
        at, found = matched(mesh.face_sets[item.faces], surface)
        if not found.all():
            raise InputError(
                f"{place}: {int((~found).sum())} faces of '{item.faces}' do not lie on the surface of the mesh, "
                "expected outer faces; correct the set."
            )
        faces[item.faces] = surface[at]
    return Sets(chooser.done, faces, surface)


class _Chooser:
    """Finds node sets by name, each once."""

    def __init__(self, problem: Problem, mesh: ForeignMesh, surface: Int, name: str) -> None:
        self.problem, self.mesh, self.surface, self.name = problem, mesh, surface, name
        self.done: dict[str, Int] = {}
        self._open: list[str] = []

    def get(self, key: str, place: str) -> Int:
        if key in self.done:
            return self.done[key]
        if key in self._open:
            raise InputError(f"{self.name}: {place}: the node set '{key}' is made of itself; correct it.")
        self._open.append(key)
        if key in self.problem.node_sets:
            nodes = self._choose(self.problem.node_sets[key], f"node_sets.{key}")
        elif key in self.mesh.node_sets:
            nodes = self.mesh.node_sets[key]
        elif key in SIDES:
            nodes = self._choose(NodeChoice.model_validate({"side": key}), place)
        else:
            known = [*self.problem.node_sets, *self.mesh.node_sets, *SIDES]
            raise unknown(f"{self.name}: {place}", key, "a node set", known)
        if not len(nodes):
            raise InputError(
                f"{self.name}: {place}: the node set '{key}' is empty, expected at least one node; widen it."
            )
        self._open.pop()
        self.done[key] = np.asarray(nodes, dtype=np.int64)
        return self.done[key]

    def _choose(self, choice: NodeChoice, place: str) -> Int:
        if choice.sets:
            nodes = np.unique(np.concatenate([self.get(key, f"{place}.sets") for key in choice.sets]))
        elif choice.side == "outside":
            nodes = np.unique(self.surface)
        else:
            axis = choice.plane.axis if choice.plane else "xyz".index(choice.axis)
            along = self.mesh.nodes_mm[:, axis]
            at = choice.plane.at_mm if choice.plane else along.max() if choice.side == "top" else along.min()
            band = choice.tolerance_mm or MESH_SIDE_SHARE * float(self.mesh.size_mm.max())
            nodes = np.flatnonzero(np.abs(along - at) <= band)
        for key in choice.without:
            nodes = np.setdiff1d(nodes, self.get(key, f"{place}.without"))
        return np.asarray(nodes, dtype=np.int64)
