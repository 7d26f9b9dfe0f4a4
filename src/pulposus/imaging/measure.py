"""`pulposus measure`: label map (and image) in, named and measured discs out."""

from __future__ import annotations

import time
from pathlib import Path

from pulposus.errors import InputError
from pulposus.imaging.measurement import DiscMeasurement, Quantity, SpineMeasurement, VertebraMeasurement
from pulposus.imaging.preview import draw_preview
from pulposus.imaging.spine import LoadedSpine, load_spine
from pulposus.imaging.tables import DISC_FILE, VERTEBRA_FILE, write_discs, write_vertebrae
from pulposus.progress import Progress, silent
from pulposus.run_folder import run_folder, write_run_json

PREVIEW_FILE = "preview.png"


def measure(
    image: Path | str | None,
    labels: Path | str,
    *,
    convention: str = "auto",
    lowest_level: str | None = None,
    cropped: bool = False,
    out: Path | str | None = None,
    overwrite: bool = False,
    attribution: str = "",
    progress: Progress | None = None,
) -> SpineMeasurement:
    """Measure every disc and vertebra from T7 to S1 in one label map.

    Args:
        image: NIfTI volume for signals and the preview, or None.
        labels: NIfTI label map, on any grid that overlaps the image in world space.
        convention: name of the numbering, or "auto" to recognise it.
        lowest_level: lowest vertebra or disc of the map, needed where the sacrum is not in it.
        cropped: the map is complete although it ends at its structures.
        out: folder for measurements.csv, vertebrae.csv, preview.png and run.json; None writes nothing.
        overwrite: replace an earlier run in ``out``.
        attribution: printed under the preview.
        progress: told the stage and the fraction done.

    Raises:
        InputError: the input is wrong or in doubt; one sentence.
        RunError: the results could not be written.
    """
    from pulposus.imaging.measures import measure_disc, measure_vertebra

    tell = progress or silent
    start = time.perf_counter()
    tell("Reading the label map", 0.0)
    loaded = load_spine(image, labels, convention=convention, lowest_level=lowest_level, cropped=cropped)
    spine = loaded.spine
    steps = len(spine.disc_levels) + len(spine.vertebra_levels) + 2
    discs: list[DiscMeasurement] = []
    for level in spine.disc_levels:
        tell(f"Measuring {level}", (1 + len(discs)) / steps)
        discs.append(measure_disc(spine, level))
    vertebrae: list[VertebraMeasurement] = []
    for level in spine.vertebra_levels:
        tell(f"Measuring {level}", (1 + len(discs) + len(vertebrae)) / steps)
        vertebrae.append(measure_vertebra(spine, level))
    every: list[DiscMeasurement | VertebraMeasurement] = [*discs, *vertebrae]
    if not any(_has_number(thing.quantities) for thing in every):
        raise InputError(
            f"The label map '{Path(labels).name}' shows no disc and no vertebra whole enough to be measured; "
            "give a map that covers at least one, or --cropped if it is complete."
        )
    result = SpineMeasurement(spine.convention, tuple(discs), tuple(vertebrae), loaded.notes, loaded.input_hashes)
    if out is not None:
        tell("Drawing the preview", (steps - 1) / steps)
        _write(loaded, result, Path(out), overwrite, attribution, start, lowest_level)
    tell("Done", 1.0)
    return result


def _has_number(quantities: dict[str, Quantity]) -> bool:
    return any(quantity.value is not None for quantity in quantities.values())


def flagged_levels(result: SpineMeasurement) -> tuple[str, ...]:
    """Levels of which some measure is flagged."""
    every: list[DiscMeasurement | VertebraMeasurement] = [*result.discs, *result.vertebrae]
    return tuple(
        thing.level for thing in every if any(quantity.status == "flagged" for quantity in thing.quantities.values())
    )


def _write(
    loaded: LoadedSpine,
    result: SpineMeasurement,
    out: Path,
    overwrite: bool,
    attribution: str,
    start: float,
    lowest_level: str | None,
) -> None:
    with run_folder(out, overwrite) as folder:
        write_discs(folder / DISC_FILE, result.discs)
        write_vertebrae(folder / VERTEBRA_FILE, result.vertebrae)
        flagged = flagged_levels(result)
        draw_preview(loaded.spine, folder / PREVIEW_FILE, flagged=flagged, attribution=attribution)
        write_run_json(
            folder,
            "measure",
            {
                "convention": result.convention,
                "lowest_level": lowest_level,
                "cropped": loaded.spine.cropped,
                "inputs_sha256": dict(result.input_hashes),
                "levels": [disc.level for disc in result.discs],
                "flagged": list(flagged),
                "checks": list(result.checks),
                "attribution": attribution,
                "wall_time_s": round(time.perf_counter() - start, 3),
            },
        )
