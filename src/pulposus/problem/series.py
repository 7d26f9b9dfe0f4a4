"""States as VTU files with a PVD file that ParaView opens as one movie, and the table of results."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.problem.posed import Posed
from pulposus.problem.snapshot import Row, Snapshot

FIELDS, PVD, RESULTS = "fields", "fields.pvd", "results.csv"
CELLS = {"hex8": "hexahedron", "hex20": "hexahedron20"}


def replaced(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        RunError: the disk refuses.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"Cannot write {path.name} ({error.strerror or error}); make room, and continue with --resume."
        ) from None


def write_state_vtu(path: Path, posed: Posed, snapshot: Snapshot) -> None:
    """Nodes of the reference shape with the fields of a snapshot; element sets as the array ``material``.

    Raises:
        RunError: the disk refuses.
    """
    import meshio

    mesh = posed.mesh
    material = np.zeros(len(mesh.elements), dtype=np.int64)
    cells: dict[str, NDArray[np.generic]] = {"material": material}
    for number, domain in enumerate(posed.domains):
        material[domain.elements] = number
    fibres = [domain for domain in posed.domains if domain.fibres is not None]
    if fibres:
        both = np.zeros((len(mesh.elements), 2, 3))
        for domain in fibres:
            both[domain.elements] = domain.fibres
        cells |= {"fibre_1": both[:, 0], "fibre_2": both[:, 1]}
    cells |= snapshot.cells
    out = meshio.Mesh(
        mesh.nodes_mm,
        [(CELLS[mesh.kind], mesh.elements)],
        point_data={name: np.ascontiguousarray(field) for name, field in snapshot.points.items()},
        cell_data={name: [np.ascontiguousarray(field)] for name, field in cells.items()},
    )
    part = path.with_name(f".{path.name}.part")
    try:
        out.write(part, file_format="vtu")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"Cannot write {path.name} ({error.strerror or error}); make room, and continue with --resume."
        ) from None


def pvd_text(times_s: Mapping[str, float]) -> str:
    """A PVD file: which VTU file belongs to which time."""
    sets = "".join(
        f'<DataSet timestep="{time:.10g}" group="" part="0" file={quoteattr(f"{FIELDS}/{name}")}/>\n'
        for name, time in times_s.items()
    )
    return (
        '<?xml version="1.0"?>\n<VTKFile type="Collection" version="0.1" byte_order="LittleEndian">\n<Collection>\n'
        f"{sets}</Collection>\n</VTKFile>\n"
    )


def csv_text(rows: Sequence[Row]) -> str:
    """The table of results; every number in full, so that reading it gives the same one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(rows[0]) if rows else ["time_s"]
    writer.writerow(names)
    for row in rows:
        writer.writerow([repr(row[name]) if isinstance(row[name], float) else row[name] for name in names])
    return out.getvalue()
