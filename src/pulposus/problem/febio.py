"""Write a problem as FEBio 4.0 input."""

from __future__ import annotations

from pathlib import Path

from pulposus.errors import RunError
from pulposus.problem.febio_mechanics import Mechanics
from pulposus.problem.febio_mesh import axes_xml, mesh_xml, parts_of
from pulposus.problem.febio_transport import Transport
from pulposus.problem.posed import Posed


def write_febio(posed: Posed, path: Path) -> Path:
    """Write the problem as ``path``, whole or not at all.

    Raises:
        InputError: a law or a field that FEBio lacks: which, and what to use instead.
        RunError: the file cannot be written.
    """
    text = febio_text(posed)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(f"Cannot write {path.name}: {error.strerror or error}; choose another place.") from None
    return path


def febio_text(posed: Posed) -> str:
    """The problem as FEBio 4.0 input.

    Raises:
        InputError: as `write_febio`.
    """
    parts = parts_of(posed)
    surfaces = {item.faces: posed.sets.faces[item.faces] for item in posed.problem.traction}
    writer = Mechanics(posed, parts) if posed.problem.physics == "mechanics" else Transport(posed, parts)
    body = writer.xml(mesh_xml(posed, parts, surfaces), axes_xml(parts))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<febio_spec version="4.0">\n{body}</febio_spec>\n'
