"""``pulposus solve``: any hexahedral mesh, mechanics or transport, from a problem file to a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulposus.cli.console import progress_bar, say, say_json, say_table
from pulposus.cli.options import AsJson, Overwrite
from pulposus.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from pulposus.problem.posed import Posed

SHOWN = 6  # columns that the terminal shows; results.csv has all


def solve(
    problem: Annotated[
        Path, typer.Argument(metavar="PROBLEM.yaml", help="Problem file; docs/solve.md describes it.", readable=False)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the run: states, fields for ParaView, results.csv.")
    ] = None,
    febio: Annotated[
        Path | None, typer.Option("--febio", help="Write the same problem as FEBio 4.0 input.", metavar="FILE.feb")
    ] = None,
    no_solve: Annotated[
        bool, typer.Option("--no-solve", help="Check the problem (and export it), solve nothing.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the unfinished run in --out.")] = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Solve mechanics or transport on a hexahedral mesh (VTU, Abaqus .inp, FEBio .feb)."""
    if out is None and not no_solve:
        raise InputError("--out: found nothing, expected a folder for the run; give one, or --no-solve to check only.")
    if resume and (overwrite or no_solve):
        raise InputError("--resume: found with --overwrite or --no-solve, expected one of them; choose one.")
    from pulposus.problem.posed import load_posed

    posed = load_posed(problem)
    if febio is not None:
        _export(posed, febio, overwrite)
    if no_solve or out is None:
        _checked(posed, febio, as_json)
        return
    from pulposus.problem.solve import solve as solve_posed

    with progress_bar(hidden=as_json) as progress:
        folder = solve_posed(posed, out, resume=resume, overwrite=overwrite, progress=progress)
    _tell(posed, folder.rows, out, febio, as_json)


def _export(posed: Posed, febio: Path, overwrite: bool) -> None:
    if febio.exists() and not overwrite:
        raise InputError(f"--febio '{febio}' exists already; choose another name, or replace it with --overwrite.")
    from pulposus.problem.febio import write_febio

    write_febio(posed, febio)


def _checked(posed: Posed, febio: Path | None, as_json: bool) -> None:
    domains = {
        domain.name: {"material": domain.material_name, "elements": len(domain.elements)} for domain in posed.domains
    }
    if as_json:
        say_json({**_about(posed), "domains": domains, "febio": None if febio is None else str(febio)})
        return
    _notes(posed)
    for name, domain in domains.items():
        say(f"{name}: {domain['elements']} elements of {domain['material']}")
    if febio is not None:
        say(f"FEBio input: {febio}")
    say("The problem is complete; nothing was solved.")


def _about(posed: Posed) -> dict[str, Any]:
    return {
        "physics": posed.problem.physics,
        "nodes": len(posed.mesh.nodes_mm),
        "elements": len(posed.mesh.elements),
        "element_type": posed.mesh.kind,
        "least_scaled_jacobian": float(posed.quality.scaled.min()),
        "notes": list(posed.notes),
    }


def _notes(posed: Posed) -> None:
    for note in posed.notes:
        say(f"Note: {note}.")


def _tell(posed: Posed, rows: Sequence[Mapping[str, float]], out: Path, febio: Path | None, as_json: bool) -> None:
    from pulposus import RESEARCH_ONLY

    if as_json:
        content = {"out": str(out), **_about(posed), "results": [dict(row) for row in rows]}
        say_json({**content, "febio": None if febio is None else str(febio), "statement": RESEARCH_ONLY})
        return
    _notes(posed)
    say_table(_table(rows))
    say(RESEARCH_ONLY)
    say(f"Results: {out / 'results.csv'}; fields for ParaView: {out / 'fields.pvd'}")


def _table(rows: Sequence[Mapping[str, float]]) -> Table:
    """The columns that change, as many as fit."""
    from rich import box
    from rich.table import Table

    names = [name for name in rows[0] if len(rows) == 1 or len({row[name] for row in rows}) > 1] if rows else []
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in names[:SHOWN]:
        table.add_column(name.replace("_", " "), justify="right")
    for row in rows:
        table.add_row(*(f"{row[name]:.5g}" for name in names[:SHOWN]))
    return table
