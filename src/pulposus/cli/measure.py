"""``pulposus measure``: from an MRI with its label map to numbers and a preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, ConventionName, Cropped, Labels, LowestLevel, Overwrite
from pulposus.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.imaging.measurement import DiscMeasurement, Quantity, SpineMeasurement

NO_IMAGE = Path("-")
COLUMNS = {
    "anterior\nmm": "anterior_height_mm",
    "middle\nmm": "middle_height_mm",
    "posterior\nmm": "posterior_height_mm",
    "depth\nmm": "depth_mm",
    "index": "disc_height_index",
    "cm3": "volume_cm3",
    "disc/CSF": "disc_csf_ratio",
}


def measure(
    image: Annotated[
        Path | None,
        typer.Argument(metavar="[IMAGE]", help="MRI, NIfTI; left out or '-' for a label map alone.", readable=False),
    ] = None,
    labels: Labels = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for measurements.csv and preview.png; nothing is written without."),
    ] = None,
    convention: ConventionName = "auto",
    lowest_level: LowestLevel = None,
    cropped: Cropped = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Measure every disc and vertebra of an MRI."""
    if labels is None:
        raise InputError("--labels: found nothing, expected a label map (NIfTI); give its path.")
    from pulposus.imaging.measure import measure as measure_image

    with progress_bar(hidden=as_json) as progress:
        result = measure_image(
            None if image == NO_IMAGE else image,
            labels,
            convention=convention,
            lowest_level=lowest_level,
            cropped=cropped,
            out=out,
            overwrite=overwrite,
            progress=progress,
        )
    if as_json:
        say_json({"out": None if out is None else str(out), **as_tree(result)})
        return
    say_table(as_table(result))
    say("! flagged, - not covered; measurements.csv (--out) and --json say why.")
    for check in result.checks:
        say(f"Check: {check}")
    if out is not None:
        say(f"Measurements and preview: {out}")


def _cell(quantity: Quantity) -> str:
    if quantity.value is None:
        return "-"
    return f"{quantity.value:.3g}{' !' if quantity.status == 'flagged' else ''}"


def _grade(disc: DiscMeasurement) -> str:
    return "-" if disc.expected_grade is None else f"{disc.expected_grade:.1f}"


def as_table(spine: SpineMeasurement) -> Table:
    """One line for each disc, from the head downward as on the picture; '!' marks what carries a flag."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))  # fits a terminal of 80 letters
    table.add_column("disc", no_wrap=True)
    for heading in (*COLUMNS, "grade"):
        table.add_column(heading, justify="right")
    for disc in reversed(spine.discs):
        table.add_row(disc.level, *(_cell(disc.quantities[name]) for name in COLUMNS.values()), _grade(disc))
    return table


def _quantities(quantities: dict[str, Quantity]) -> dict[str, object]:
    return {name: {"value": q.value, "status": q.status, "note": q.note} for name, q in quantities.items()}


def as_tree(spine: SpineMeasurement) -> dict[str, object]:
    """Everything that a program needs: each number with its status and note, null where it is not covered."""
    return {
        "convention": spine.convention,
        "discs": [
            {
                "level": disc.level,
                "quantities": _quantities(disc.quantities),
                "grade_probabilities": disc.grade_probabilities,
                "expected_grade": disc.expected_grade,
                "grade_note": disc.grade_note,
            }
            for disc in spine.discs
        ],
        "vertebrae": [{"level": bone.level, "quantities": _quantities(bone.quantities)} for bone in spine.vertebrae],
        "checks": list(spine.checks),
        "inputs_sha256": dict(spine.input_hashes),
    }
