"""A hexahedral mesh that another program made: nodes, elements and named sets, in our numbering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.numerics.hexahedron import EDGES, FACES

Float = NDArray[np.float64]
Int = NDArray[np.int64]

NODES_OF = {"hex8": 8, "hex20": 20}
SHOWN = 3  # names or ids that a sentence lists before "and N more"


def _face_nodes() -> Int:
    """Nodes of the six faces of a hex20: four corners, then the middles between them, (6, 8)."""
    middle = {frozenset(map(int, pair)): 8 + k for k, pair in enumerate(EDGES)}
    rows = [
        [*map(int, face), *(middle[frozenset((int(face[k]), int(face[(k + 1) % 4])))] for k in range(4))]
        for face in FACES
    ]
    return np.array(rows, dtype=np.int64)


FACE_NODES = _face_nodes()
"""Local nodes of each face seen from outside, corners before middles, (6, 8); Abaqus names them S1 to S6."""


@dataclass(frozen=True, eq=False)
class ForeignMesh:
    """A mesh read from a file.

    ``nodes_mm`` (n, 3), ``elements`` (e, 8) or (e, 20) in VTK order. Sets hold positions in these arrays;
    ``face_sets`` hold nodes (m, 4) or (m, 8), anticlockwise seen from outside where the file says so. ``fibres``
    (e, 2, 3) are unit directions of two families, zero rows where an element has none; ``axes`` (e, 3, 3) local
    axes as rows, zero where there are none. ``node_ids`` and ``element_ids`` are the numbers of the file.
    """

    nodes_mm: Float
    elements: Int
    node_ids: Int
    element_ids: Int
    element_sets: Mapping[str, Int] = field(default_factory=dict)
    node_sets: Mapping[str, Int] = field(default_factory=dict)
    face_sets: Mapping[str, Int] = field(default_factory=dict)
    fibres: Float | None = None
    axes: Float | None = None
    name: str = "mesh"
    sha256: str = ""
    notes: tuple[str, ...] = ()
    """What the reader left out or changed, each a sentence."""

    @property
    def corners_mm(self) -> Float:
        """Corner coordinates of every element, (e, 8, 3)."""
        return self.nodes_mm[self.elements[:, :8]]

    @property
    def kind(self) -> str:
        return "hex8" if self.elements.shape[1] == NODES_OF["hex8"] else "hex20"

    @property
    def size_mm(self) -> Float:
        """Extent along x, y and z, (3,)."""
        return np.asarray(np.ptp(self.nodes_mm, axis=0))


@dataclass(eq=False)
class RawMesh:
    """What a reader found, by the ids of its file; `assembled` makes a `ForeignMesh` of it."""

    node_ids: list[int] | Int
    nodes_mm: list[list[float]] | Float
    element_ids: list[int] | Int
    elements: list[list[int]] | Int
    element_sets: dict[str, list[int] | Int] = field(default_factory=dict)
    node_sets: dict[str, list[int] | Int] = field(default_factory=dict)
    face_sets: dict[str, list[list[int]] | Int] = field(default_factory=dict)
    fibres: Float | None = None
    axes: Float | None = None
    notes: list[str] = field(default_factory=list)


def some(names: list[str] | list[int]) -> str:
    """A few of many, as a sentence holds them."""
    shown = ", ".join(str(name)[:40] for name in names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _ids(found: object, what: str, name: str) -> Int:
    try:
        ids = np.asarray(found, dtype=np.int64).ravel()
    except (OverflowError, ValueError, TypeError):
        raise InputError(f"{name}: found {what} that are no whole numbers, expected ids; correct the file.") from None
    unique, counts = np.unique(ids, return_counts=True)
    if len(unique) != len(ids):
        twice = unique[counts > 1].tolist()
        raise InputError(
            f"{name}: found {what} {some(twice)} more than once, expected each id once; renumber the mesh."
        )
    return ids


class _Places:
    """Position of each id."""

    def __init__(self, ids: Int) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]

    def of(self, wanted: object, what: str, name: str) -> Int:
        try:
            ids = np.asarray(wanted, dtype=np.int64)
        except (OverflowError, ValueError, TypeError):
            raise InputError(f"{name}: {what} holds something else than whole numbers; correct the file.") from None
        if ids.size == 0:
            return ids
        at = np.minimum(np.searchsorted(self._sorted, ids), len(self._sorted) - 1)
        missing = self._sorted[at] != ids
        if missing.any():
            unknown = np.unique(ids[missing]).tolist()
            raise InputError(
                f"{name}: {what} names the id {some(unknown)}, which the file does not define; correct it."
            )
        return np.asarray(self._order[at])


def _coordinates(raw: RawMesh, count: int, ids: Int, name: str) -> Float:
    try:
        nodes = np.asarray(raw.nodes_mm, dtype=np.float64).reshape(count, -1)
    except (ValueError, TypeError):
        raise InputError(f"{name}: found nodes without three coordinates each; correct the file.") from None
    if nodes.shape != (count, 3):
        raise InputError(f"{name}: found nodes without three coordinates each; correct the file.")
    bad = ~(np.abs(nodes) < np.finfo(np.float32).max).all(axis=1)  # also true for NaN
    if bad.any():
        raise InputError(
            f"{name}: node {some(ids[bad].tolist())} has a coordinate that is not a finite number; correct the file."
        )
    return nodes


def assembled(raw: RawMesh, name: str, sha256: str = "") -> ForeignMesh:
    """The mesh with ids turned into positions; nodes of no element are left out, which a note says.

    Raises:
        InputError: repeated or unknown ids, no element, coordinates that are not finite.
    """
    node_ids = _ids(raw.node_ids, "node ids", name)
    element_ids = _ids(raw.element_ids, "element ids", name)
    if len(node_ids) == 0 or len(element_ids) == 0:
        what = "no nodes" if len(node_ids) == 0 else "no elements"
        raise InputError(f"{name}: found {what}, expected a mesh of hexahedra (hex8 or hex20); check the file.")
    nodes = _coordinates(raw, len(node_ids), node_ids, name)
    place, element_place = _Places(node_ids), _Places(element_ids)
    try:
        table = np.asarray(raw.elements, dtype=np.int64).reshape(len(element_ids), -1)
    except (OverflowError, ValueError, TypeError):
        raise InputError(f"{name}: found elements without 8 or 20 whole node numbers; correct the file.") from None
    if table.shape[1] not in NODES_OF.values():
        raise InputError(f"{name}: found elements with {table.shape[1]} nodes, expected 8 or 20; mesh with hexahedra.")
    elements = place.of(table, "an element", name)
    used = np.zeros(len(node_ids), dtype=bool)
    used[elements] = True
    new = np.cumsum(used) - 1
    notes = list(raw.notes)
    if not used.all():
        loose = node_ids[~used].tolist()
        notes.append(f"{len(loose)} nodes belong to no element and are left out (id {some(loose)})")
    node_sets, face_sets = {}, {}
    for key, wanted in raw.node_sets.items():
        at = np.unique(place.of(wanted, f"the node set '{key}'", name))
        node_sets[key] = new[at[used[at]]]
    for key, faces in raw.face_sets.items():
        at = place.of(faces, f"the face set '{key}'", name)
        if not used[at].all():
            raise InputError(f"{name}: the face set '{key}' has nodes of no element; correct the file.")
        face_sets[key] = new[at]
    return ForeignMesh(
        nodes_mm=nodes[used],
        elements=new[elements],
        node_ids=node_ids[used],
        element_ids=element_ids,
        element_sets={
            key: np.unique(element_place.of(wanted, f"the element set '{key}'", name))
            for key, wanted in raw.element_sets.items()
        },
        node_sets=node_sets,
        face_sets=face_sets,
        fibres=raw.fibres,
        axes=raw.axes,
        name=name,
        sha256=sha256,
        notes=tuple(notes),
    )
