"""Which elements are of which material, and where their fibres run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.problem.choices import FibreChoice
from pulposus.problem.laws import Material
from pulposus.problem.mesh import ForeignMesh, some
from pulposus.problem.problem import REST, Problem
from pulposus.problem.sets import unknown
from pulposus.problem.tissue import completed

Float = NDArray[np.float64]
Int = NDArray[np.int64]
ON_AXIS_SHARE = 1e-6  # of the mesh's extent: nearer to an axis there is no direction around it


@dataclass(frozen=True, eq=False)
class Domain:
    """One element set with its material: ``elements`` (k,), ``fibres`` (k, 2, 3) or None."""

    name: str
    material_name: str
    material: Material
    elements: Int
    fibres: Float | None


def domains_of(problem: Problem, mesh: ForeignMesh, name: str) -> tuple[Domain, ...]:
    """The domains of a problem on a mesh; ``name`` is the problem file in sentences.

    Raises:
        InputError: unknown or overlapping sets, elements without a material, fibres without a direction.
    """
    owner = np.full(len(mesh.elements), -1)
    keys = list(problem.assign)
    for number, key in enumerate(keys):
        if key == REST:
            continue
        if key not in mesh.element_sets:
            raise unknown(f"{name}: assign", key, "an element set of the mesh", [*mesh.element_sets, REST])
        elements = mesh.element_sets[key]
        taken = owner[elements] >= 0
        if taken.any():
            other = keys[int(owner[elements[taken][0]])]
            raise InputError(
                f"{name}: assign: the element sets '{other}' and '{key}' share {int(taken.sum())} elements (such as "
                f"{mesh.element_ids[elements[taken][0]]}), expected each element once; assign sets that do not overlap."
            )
        owner[elements] = number
    if REST in keys:
        owner[owner < 0] = keys.index(REST)
    bare = np.flatnonzero(owner < 0)
    if bare.size:
        raise InputError(
            f"{name}: assign: {bare.size} elements have no material (such as {some(mesh.element_ids[bare].tolist())}), "
            f"expected one for each; assign their set, or '{REST}: MATERIAL'."
        )
    fibres = _directions(problem, mesh, name)
    domains = []
    for number, key in enumerate(keys):
        elements = np.flatnonzero(owner == number)
        if not elements.size:
            raise InputError(f"{name}: assign.{key}: found no element, expected at least one; remove the line.")
        material = completed(problem.materials[problem.assign[key]])
        along = None
        if material.fibres is not None:
            along = fibres[elements]
            lost = np.flatnonzero(np.linalg.norm(along, axis=-1).min(axis=1) < 0.5)
            if lost.size:
                raise InputError(
                    f"{name}: assign.{key}: the material '{problem.assign[key]}' has fibres, and {lost.size} elements "
                    f"have no direction for them (such as {mesh.element_ids[elements[lost[0]]]}); give one "
                    "under 'fibres'."
                )
        domains.append(Domain(key, problem.assign[key], material, elements, along))
    return tuple(domains)


def _directions(problem: Problem, mesh: ForeignMesh, name: str) -> Float:
    """Fibre directions of every element (e, 2, 3), zero where there are none."""
    out = np.zeros((len(mesh.elements), 2, 3)) if mesh.fibres is None else mesh.fibres.copy()
    for key, choice in problem.fibres.items():
        if key not in mesh.element_sets and key != REST:
            raise unknown(f"{name}: fibres", key, "an element set of the mesh", [*mesh.element_sets, REST])
        elements = mesh.element_sets[key] if key != REST else np.arange(len(mesh.elements))
        out[elements] = _tilted(choice, mesh, elements, f"{name}: fibres.{key}")
    return out


def _tilted(choice: FibreChoice, mesh: ForeignMesh, elements: Int, place: str) -> Float:
    if choice.around is not None:
        axis = np.array(choice.around.axis) / np.linalg.norm(choice.around.axis)
        arm = mesh.corners_mm[elements].mean(axis=1) - np.array(choice.around.centre_mm)
        first = np.cross(axis, arm)
        length = np.linalg.norm(first, axis=1)
        on_axis = np.flatnonzero(length < ON_AXIS_SHARE * float(mesh.size_mm.max()))
        if on_axis.size:
            raise InputError(
                f"{place}: element {mesh.element_ids[elements[on_axis[0]]]} lies on the axis, where there is no "
                "direction around it; move the centre, or leave the element out."
            )
        first, second = first / length[:, None], np.broadcast_to(axis, first.shape)
    else:
        lost = mesh.axes is None or (np.abs(mesh.axes[elements]).sum(axis=(1, 2)) == 0).any()
        if mesh.axes is None or lost:
            raise InputError(f"{place}.from_axes: {mesh.name} has no local axes for this set; use 'around'.")
        first, second = mesh.axes[elements, 0], mesh.axes[elements, 1]
    angle = np.deg2rad(choice.angle_deg)
    along, up = np.cos(angle) * first, np.sin(angle) * second
    return np.stack([along + up, along - up], axis=1)
