"""VTU, which ParaView and meshio write: whole-number cell arrays become element sets, 0/1 point arrays node sets."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.problem.mesh import RawMesh

Float = NDArray[np.float64]
CELLS = {"hexahedron": 8, "hexahedron20": 20}
MOST_VALUES = 256  # a cell array with more different numbers is a numbering, not a set
FIBRES = ("fibre_1", "fibre_2")


def parse(raw: bytes, name: str) -> RawMesh:
    """Mesh of the bytes of a VTU file.

    The array ``region`` with values 0 and 3 gives the element sets ``region_0`` and ``region_3``; cell vectors
    ``fibre_1`` and ``fibre_2`` are the fibre directions.

    Raises:
        InputError: the file is broken, or holds other cells than hexahedra.
    """
    found = _meshio(raw, name)
    kinds = {block.type for block in found.cells}
    if len(kinds) != 1 or not kinds <= set(CELLS):
        listed = ", ".join(sorted(kinds)) or "no cells"
        raise InputError(
            f"{name}: found {listed}, expected hexahedron or hexahedron20 alone; mesh with hexahedra of one kind."
        )
    elements = np.concatenate([np.asarray(block.data, dtype=np.int64) for block in found.cells])
    count, points = len(elements), np.asarray(found.points)
    cells = {key: np.concatenate([np.asarray(part) for part in parts]) for key, parts in found.cell_data.items()}
    element_sets: dict[str, Any] = {}
    for key, values in cells.items():
        whole = np.issubdtype(values.dtype, np.integer) and values.shape == (count,)
        if whole and len(np.unique(values)) <= MOST_VALUES:
            element_sets |= {f"{key}_{int(v)}": np.flatnonzero(values == v) for v in np.unique(values)}
    node_sets: dict[str, Any] = {}
    for key, values in found.point_data.items():
        values = np.asarray(values)
        if values.shape == (len(points),) and np.isin(values, (0, 1)).all() and (values == 1).any():
            node_sets[key] = np.flatnonzero(values == 1)
    return RawMesh(
        node_ids=np.arange(len(points)),
        nodes_mm=points,
        element_ids=np.arange(count),
        elements=elements,
        element_sets=element_sets,
        node_sets=node_sets,
        fibres=_fibres(cells, count, name),
    )


def _meshio(raw: bytes, name: str) -> Any:
    """What meshio reads; it raises whatever its parts raise, and talks to the terminal."""
    import meshio.vtu

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "mesh.vtu"
        copy.write_bytes(raw)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                return meshio.vtu.read(copy)
        except (Exception, SystemExit) as error:
            said = " ".join(str(error).split())[:80] or type(error).__name__
            raise InputError(
                f"{name}: cannot be read as VTU ({said}), expected an unstructured grid in XML; write the file again."
            ) from None


def _fibres(cells: dict[str, Any], count: int, name: str) -> Float | None:
    if not set(FIBRES) <= set(cells):
        return None
    families = [np.asarray(cells[key], dtype=np.float64) for key in FIBRES]
    if any(family.shape != (count, 3) for family in families):
        raise InputError(f"{name}: found fibre_1 or fibre_2 without three components for each element; correct them.")
    return unit_rows(np.stack(families, axis=1))


def unit_rows(vectors: Float) -> Float:
    """Vectors (..., 3) of length one; zero where they are zero or not finite."""
    length = np.linalg.norm(np.nan_to_num(vectors, posinf=0, neginf=0), axis=-1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=(length > 0) & np.isfinite(vectors))
