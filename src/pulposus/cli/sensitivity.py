"""``pulposus sensitivity``: which unknowns drive the forecast."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, whole

if TYPE_CHECKING:
    from rich.table import Table

    from pulposus.forecasting.sensitivity import Sensitivity


def sensitivity(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE.yaml]", help="Case file with numbers; the demo without one.", readable=False),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder; a stopped run goes on from the samples that it finds there.")
    ] = Path("sensitivity-run"),
    draws: Annotated[str, typer.Option("--draws", metavar="N", help="Draws of each of 17 samples.")] = "256",
    seed: Annotated[str, typer.Option("--seed", metavar="N", help="Same case and seed, same numbers.")] = "0",
    as_json: AsJson = False,
) -> None:
    """Sobol's indices of live cells, inflammation and pain at 12 months by groups of unknowns: some ten minutes."""
    n, start = whole("--draws", "draws", draws), whole("--seed", "seed", seed)
    from pulposus.forecasting.case import load_case
    from pulposus.forecasting.demo import demo_case
    from pulposus.forecasting.sensitivity import sensitivity as rank
    from pulposus.report.figures.sensitivity import as_png, as_svg

    read = demo_case() if case is None else load_case(case)
    pieces = _folder(out, read.to_yaml(), n, start)
    with progress_bar(hidden=as_json) as progress:
        found = rank(read, draws=n, seed=start, folder=pieces, progress=progress)
    (out / "sensitivity.json").write_text(json.dumps(_tree(found), indent=2) + "\n", encoding="utf-8")
    (out / "sensitivity.png").write_bytes(as_png(found))
    (out / "sensitivity.svg").write_bytes(as_svg(found))
    if as_json:
        say_json({"out": str(out), **_tree(found)})
        return
    say_table(_table(found))
    say("Total index: the share of the spread that would be left if everything else were known. It sums to more than")
    say("one where groups act together. 'pulposus dose' shows the same unknowns against the number of cells.")
    say(f"Sensitivity: {out}")


def _folder(out: Path, case: str, draws: int, seed: int) -> Path:
    """The folder of samples, if those in it belong to this run."""
    from pulposus.errors import InputError

    said = json.dumps({"case": case, "draws": draws, "seed": seed})
    pieces, record = out / "samples", out / "samples" / "of.json"
    if record.exists() and record.read_text(encoding="utf-8") != said:
        raise InputError(
            f"--out: '{out}' holds the samples of another case, seed or number of draws; give another folder."
        )
    if out.exists() and not record.exists() and any(out.iterdir()):
        raise InputError(f"--out: '{out}' holds something else already; give a new folder.")
    pieces.mkdir(parents=True, exist_ok=True)
    record.write_text(said, encoding="utf-8")
    return pieces


def _tree(found: Sensitivity) -> dict[str, object]:
    plain = asdict(found)
    for part in ("first", "first_error", "total", "total_error"):
        plain[part] = {name: [float(x) for x in values] for name, values in plain[part].items()}
    return plain


def _table(found: Sensitivity) -> Table:
    from rich import box
    from rich.table import Table

    from pulposus.forecasting.sensitivity import OUTPUTS

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(f"total index at month {found.month:g}")
    for words in OUTPUTS.values():
        table.add_column(words, justify="right")
    mean = sum(found.total[name] for name in OUTPUTS)
    for k in sorted(range(len(found.groups)), key=lambda k: -float(mean[k])):  # type: ignore[index]
        cells = [f"{found.total[name][k]:.2f} ± {found.total_error[name][k]:.2f}" for name in OUTPUTS]
        table.add_row(found.groups[k], *cells)
    return table
