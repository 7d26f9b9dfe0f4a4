"""Boxes and slabs of hexahedra that the tests of three-dimensional transport share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from pulposus.numerics.hexahedron import EDGES


def _box(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and hex8 of a box with the given planes; x runs fastest."""
    zz, yy, xx = np.meshgrid(z, y, x, indexing="ij")
    number = np.arange(xx.size).reshape(xx.shape)
    lower = [number[:-1, :-1, :-1], number[:-1, :-1, 1:], number[:-1, 1:, 1:], number[:-1, 1:, :-1]]
    upper = [number[1:, :-1, :-1], number[1:, :-1, 1:], number[1:, 1:, 1:], number[1:, 1:, :-1]]
    elements = np.stack([a.ravel() for a in lower + upper], axis=1)
    return np.stack([xx.ravel(), yy.ravel(), zz.ravel()], axis=1), elements


@pytest.fixture(scope="session")
def box() -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    return _box


@pytest.fixture(scope="session")
def slabs() -> Callable[[Sequence[np.ndarray]], tuple[np.ndarray, np.ndarray]]:
    """Columns of elements beside each other, each with its own planes z from its symmetry plane out."""

    def make(planes: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        nodes, elements, count = [], [], 0
        for k, z in enumerate(planes):
            x, e = _box(np.array([3.0 * k, 3.0 * k + 1]), np.array([0.0, 1.0]), np.asarray(z))
            nodes.append(x)
            elements.append(e + count)
            count += len(x)
        return np.concatenate(nodes), np.concatenate(elements)

    return make


@pytest.fixture(scope="session")
def twenty() -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """The hex20 mesh with straight edges of a hex8 mesh."""

    def make(nodes: np.ndarray, elements: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        ends = np.sort(elements[:, EDGES], axis=2)
        unique, place = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
        middle = len(nodes) + place.reshape(len(elements), len(EDGES))
        return np.concatenate([nodes, nodes[unique].mean(axis=1)]), np.concatenate([elements, middle], axis=1)

    return make
