"""Abaqus .inp: nodes, C3D8 and C3D20 of every kind, element, node and surface sets, one instance."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from pulposus.errors import InputError
from pulposus.problem.inp_lines import Keyword, keywords, real, whole
from pulposus.problem.mesh import FACE_NODES, RawMesh

# C3D8, C3D8P, C3D8R, C3D8H, C3D20, C3D20RP, ...: letters behind the count change the solver's integration only.
_HEX = re.compile(r"C3D(8|20)[A-Z]*")
# The order of nodes is VTK's: corners below, corners above, middles below, middles above, uprights.


@dataclass
class _State:
    """What has been read so far; sets hold ids or names of other sets, by their name in capitals."""

    name: str
    nodes: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    elements: dict[int, list[int]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    node_sets: dict[str, list[int | str]] = field(default_factory=dict)
    element_sets: dict[str, list[int | str]] = field(default_factory=dict)
    surfaces: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    parts: int = 0
    instances: int = 0


def parse(text: str, name: str) -> RawMesh:
    """Mesh of the text of an input file.

    Raises:
        InputError: other elements than hexahedra, several instances, included files, broken lines, unknown sets.
    """
    state = _State(name)
    for block in keywords(text):
        reader = _READ.get(block.name)
        if reader is not None:
            reader(state, block)
    nodes = np.array(list(state.nodes.values()), dtype=np.float64).reshape(-1, 3) + np.array(state.shift)
    return RawMesh(
        node_ids=list(state.nodes),
        nodes_mm=nodes,
        element_ids=list(state.elements),
        elements=list(state.elements.values()),
        element_sets={state.spelled[key]: _resolved(state, key, state.element_sets, ()) for key in state.element_sets},
        node_sets={state.spelled[key]: _resolved(state, key, state.node_sets, ()) for key in state.node_sets},
        face_sets={state.spelled[key]: _faces(state, key) for key in state.surfaces},
    )


def _refuse(state: _State, block: Keyword, found: str, todo: str) -> InputError:
    return InputError(f"{state.name}, line {block.line}: found {found}; {todo}.")


def _named(state: _State, block: Keyword, option: str) -> str:
    spelled = block.options.get(option, "")
    if not spelled:
        raise _refuse(state, block, f"*{block.name} without {option}=, expected a name", "add it")
    state.spelled.setdefault(spelled.upper(), spelled)
    return spelled.upper()


def _no_other_file(state: _State, block: Keyword) -> None:
    if "INPUT" in block.options or block.name == "INCLUDE":
        raise _refuse(state, block, f"*{block.name} that reads another file", "put its lines into this one")


def _node(state: _State, block: Keyword) -> None:
    _no_other_file(state, block)
    if block.options.get("SYSTEM", "R").upper() != "R":
        raise _refuse(state, block, "nodes in a cylindrical or spherical system", "write them in x, y, z")
    ids = []
    for line, fields in block.data:
        while fields and not fields[-1]:
            fields.pop()
        if len(fields) < 2:
            raise InputError(f"{state.name}, line {line}: found a node without coordinates; correct that line.")
        node = whole(fields[0], line, state.name)
        if node in state.nodes:
            raise InputError(f"{state.name}, line {line}: found node {node} a second time, expected it once; renumber.")
        x, y, z = [*(real(part, line, state.name) for part in fields[1:4]), 0.0, 0.0][:3]
        state.nodes[node] = (x, y, z)
        ids.append(node)
    if "NSET" in block.options:
        state.node_sets.setdefault(_named(state, block, "NSET"), []).extend(ids)


def _element(state: _State, block: Keyword) -> None:
    _no_other_file(state, block)
    kind = block.options.get("TYPE", "").upper()
    match = _HEX.fullmatch(kind)
    if match is None:
        raise _refuse(
            state,
            block,
            f"elements of type {kind[:20] or '(none)'}, expected C3D8 or C3D20 alone",
            "mesh with hexahedra",
        )
    count = int(match[1])
    state.kinds.add(match[1])
    if len(state.kinds) > 1:
        raise _refuse(state, block, "C3D8 and C3D20 in one file, expected one of them", "mesh with one kind")
    ids, row, row_line = [], list[int](), 0
    for line, fields in block.data:
        row_line = row_line if row else line
        row += [whole(part, line, state.name) for part in fields if part]
        if len(row) > count:
            element = row[0]
            if len(row) > count + 1:
                raise InputError(
                    f"{state.name}, line {line}: found {len(row) - 1} nodes for element {element}, expected {count}; "
                    "correct that line."
                )
            if element in state.elements:
                raise InputError(f"{state.name}, line {row_line}: found element {element} a second time; renumber.")
            state.elements[element] = row[1:]
            ids.append(element)
            row = []
    if row:
        raise InputError(
            f"{state.name}, line {row_line}: found {len(row) - 1} nodes for element {row[0]}, expected {count}; the "
            "file may be cut off."
        )
    if "ELSET" in block.options:
        state.element_sets.setdefault(_named(state, block, "ELSET"), []).extend(ids)


def _members(state: _State, block: Keyword) -> list[int | str]:
    members: list[int | str] = []
    for line, fields in block.data:
        parts = [part for part in fields if part]
        if "GENERATE" in block.options:
            if len(parts) not in (2, 3):
                raise InputError(f"{state.name}, line {line}: found {len(parts)} numbers, expected first, last, step.")
            first, last, step = [*(whole(part, line, state.name) for part in parts), 1][:3]
            if step <= 0 or not 0 <= last - first <= 10**8:
                raise InputError(f"{state.name}, line {line}: found a range that does not rise; correct that line.")
            members += list(range(first, last + 1, step))
            continue
        for part in parts:
            bare = part.rsplit(".", 1)[-1]  # instance.id
            members.append(int(bare) if bare.isdecimal() and len(bare) < 19 else part.strip('"').upper())
    return members


def _nset(state: _State, block: Keyword) -> None:
    if "ELSET" in block.options:
        raise _refuse(state, block, "*NSET from an ELSET", "list the nodes")
    state.node_sets.setdefault(_named(state, block, "NSET"), []).extend(_members(state, block))


def _elset(state: _State, block: Keyword) -> None:
    state.element_sets.setdefault(_named(state, block, "ELSET"), []).extend(_members(state, block))


def _surface(state: _State, block: Keyword) -> None:
    if block.options.get("TYPE", "ELEMENT").upper() != "ELEMENT":
        return
    rows = state.surfaces.setdefault(_named(state, block, "NAME"), [])
    for line, fields in block.data:
        if len(fields) < 2 or not re.fullmatch(r"[sS][1-6]", fields[1]):
            raise InputError(
                f"{state.name}, line {line}: found {', '.join(fields)[:40]!r}, expected elements and a face S1 to S6; "
                "correct that line."
            )
        rows.append((fields[0].strip('"').upper(), fields[1].upper(), line))


def _part(state: _State, block: Keyword) -> None:
    state.parts += 1
    if state.parts > 1:
        raise _refuse(state, block, "a second *PART, expected one", "merge the parts into one mesh")


def _instance(state: _State, block: Keyword) -> None:
    state.instances += 1
    if state.instances > 1:
        raise _refuse(state, block, "a second *INSTANCE, expected one", "merge the instances into one mesh")
    if len(block.data) > 1:
        raise _refuse(state, block, "a rotated instance", "write the rotated coordinates into the part")
    if block.data:
        line, fields = block.data[0]
        x, y, z = [*(real(part, line, state.name) for part in fields if part), 0.0, 0.0, 0.0][:3]
        state.shift = (x, y, z)


def _resolved(state: _State, key: str, sets: dict[str, list[int | str]], above: tuple[str, ...]) -> list[int]:
    if key in above:
        raise InputError(f"{state.name}: the set '{state.spelled[key]}' holds itself; list its members.")
    ids: list[int] = []
    for member in sets[key]:
        if isinstance(member, int):
            ids.append(member)
        elif member in sets:
            ids += _resolved(state, member, sets, (*above, key))
        else:
            raise InputError(
                f"{state.name}: the set '{state.spelled[key]}' names '{member[:40]}', which is neither an id nor a set "
                "of its kind; correct it."
            )
    return ids


def _faces(state: _State, key: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    count = 8 if "20" in state.kinds else 4
    faces: list[list[int]] = []
    for where, side, line in state.surfaces[key]:
        bare = where.rsplit(".", 1)[-1]
        if where in state.element_sets:
            ids = _resolved(state, where, state.element_sets, ())
        elif bare.isdecimal():
            ids = [int(bare)]
        else:
            raise InputError(f"{state.name}, line {line}: found the unknown element set '{where[:40]}'; correct it.")
        local = FACE_NODES[int(side[1]) - 1, :count]
        for element in ids:
            if element not in state.elements:
                raise InputError(f"{state.name}, line {line}: found the unknown element {element}; correct it.")
            faces.append([state.elements[element][k] for k in local])
    return np.array(faces, dtype=np.int64).reshape(-1, count)


_READ = {
    "NODE": _node,
    "ELEMENT": _element,
    "NSET": _nset,
    "ELSET": _elset,
    "SURFACE": _surface,
    "PART": _part,
    "INSTANCE": _instance,
    "INCLUDE": _no_other_file,
}
