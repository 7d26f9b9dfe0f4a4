"""FEBio .feb (4.0, 3.0 and 2.5): nodes, hex8 and hex20 domains, sets, surfaces, material axes and fibre vectors."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.problem.feb_fibres import fibres_of
from pulposus.problem.mesh import NODES_OF, RawMesh

Float = NDArray[np.float64]
VERSIONS = ("2.5", "3.0", "4.0")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FACES = {"quad4": 4, "quad8": 8}


def parse(raw: bytes, name: str) -> RawMesh:
    """Mesh of the bytes of an input file; each ``Elements`` block is an element set by its name.

    Raises:
        InputError: not FEBio, another version, other elements than hexahedra, a mesh in another file, broken values.
    """
    root = _root(raw, name)
    mesh = root.find("Mesh") if root.find("Mesh") is not None else root.find("Geometry")
    if mesh is None:
        raise InputError(f"{name}: found no <Mesh> or <Geometry>, expected one; export the model with its mesh.")
    if mesh.get("from") is not None or root.find("Include") is not None:
        raise InputError(f"{name}: the mesh lies in another file; put its <Mesh> into this one.")
    node_ids, nodes = _nodes(mesh, name)
    element_ids, elements, element_sets, mats = _elements(mesh, name)
    node_sets: dict[str, list[int]] = {}
    face_sets = {_label(part, name): _surface(part, name) for part in mesh.findall("Surface")}
    for block in mesh.findall("Nodes"):
        if block.get("name"):
            node_sets[_label(block, name)] = [_whole(node.get("id"), name) for node in block]
    for part in mesh.findall("NodeSet"):
        node_sets[_label(part, name)] = _members(part, name, node_sets, face_sets)
    for part in mesh.findall("ElementSet"):
        element_sets[_label(part, name)] = _members(part, name, element_sets, {})
    axes, fibres, notes = fibres_of(root, name, element_ids, element_sets, mats)
    return RawMesh(
        node_ids=node_ids,
        nodes_mm=nodes,
        element_ids=element_ids,
        elements=elements,
        element_sets=dict(element_sets),
        node_sets=dict(node_sets),
        face_sets=dict(face_sets),
        fibres=fibres,
        axes=axes,
        notes=notes,
    )


def _root(raw: bytes, name: str) -> ET.Element:
    if _DECLARES.search(raw):
        raise InputError(f"{name}: found a document type with entities, expected plain FEBio XML; remove it.")
    try:
        root = ET.fromstring(raw)
    except (ET.ParseError, ValueError, LookupError) as error:
        where = getattr(error, "position", None)
        line = f", line {where[0]}" if where else ""
        raise InputError(
            f"{name}{line}: cannot be read as XML, expected a whole FEBio file; export it again."
        ) from None
    if root.tag != "febio_spec":
        raise InputError(f"{name}: found <{root.tag[:30]}>, expected <febio_spec>; give a FEBio input file.")
    if root.get("version") not in VERSIONS:
        raise InputError(
            f"{name}: found FEBio version {str(root.get('version'))[:10]!r}, expected one of {', '.join(VERSIONS)}; "
            "save it as 4.0 in FEBio Studio."
        )
    return root


def _label(part: ET.Element, name: str) -> str:
    label = part.get("name")
    if not label:
        raise InputError(f"{name}: found <{part.tag}> without a name; name it.")
    return label


def _whole(text: str | None, name: str) -> int:
    try:
        return int(text or "")
    except ValueError:
        raise InputError(f"{name}: found {str(text)[:40]!r}, expected an id (a whole number); correct it.") from None


def _integers(text: str | None, name: str) -> list[int]:
    parts = (text or "").replace(",", " ").split()
    try:
        return [int(part) for part in parts]
    except ValueError:
        return [_whole(part, name) for part in parts]  # says which


def numbers(text: str | None, count: int, what: str, name: str) -> list[float]:
    """``count`` numbers from text.

    Raises:
        InputError: there are more, fewer, or something else.
    """
    parts = (text or "").replace(",", " ").split()
    try:
        found = [float(part) for part in parts]
    except ValueError:
        found = []
    if len(found) != count:
        raise InputError(f"{name}: found {str(text)[:40]!r} for {what}, expected {count} numbers; correct it.")
    return found


def _nodes(mesh: ET.Element, name: str) -> tuple[list[int], Float]:
    ids: list[int] = []
    places: list[list[float]] = []
    for block in mesh.findall("Nodes"):
        for node in block.findall("node"):
            ids.append(_whole(node.get("id"), name))
            places.append(numbers(node.text, 3, f"node {ids[-1]}", name))
    return ids, np.array(places, dtype=np.float64).reshape(-1, 3)


def _elements(
    mesh: ET.Element, name: str
) -> tuple[list[int], list[list[int]], dict[str, list[int]], dict[str, str | None]]:
    """Ids, nodes, sets by block, and the material that a 2.5 block names."""
    ids: list[int] = []
    rows: list[list[int]] = []
    sets: dict[str, list[int]] = {}
    mats: dict[str, str | None] = {}
    kinds = {str(block.get("type")) for block in mesh.findall("Elements")}
    if len(kinds) > 1 or not kinds <= set(NODES_OF):
        raise InputError(
            f"{name}: found elements of type {', '.join(sorted(kinds))[:60]}, expected hex8 or hex20 alone; mesh with "
            "hexahedra of one kind."
        )
    for number, block in enumerate(mesh.findall("Elements"), 1):
        label = block.get("name") or f"part_{number}"
        mats[label] = block.get("mat")
        members = sets.setdefault(label, [])
        count = NODES_OF[kinds.copy().pop()]
        for element in block.findall("elem"):
            ids.append(_whole(element.get("id"), name))
            row = _integers(element.text, name)
            if len(row) != count:
                raise InputError(
                    f"{name}: found {len(row)} nodes for element {ids[-1]}, expected {count}; correct that element."
                )
            rows.append(row)
            members.append(ids[-1])
    return ids, rows, sets, mats


def _surface(part: ET.Element, name: str) -> list[list[int]]:
    faces = []
    for face in part:
        count = _FACES.get(face.tag)
        nodes = _integers(face.text, name)
        if count is None or len(nodes) != count:
            raise InputError(
                f"{name}: found <{face.tag[:20]}> with {len(nodes)} nodes in the surface '{part.get('name')}', "
                "expected quad4 or quad8; mesh with hexahedra."
            )
        faces.append(nodes)
    if len({len(face) for face in faces}) > 1:
        raise InputError(f"{name}: found quad4 and quad8 in the surface '{part.get('name')}'; use one of them.")
    return faces


def _members(part: ET.Element, name: str, known: dict[str, list[int]], faces: dict[str, list[list[int]]]) -> list[int]:
    """Ids of a set: children with an id, a list of numbers, or the name of another set."""
    if len(part):
        return [
            i for child in part for i in ([_whole(child.get("id"), name)] if child.get("id") else _inner(child, name))
        ]
    text = (part.text or "").strip()
    if not text.startswith("@"):
        return _integers(text, name)
    kind, _, label = text[1:].partition(":")
    if kind == "surface" and label in faces:
        return sorted({node for face in faces[label] for node in face})
    if label in known:
        return list(known[label])
    raise InputError(f"{name}: the set '{part.get('name')}' is '{text[:40]}', which is not known here; list its ids.")


def _inner(child: ET.Element, name: str) -> Iterable[int]:
    return _integers(child.text, name)
