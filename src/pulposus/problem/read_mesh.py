"""Read a hexahedral mesh: VTU, Abaqus .inp or FEBio .feb, told apart by the ending of the name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pulposus.errors import InputError
from pulposus.problem.mesh import ForeignMesh, RawMesh, assembled

MAX_BYTES = 2_000_000_000  # more than any mesh that a desktop solves


def _vtu(raw: bytes, name: str) -> RawMesh:
    from pulposus.problem.read_vtu import parse

    return parse(raw, name)


def _inp(raw: bytes, name: str) -> RawMesh:
    from pulposus.problem.read_inp import parse

    return parse(raw.decode("utf-8-sig", errors="replace"), name)


def _feb(raw: bytes, name: str) -> RawMesh:
    from pulposus.problem.read_feb import parse

    return parse(raw, name)


READERS: dict[str, Callable[[bytes, str], RawMesh]] = {".vtu": _vtu, ".inp": _inp, ".feb": _feb}


def read_mesh(path: Path | str, scale_to_mm: float = 1.0) -> ForeignMesh:
    """Mesh of a file, its lengths multiplied by ``scale_to_mm``.

    Raises:
        InputError: one sentence when the file is missing, of another format, broken, or not of hex8 or hex20 alone.
    """
    path = Path(path)
    name = path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{name}: found a mesh file ending in '{path.suffix}', expected .vtu, .inp (Abaqus) or .feb (FEBio); "
            "export the mesh in one of these."
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{name}: found more than 2 GB, expected a mesh file; check the path.")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path cannot be used"
        raise InputError(f"{name}: the mesh cannot be read ({reason}); check the path.") from None
    mesh = assembled(reader(raw, name), name, hashlib.sha256(raw).hexdigest())
    return mesh if scale_to_mm == 1.0 else replace(mesh, nodes_mm=mesh.nodes_mm * scale_to_mm)
