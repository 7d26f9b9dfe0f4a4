"""``pulposus demo``: the whole chain on the embedded case, or on an MRI in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.options import AsJson, ConventionName, Cropped, Labels, LowestLevel, level, lowest
from pulposus.errors import InputError

if TYPE_CHECKING:
    from pulposus.forecasting.case import Case

MONTHS, DRAWS, SEED = 24, 64, 0


def demo(
    image: Annotated[
        Path | None, typer.Option("--image", help="MRI, NIfTI, in place of the embedded disc.", readable=False)
    ] = None,
    labels: Labels = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the run; an earlier run there is replaced.")] = Path(
        "pulposus-demo"
    ),
    disc: Annotated[
        str | None, typer.Option("--level", help="Only this disc; all when left out, and the worst treated.")
    ] = None,
    convention: ConventionName = "auto",
    lowest_level: LowestLevel = None,
    cropped: Cropped = False,
    as_json: AsJson = False,
) -> None:
    """Forecast the embedded case: one real L4/5 disc, no network, no image."""
    disc = level("--level", disc)
    from pulposus.cli.carry_out import carry_out
    from pulposus.forecasting.demo import demo_case

    case = demo_case()
    if image is not None or labels is not None:
        if image is None or labels is None:
            found, missing = ("--labels", "--image") if image is None else ("--image", "--labels")
            raise InputError(f"{found}: found without {missing}, expected both; give {missing} too.")
        from pulposus.imaging.conventions import convention_named

        if convention != "auto":
            convention_named(convention)
        lowest_level = lowest("--lowest-level", lowest_level)
        block = {"path": image, "labels": labels, "convention": convention, "lowest_level": lowest_level}
        case = _from_image(case, {**block, "cropped": cropped}, disc)
    elif disc is not None and disc not in case.treated_levels:
        raise InputError(
            f"--level: found '{disc}', expected {case.treated_levels[0]}, the only disc of the embedded case; "
            "give --image and --labels for another."
        )
    carry_out(case, out, months=MONTHS, draws=DRAWS, seed=SEED, overwrite=True, as_json=as_json)


def _from_image(case: Case, block: dict[str, object], disc: str | None) -> Case:
    """The demo's patient with discs from an image: nothing of the patient is then known, and all is assumed."""
    from pulposus.forecasting.case import case_from

    for option in ("path", "labels"):
        path = block[option]
        if isinstance(path, Path) and not path.is_file():
            name = "--image" if option == "path" else "--labels"
            raise InputError(f"{name}: found '{path}', which is not a file, expected NIfTI; check the path.")
    patient = case.patient.model_dump(exclude_none=True)
    patient["assumed"] = [name for name in patient if name != "assumed"]
    given = {name: value for name, value in block.items() if value is not None}
    chosen = {} if disc is None else {"discs": [{"level": disc}], "treat": [disc]}
    return case_from({"patient": patient, "image": given, **chosen}, "demo")
