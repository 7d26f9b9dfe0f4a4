"""One run, one folder: case, measurements, draws, fields, record. Written aside and moved in whole."""

from __future__ import annotations

import csv
from pathlib import Path

from pulposus.forecasting.case import Case
from pulposus.forecasting.fields import write_mesh, write_section
from pulposus.forecasting.provenance import run_record
from pulposus.forecasting.result import Forecast
from pulposus.forecasting.table import write_parquet
from pulposus.imaging.measurement import DISC_QUANTITIES
from pulposus.run_folder import write_run_json


def write_run(
    forecast: Forecast, folder: Path, case: Case, *, wall_s: float, input_hashes: dict[str, str] | None = None
) -> None:
    """Write everything of a run but the report into an existing empty folder.

    case.yaml, measurements.csv, forecast.parquet, fields/*.vtu (the hexahedral disc; the fields of the middle draw)
    and run.json.
    """
    (folder / "case.yaml").write_text(case.to_yaml(), encoding="utf-8")
    _write_inputs(forecast, folder / "measurements.csv")
    write_parquet(forecast, folder / "forecast.parquet")
    fields = folder / "fields"
    fields.mkdir()
    for level, shape in forecast.shapes.items():
        write_mesh(shape, fields / f"{level.replace('/', '-')}_mesh.vtu")
    for treatment in forecast.treatments:
        for level, section in treatment.sections.items():
            write_section(section, fields / f"{level.replace('/', '-')}_{treatment.key}.vtu")
    write_run_json(folder, "forecast", run_record(forecast, case, wall_s, input_hashes or {}))


def _write_inputs(forecast: Forecast, path: Path) -> None:
    """The numbers that went in, one row per disc and quantity, with where each comes from."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["disc", "quantity", "value", "status", "note"])
        for level, inputs in forecast.disc_inputs.items():
            for name in DISC_QUANTITIES:
                entry = inputs[name]
                assert isinstance(entry, dict)
                number = "" if entry["value"] is None else f"{entry['value']:.6g}"
                out.writerow([level, name, number, entry["status"], entry["note"]])
            grades = inputs["grade_probabilities"]
            assert isinstance(grades, tuple)
            for grade, probability in enumerate(grades, start=1):
                out.writerow([level, f"pfirrmann_{grade}_probability", f"{probability:.6g}", "", ""])
