"""Small models that the tests share."""

from __future__ import annotations

import numpy as np

from pulposus.mechanics.hexa import Block, Curve, Model, Plate, Potential
from pulposus.mechanics.material import Composition, Laws, Material, Permeability
from pulposus.numerics.hexahedron import EDGES

LAWS = Laws("neo_hookean", "none", "none", "constant")


def box(n: tuple[int, int, int], size: tuple[float, float, float], kind: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and elements of a box of n elements along x, y, z."""
    grid = [np.linspace(0, s, m + 1) for s, m in zip(size, n, strict=True)]
    nodes = np.stack(np.meshgrid(*grid, indexing="ij"), axis=-1).reshape(-1, 3)
    ids = np.arange(len(nodes)).reshape([m + 1 for m in n])
    corners = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)]
    elements = np.stack([ids[a : n[0] + a, b : n[1] + b, c : n[2] + c].ravel() for a, b, c in corners], axis=1)
    return (nodes, elements) if kind == 8 else quadratic(nodes, elements)


def quadratic(nodes: np.ndarray, elements: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same mesh with a node in the middle of every edge."""
    pairs = np.sort(elements[:, EDGES], axis=-1)
    unique, place = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    middle = len(nodes) + place.reshape(len(elements), -1)
    return np.concatenate([nodes, nodes[unique].mean(axis=1)]), np.concatenate([elements, middle], axis=1)


def solid(elements: np.ndarray, laws: Laws = LAWS, fibres: np.ndarray | None = None, **numbers: float) -> Block:
    """All elements of one tissue: mu 0.4, lambda 0.3 MPa, porosity 0.8, permeability 1e-3 mm4/(N s)."""
    material = {"shear": 0.4, "lame": 0.3} | {k: v for k, v in numbers.items() if k in Material._fields}
    flow = {"scale": 1e-3, "exponent": 0.0, "power": 0.0} | {k: v for k, v in numbers.items() if k in ("scale",)}
    return Block(
        "tissue",
        np.arange(len(elements)),
        laws,
        Material(**material),
        Permeability(**flow),
        Composition(0.8, 0.0),
        fibres,
    )


def column(n: int, height: float, load_N: Curve, kind: int = 8, **numbers: float) -> Model:
    """A confined column of unit area, drained through a frictionless plate on top."""
    nodes, elements = box((1, 1, n), (1, 1, height), kind)
    fixed = np.zeros((len(nodes), 3), dtype=bool)
    fixed[:, :2] = True
    fixed[nodes[:, 2] == 0] = True
    top = np.flatnonzero(nodes[:, 2] == height)
    corners = np.unique(elements[:, :8])
    return Model(
        nodes,
        elements,
        (solid(elements, **numbers),),
        fixed,
        (Plate("top", top, (0.5, 0.5, height), load={"z": load_N}, slide="z"),),
        (Potential(np.intersect1d(top, corners)),),
    )
