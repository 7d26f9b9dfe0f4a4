"""Boxes of hexahedra in our numbering, and as other programs write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.hexahedron import EDGES
from pulposus.problem.mesh import ForeignMesh, RawMesh, assembled

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def box(
    n: tuple[int, int, int] = (2, 2, 2), size: tuple[float, float, float] = (10.0, 10.0, 10.0)
) -> tuple[Float, Int]:
    """Nodes (n, 3) and hex8 (e, 8) of a box with one corner at the origin."""
    axes = [np.linspace(0, length, k + 1) for k, length in zip(n, size, strict=True)]
    z, y, x = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
    nodes = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    nx, ny = n[0] + 1, n[1] + 1
    i, j, k = np.meshgrid(*map(np.arange, n), indexing="ij")
    first = (i + nx * (j + ny * k)).ravel(order="F")
    lower = np.stack([first, first + 1, first + 1 + nx, first + nx], axis=-1)
    return nodes, np.concatenate([lower, lower + nx * ny], axis=-1)


def quadratic(nodes: Float, elements: Int) -> tuple[Float, Int]:
    """The same as hex20: a node in the middle of each edge, numbered behind the corners."""
    pairs = np.sort(elements[:, EDGES], axis=-1)
    edges, place = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    middles = len(nodes) + place.reshape(len(elements), 12)
    return np.concatenate([nodes, nodes[edges].mean(axis=1)]), np.concatenate([elements, middles], axis=1)


def mesh_of(nodes: Float, elements: Int, **sets: dict[str, Int]) -> ForeignMesh:
    """A mesh without a file; element ``k`` and node ``k`` have the id ``k``."""
    raw = RawMesh(np.arange(len(nodes)), nodes, np.arange(len(elements)), elements, **sets)  # type: ignore[arg-type]
    return assembled(raw, "box")


def as_inp(nodes: Float, elements: Int, node_ids: Int, element_ids: Int, kind: str = "C3D8") -> str:
    """Abaqus input with the element set Half (first half), the node set Base (z = 0) and the surface Cap (S2)."""
    half = element_ids[: max(1, len(elements) // 2)]
    base = node_ids[nodes[:, 2] == 0]
    lines = ["*Heading", " made for a test", "** a comment", "*NODE, NSET=Everything"]
    lines += [f"{i}, {x!r}, {y!r}, {z!r}" for i, (x, y, z) in zip(node_ids.tolist(), nodes.tolist(), strict=True)]
    lines += [f"*Element, type={kind}, elset=Body"]
    for i, row in zip(element_ids.tolist(), node_ids[elements].tolist(), strict=True):
        lines += [f"{i}, {', '.join(map(str, row[:10]))}" + (",\n" + ", ".join(map(str, row[10:])) if row[10:] else "")]
    lines += ["*elset, elset=Half", *(f"{i}," for i in half.tolist())]
    lines += ["*Nset, nset=Base", *(", ".join(map(str, base[k : k + 8].tolist())) for k in range(0, len(base), 8))]
    lines += ["*Surface, name=Cap, type=ELEMENT", "Half, S2"]
    return "\n".join(lines) + "\n"


def as_feb(nodes: Float, elements: Int, node_ids: Int, element_ids: Int, version: str = "4.0") -> str:
    """FEBio input of the same, with the domain Body; 2.5 nests ids where 4.0 lists them."""
    half = element_ids[: max(1, len(elements) // 2)].tolist()
    base = node_ids[nodes[:, 2] == 0].tolist()
    kind = f"hex{elements.shape[1]}"
    out = [f'<febio_spec version="{version}">', "<Mesh>" if version != "2.5" else "<Geometry>", '<Nodes name="all">']
    out += [
        f'<node id="{i}">{x!r},{y!r},{z!r}</node>'
        for i, (x, y, z) in zip(node_ids.tolist(), nodes.tolist(), strict=True)
    ]
    out += ["</Nodes>", f'<Elements type="{kind}" name="Body" mat="1">']
    out += [
        f'<elem id="{i}">{",".join(map(str, row))}</elem>'
        for i, row in zip(element_ids.tolist(), node_ids[elements].tolist(), strict=True)
    ]
    out += ["</Elements>"]
    if version == "2.5":
        out += ['<NodeSet name="Base">', *(f'<n id="{i}"/>' for i in base), "</NodeSet>"]
        out += ['<ElementSet name="Half">', *(f'<e id="{i}"/>' for i in half), "</ElementSet>", "</Geometry>"]
    else:
        out += [f'<NodeSet name="Base">{",".join(map(str, base))}</NodeSet>']
        out += [f'<ElementSet name="Half">{",".join(map(str, half))}</ElementSet>', "</Mesh>"]
    return "\n".join([*out, "</febio_spec>"])


def as_vtu(path: Path, nodes: Float, elements: Int) -> Path:
    """VTU with the cell array ``region`` (1 in the first half, else 2) and the point array ``Base``."""
    import meshio

    region = np.where(np.arange(len(elements)) < max(1, len(elements) // 2), 1, 2)
    cell = "hexahedron" if elements.shape[1] == 8 else "hexahedron20"
    base = (nodes[:, 2] == 0).astype(np.int64)
    meshio.Mesh(nodes, [(cell, elements)], point_data={"Base": base}, cell_data={"region": [region]}).write(
        path, file_format="vtu"
    )
    return path
