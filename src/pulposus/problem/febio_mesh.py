"""Mesh, sets and local axes in FEBio's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.problem.domains import Domain
from pulposus.problem.posed import Posed

Float = NDArray[np.float64]
Int = NDArray[np.int64]
MOST_ANGLES = 64  # materials into which one is split where its fibre angle changes
SAME_ANGLE_RAD = 1e-6


@dataclass(frozen=True, eq=False)
class Part:
    """Elements with one material and one fibre angle: an <Elements> block of its own."""

    name: str
    domain: Domain
    elements: Int
    angle_rad: float
    axes: Float | None
    """Local axes 1 (between the families) and 2, (k, 2, 3)."""


def parts_of(posed: Posed) -> list[Part]:
    """Domains, split where the angle between the fibre families changes.

    Raises:
        InputError: more angles than FEBio materials can reasonably be written.
    """
    parts = []
    for domain in posed.domains:
        if domain.fibres is None:
            parts.append(Part(domain.name, domain, domain.elements, 0.0, None))
            continue
        first, second = domain.fibres[:, 0], domain.fibres[:, 1]
        along, up = first + second, first - second
        cosine, sine = np.linalg.norm(along, axis=1) / 2, np.linalg.norm(up, axis=1) / 2
        angle = np.round(np.arctan2(sine, cosine) / SAME_ANGLE_RAD) * SAME_ANGLE_RAD
        axes = np.stack([_unit(along, first), _unit(up, first)], axis=1)
        different = np.unique(angle)
        if len(different) > MOST_ANGLES:
            raise InputError(
                f"{posed.name}: the fibre angle takes {len(different)} values in '{domain.name}', and a FEBio material "
                f"has one (at most {MOST_ANGLES} are written); give one angle under 'fibres' for the export."
            )
        for k, each in enumerate(different):
            mine = angle == each
            name = domain.name if len(different) == 1 else f"{domain.name}_{k + 1}"
            exact = float(np.arctan2(sine[mine].mean(), cosine[mine].mean()))
            parts.append(Part(name, domain, domain.elements[mine], exact, axes[mine]))
    return parts


def _unit(vector: Float, other: Float) -> Float:
    """Rows of length one; where a row is zero (families in one direction, or opposite), any normal to ``other``."""
    length = np.linalg.norm(vector, axis=1, keepdims=True)
    helper = np.eye(3)[np.argmin(np.abs(other), axis=1)]
    normal = np.cross(other, helper)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    return np.where(length > SAME_ANGLE_RAD, vector / np.where(length > 0, length, 1), normal)


def id_list(ids: Iterable[int], per_line: int = 16) -> str:
    """Ids with commas, several lines."""
    text = [str(i) for i in ids]
    return ",\n".join(",".join(text[k : k + per_line]) for k in range(0, len(text), per_line))


def mesh_xml(posed: Posed, parts: list[Part], surfaces: dict[str, Int]) -> str:
    """<Mesh> and <MeshDomains>; nodes and elements keep the ids of the file they came from."""
    mesh = posed.mesh
    nodes = mesh.node_ids
    out = ['<Mesh>\n<Nodes name="all_nodes">\n']
    out += [
        f'<node id="{i}">{x:.12g},{y:.12g},{z:.12g}</node>\n'
        for i, (x, y, z) in zip((nodes + _shift(nodes)).tolist(), mesh.nodes_mm.tolist(), strict=True)
    ]
    out.append("</Nodes>\n")
    node_id = nodes + _shift(nodes)
    element_id = mesh.element_ids + _shift(mesh.element_ids)
    for part in parts:
        out.append(f'<Elements type="{mesh.kind}" name={quoteattr(part.name)}>\n')
        rows = node_id[mesh.elements[part.elements]].tolist()
        ids = element_id[part.elements].tolist()
        out += [f'<elem id="{i}">{",".join(map(str, row))}</elem>\n' for i, row in zip(ids, rows, strict=True)]
        out.append("</Elements>\n")
    for name, members in posed.sets.nodes.items():
        out.append(f"<NodeSet name={quoteattr(name)}>{id_list(node_id[members].tolist())}</NodeSet>\n")
    for name, faces in surfaces.items():
        tag = f"quad{faces.shape[1]}"
        out.append(f"<Surface name={quoteattr(name)}>\n")
        out += [
            f'<{tag} id="{k}">{",".join(map(str, row))}</{tag}>\n' for k, row in enumerate(node_id[faces].tolist(), 1)
        ]
        out.append("</Surface>\n")
    out.append("</Mesh>\n<MeshDomains>\n")
    out += [f"<SolidDomain name={quoteattr(part.name)} mat={quoteattr(part.name)}/>\n" for part in parts]
    out.append("</MeshDomains>\n")
    return "".join(out)


def _shift(ids: Int) -> int:
    """FEBio counts from 1: what makes the least id at least 1."""
    return max(0, 1 - int(ids.min()))


def axes_xml(parts: list[Part]) -> str:
    """<MeshData> with the local axes of the parts that have fibres; nothing where none has."""
    out = []
    for part in parts:
        if part.axes is None:
            continue
        out.append(f'<ElementData type="mat_axis" elem_set={quoteattr(part.name)}>\n')
        for lid, (a, d) in enumerate(part.axes.tolist(), 1):
            out.append(f'<e lid="{lid}"><a>{_vector(a)}</a><d>{_vector(d)}</d></e>\n')
        out.append("</ElementData>\n")
    return f"<MeshData>\n{''.join(out)}</MeshData>\n" if out else ""


def _vector(numbers: list[float]) -> str:
    return ",".join(f"{x:.10g}" for x in numbers)
