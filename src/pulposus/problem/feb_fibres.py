"""Fibres of a FEBio file: vectors of the materials in the local axes of the elements."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError

Float = NDArray[np.float64]
FAMILIES = 2


def fibres_of(
    root: ET.Element,
    name: str,
    element_ids: list[int],
    element_sets: dict[str, list[int]],
    mats: dict[str, str | None],
) -> tuple[Float | None, Float | None, list[str]]:
    """Local axes (e, 3, 3) as rows, fibres (e, 2, 3), and notes on what could not be taken over.

    ``mats`` names the material of an element block in files of version 2.5; later ones have <MeshDomains>.

    Raises:
        InputError: axes that are no vectors, or that belong to no element set.
    """
    place = {element: k for k, element in enumerate(element_ids)}
    axes, given = _axes(root, name, element_sets, place, len(element_ids))
    fibres = np.zeros((len(element_ids), FAMILIES, 3))
    notes: list[str] = []
    domains = {str(d.get("name")): str(d.get("mat")) for d in root.iterfind("MeshDomains/SolidDomain")}
    domains |= {label: mat for label, mat in mats.items() if mat is not None}
    for label, mat in domains.items():
        vectors = _vectors(root, mat, name)
        if not vectors or label not in element_sets:
            continue
        if len(vectors) > FAMILIES:
            notes.append(f"the material '{mat}' has {len(vectors)} fibre families, and none is taken over (two can be)")
            continue
        at = [place[i] for i in element_sets[label] if i in place]
        basis = np.where(given[at, None, None], axes[at], np.eye(3))
        for family in range(FAMILIES):
            local = np.array(vectors[min(family, len(vectors) - 1)])
            fibres[at, family] = np.einsum("k,ekj->ej", local / np.linalg.norm(local), basis)
    return axes if given.any() else None, fibres if fibres.any() else None, notes


def _vectors(root: ET.Element, mat: str, name: str) -> list[list[float]]:
    """Fibre vectors inside the material of this name or id."""
    from pulposus.problem.read_feb import numbers

    for material in root.iterfind("Material/material"):
        if mat in (material.get("name"), material.get("id")):
            found = [fibre.findtext("vector") or fibre.text for fibre in material.iter("fiber") if _is_vector(fibre)]
            vectors = [numbers(text, 3, f"a fibre of '{mat}'", name) for text in found]
            if any(not 0 < np.linalg.norm(vector) < np.inf for vector in vectors):
                raise InputError(f"{name}: a fibre of the material '{mat}' has no direction; give its vector.")
            return vectors
    return []


def _is_vector(fibre: ET.Element) -> bool:
    return fibre.get("type") == "vector"


def _axes(
    root: ET.Element, name: str, element_sets: dict[str, list[int]], place: dict[int, int], count: int
) -> tuple[Float, NDArray[np.bool_]]:
    from pulposus.problem.read_feb import numbers

    axes, given = np.zeros((count, 3, 3)), np.zeros(count, dtype=bool)
    for data in root.iterfind("MeshData/ElementData"):
        if "mat_axis" not in (data.get("type"), data.get("var")):
            continue
        label = str(data.get("elem_set"))
        if label not in element_sets:
            raise InputError(
                f"{name}: material axes are given for '{label[:40]}', which is no element set; correct it."
            )
        members = element_sets[label]
        ids = [members[_lid(entry, len(members), label, name) - 1] for entry in data]
        pairs = [
            [numbers(entry.findtext(part), 3, f"axis {part} of '{label}'", name) for part in "ad"] for entry in data
        ]
        basis = _bases(np.array(pairs, dtype=np.float64).reshape(-1, 2, 3), label, name)
        for element, own in zip(ids, basis, strict=True):
            if element in place:
                axes[place[element]], given[place[element]] = own, True
    return axes, given


def _lid(entry: ET.Element, count: int, label: str, name: str) -> int:
    lid = entry.get("lid") or ""
    if not lid.isdecimal() or not 1 <= int(lid) <= count:
        raise InputError(f"{name}: found lid {lid[:20]!r} among the axes of '{label}', expected 1 to {count}.")
    return int(lid)


def _bases(pairs: Float, label: str, name: str) -> Float:
    """Axes as rows (k, 3, 3) from a and d (k, 2, 3): e1 along a, e3 along a x d, e2 = e3 x e1."""
    with np.errstate(over="ignore", invalid="ignore"):
        first, third = pairs[:, 0], np.cross(pairs[:, 0], pairs[:, 1])
        lengths = np.stack([np.linalg.norm(first, axis=1), np.linalg.norm(third, axis=1)])
    bad = np.flatnonzero(~((lengths > 0) & (lengths < np.inf)).all(axis=0))
    if bad.size:
        raise InputError(f"{name}: the axes a and d of entry {bad[0] + 1} of '{label}' span no plane; correct them.")
    e1, e3 = first / lengths[0][:, None], third / lengths[1][:, None]
    return np.stack([e1, np.cross(e3, e1), e3], axis=1)
