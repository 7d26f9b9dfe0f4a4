"""``pulposus evidence fit``: calibrate the symptom model on the evidence base, and forecast each study without it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulposus.cli.console import progress_bar, say, say_json
from pulposus.cli.options import AsJson, whole

if TYPE_CHECKING:
    from pulposus.calibration.fit import Fit
    from pulposus.calibration.left_out import LeftOut

FILES = {
    "controlled": "controlled.parquet",
    "uncontrolled": "uncontrolled.parquet",
    "left out": "left_out.parquet",
    "without": "without.parquet",
}
HOMES = {"left out": ("pulposus.calibration", ""), "without": ("pulposus.calibration", "")}


def fit(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder; a stopped fit goes on from the chains it finds there.")
    ] = Path("evidence-fit"),
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Also forecast every study from a fit without it: some 15 minutes more.")
    ] = False,
    ship: Annotated[
        bool, typer.Option("--ship", help="Put the files into this installation, so that forecasts use them.")
    ] = False,
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same studies and seed, same draws.")] = "0",
    studies_folder: Annotated[
        Path | None, typer.Option("--studies", metavar="DIR", help="Folder of your own study files, beside the base.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Calibrate pain, function and effects on all studies that may be fitted: some 10 minutes on two cores."""
    start_seed = whole("--seed", "seed", seed)
    from pulposus.calibration.fit import fit as run
    from pulposus.calibration.left_out import leave_each_out
    from pulposus.evidence.load import studies
    from pulposus.progress import part_of

    start = time.perf_counter()
    found = studies(studies_folder)
    out.mkdir(parents=True, exist_ok=True)
    with progress_bar(hidden=as_json) as progress:
        part = part_of(progress, 0.0, 0.4 if leave_out else 1.0)
        done = run(found, start_seed, folder=out, progress=part)
        left = None
        if leave_out:
            left = leave_each_out(found, done, start_seed, folder=out, progress=part_of(progress, 0.4, 1.0))
    written = _write(out, done, left, found, start_seed)
    if ship:
        _ship(written)
    content = {**_told(done), "files": [str(path) for path in written.values()], "shipped": ship}
    content["wall_s"] = round(time.perf_counter() - start, 1)
    (out / "fit.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    if as_json:
        say_json(content)
        return
    for name, (low, middle, high) in content["parameters"].items():
        say(f"{name}: {middle:.1f} (90 % {low:.1f} to {high:.1f})")
    say(
        f"Largest R-hat {content['largest_rhat']}, fewest effective draws {content['least_effective']}, "
        f"{content['divergent']} divergent steps; {content['wall_s']:.0f} s."
    )
    say(f"Fit: {out}" + (", in use from now on." if ship else "; --ship puts it into use."))


def _write(out: Path, done: Fit, left: LeftOut | None, found: Any, seed: int) -> dict[str, Path]:
    from pulposus.calibration import foreseen, without
    from pulposus.calibration.posterior import about
    from pulposus.calibration.store import prior_print
    from pulposus.evidence.fingerprint import fingerprint
    from pulposus.symptoms.posterior import Posterior, write

    meta = {**about(done.controlled_chains, fingerprint(found), seed), "priors": prior_print()}
    written = {name: out / file for name, file in FILES.items() if name not in HOMES or left is not None}
    write(written["controlled"], Posterior(done.draws, meta))
    write(written["uncontrolled"], Posterior(done.excess, {**meta, "divergent": done.uncontrolled_chains.divergent}))
    if left is not None:
        foreseen.write(written["left out"], left.forecasts, meta)
        without.write(written["without"], left.posteriors, meta)
    return written


def _ship(written: dict[str, Path]) -> None:
    import shutil
    from importlib.resources import as_file, files

    for name, path in written.items():
        package, folder = HOMES.get(name, ("pulposus.symptoms", "posterior_data"))
        with as_file(files(package) / folder) as home:
            shutil.copyfile(path, home / path.name)


def _told(done: Fit) -> dict[str, Any]:
    import numpy as np

    from pulposus.calibration.posterior import diagnostics
    from pulposus.numerics.settings import FORESEE_BAND

    low, high = FORESEE_BAND
    parameters = {
        name: [float(x) for x in np.quantile(draws, [low, 0.5, high])]
        for name, draws in done.draws.items()
        if not name.startswith(("class/", "carrier/"))
    }
    return {**diagnostics(done.controlled_chains), "parameters": parameters}
