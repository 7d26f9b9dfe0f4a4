"""The mechanics of a disc as rows, files for a table program, and meshes for ParaView."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path

from pulposus.disc.vtu import write_vtu
from pulposus.forecasting.mechanics import MechanicsStudy
from pulposus.forecasting.mechanics_numbers import LINES
from pulposus.library import value
from pulposus.mechanics.hexa.outputs import to_fields


def rows(study: MechanicsStudy) -> list[dict[str, object]]:
    """One row a number: its name, words, unit, each state's value (None where not found) and the measured one."""
    out: list[dict[str, object]] = []
    for name, line in LINES.items():
        row: dict[str, object] = {"name": name, "words": line.words, "unit": line.unit}
        row |= {state.name: _or_none(getattr(state.numbers, name)) for state in study.states}
        out.append({**row, "measured": value("validation", line.measured) if line.measured else None})
    return out


def _or_none(found: float) -> float | None:
    return found if math.isfinite(found) else None


def facts_of(study: MechanicsStudy) -> dict[str, object]:
    """What was run, for run.json and for a program."""
    return {
        "level": study.level,
        "elements": study.elements,
        "states": [{"name": state.name, "grade": state.grade} for state in study.states],
        "day_load_MPa": study.day_load_MPa,
        "supine_load_MPa": study.supine_MPa,
        "area_mm2": study.area_mm2,
        "creep_N": study.creep_N,
        "creep_h": study.creep_h,
        "right_after_the_cut": None
        if study.cut is None
        else {
            "force_N": study.creep_N,
            "height_change_mm": study.cut.height_change_mm,
            "mean_bulge_change_mm": study.cut.mean_bulge_change_mm,
            "pressure_ratio": study.cut.pressure_ratio,
        },
        "not_found": list(study.failures),
        "seconds": study.seconds,
    }


def stem(name: str) -> str:
    """A state's name as the name of a file: "radial fissure, 1.5 mm" becomes radial_fissure."""
    return name.partition(",")[0].replace(" ", "_")


def write_study(study: MechanicsStudy, folder: Path) -> None:
    """Write mechanics.csv, moments.csv, profile.csv and one VTU of each loaded disc into an existing folder.

    Raises:
        RunError: the folder cannot be written.
    """
    table = rows(study)
    _write(folder / "mechanics.csv", list(table[0]), (row.values() for row in table))
    _write(
        folder / "moments.csv",
        ["state", "direction", "moment_Nm", "rotation_deg", "nucleus_pressure_MPa"],
        (
            (state.name, way, *point)
            for state in study.states
            for way, curve in state.curves.items()
            for point in zip(curve.moment_Nm, curve.rotation_deg, curve.nucleus_pressure_MPa, strict=True)
        ),
    )
    _write(
        folder / "profile.csv",
        ["state", "place_from_back_mm", "vertical_MPa", "horizontal_MPa"],
        (
            (state.name, *point)
            for state in study.states
            if state.day is not None
            for p in [state.day.profile]
            for point in zip(p.place_mm, p.vertical_MPa, p.horizontal_MPa, strict=True)
        ),
    )
    for state, (rest, end) in zip(study.states, study.loaded, strict=True):
        points, cells = to_fields(rest.disc, end)
        write_vtu(folder / f"{stem(state.name)}.vtu", rest.disc.mesh, points=points, cells=cells)


def _write(path: Path, head: list[str], lines: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        for line in lines:
            out.writerow("" if x is None else f"{x:.6g}" if isinstance(x, float) else x for x in line)
