"""``pulposus forecast``: from a case file to a run folder with a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pulposus.cli.options import AsJson, Out, Overwrite, whole, with_treatments


def forecast(
    case: Annotated[
        Path, typer.Argument(metavar="CASE.yaml", help="Case file; docs/case.md describes it.", readable=False)
    ],
    out: Out,
    treatments: Annotated[str | None, typer.Option("--treatments", help="Keys to compare, with commas.")] = None,
    months: Annotated[
        str, typer.Option("--months", metavar="N", help="How far to look, 1 to 120; beyond 24 is extrapolation.")
    ] = "24",
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="How many draws of what is not known.")] = "64",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same case and seed, same numbers.")] = "0",
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Forecast pain, function and the disc under each treatment."""
    run = {
        "months": whole("--months", "months", months),
        "draws": whole("--draws", "draws", draws),
        "seed": whole("--seed", "seed", seed),
    }
    from pulposus.cli.carry_out import carry_out
    from pulposus.forecasting.case import load_case

    read = with_treatments(load_case(case), treatments)
    carry_out(read, out, **run, overwrite=overwrite, as_json=as_json)
