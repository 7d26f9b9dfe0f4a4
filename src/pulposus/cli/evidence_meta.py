"""``pulposus evidence meta``: studies put together, with a control and without one, never both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from pulposus.cli.console import say, say_json
from pulposus.cli.keep import run_and_keep
from pulposus.cli.options import AsJson, Overwrite
from pulposus.errors import InputError

if TYPE_CHECKING:
    from pulposus.evidence.meta.analysis import Analysis, By, Controlled
    from pulposus.evidence.meta.gathered import Target
    from pulposus.evidence.meta.kinds import Scale
    from pulposus.evidence.meta.network.analysis import NetworkAnalysis
    from pulposus.evidence.meta.uncontrolled import Group

MEASURES = ("pain", "odi", "responders")
BY = ("class", "carrier", "dose")
SCALES: dict[str, Scale] = {
    "points": "points",
    "smd": "SMD",
    "risk-ratio": "log risk ratio",
    "odds-ratio": "log odds ratio",
}
FITTING = {"pain": ("points", "smd"), "odi": ("points", "smd"), "responders": ("risk-ratio", "odds-ratio")}


@dataclass(frozen=True)
class Found:
    """What was computed: exactly one of the three."""

    controlled: Controlled | None = None
    within: dict[Group, Analysis] | None = None
    network: NetworkAnalysis | None = None


@dataclass(frozen=True)
class Asked:
    """The options, checked."""

    measure: Target
    by: By | None
    scale: Scale | None
    kind: Literal["controlled", "uncontrolled", "network"]
    any_visit: bool
    studies: Path | None


def meta(
    measure: Annotated[str, typer.Option("--measure", metavar="M", help="pain, odi or responders.")] = "pain",
    by: Annotated[
        str | None, typer.Option("--by", metavar="WHAT", help="Also by class or carrier of the product, or by dose.")
    ] = None,
    network: Annotated[
        bool, typer.Option("--network", help="All treatments at once: league table and consistency.")
    ] = False,
    uncontrolled: Annotated[
        bool, typer.Option("--uncontrolled", help="Changes within arms, which are no effects.")
    ] = False,
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="S", help="points or smd; of responders risk-ratio or odds-ratio.")
    ] = None,
    any_visit: Annotated[
        bool, typer.Option("--any-visit", help="For --network: the last visit of each trial, however late.")
    ] = False,
    studies: Annotated[
        Path | None, typer.Option("--studies", metavar="DIR", help="Folder of your own study files, beside the base.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for meta.json, meta.csv and figures; none: nothing written.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Put the studies together: cells beyond sham or saline, by default.

    Differences from a control and changes within an arm are never pooled with each other.
    """
    asked = _checked(measure, by, network, uncontrolled, scale, any_visit, studies)
    found = run_and_keep(
        lambda _: compute(asked),
        lambda folder, result: _write(folder, asked, result),
        out,
        overwrite=overwrite,
        hidden=as_json,
    )
    if as_json:
        from pulposus.cli.evidence_meta_tree import tree

        say_json({"out": None if out is None else str(out), **tree(found)})
        return
    from pulposus.cli.evidence_meta_tables import tell

    tell(found)
    if out is not None:
        say(f"Figures and numbers: {out}")


def _checked(
    measure: str, by: str | None, network: bool, uncontrolled: bool, scale: str | None, any_visit: bool,
    studies: Path | None,
) -> Asked:  # fmt: skip
    _one_of("--measure", measure, MEASURES)
    if by is not None:
        _one_of("--by", by, BY)
    if scale is not None:
        _one_of("--scale", scale, FITTING[measure])
    if network and (uncontrolled or by is not None or scale is not None):
        other = "--uncontrolled" if uncontrolled else "--by" if by is not None else "--scale"
        raise InputError(f"--network: found with {other}, expected without it; ask for the two one after the other.")
    if network and measure == "responders":
        raise InputError("--network: found with responders, expected pain or odi; definitions differ between trials.")
    if uncontrolled and scale is not None:
        raise InputError("--uncontrolled: found with --scale, expected without it; changes are in points or shares.")
    if any_visit and not network:
        raise InputError("--any-visit: found without --network, expected with it; pairwise analyses show both.")
    return Asked(
        measure=cast("Target", measure),
        by=cast("By | None", by),
        scale=None if scale is None else SCALES[scale],
        kind="network" if network else "uncontrolled" if uncontrolled else "controlled",
        any_visit=any_visit,
        studies=studies,
    )


def _one_of(option: str, found: str, expected: tuple[str, ...]) -> None:
    if found not in expected:
        raise InputError(f"{option}: found '{found}', expected {', '.join(expected[:-1])} or {expected[-1]}.")


def compute(asked: Asked) -> Found:
    """The analysis that the options ask for."""
    from pulposus.evidence.load import studies as load_studies
    from pulposus.evidence.meta.analysis import any_visit, controlled, within_arms
    from pulposus.evidence.meta.gathered import visit
    from pulposus.evidence.meta.network.analysis import analyse

    base = load_studies(asked.studies)
    if asked.kind == "uncontrolled":
        return Found(within=within_arms(asked.measure, by=asked.by, studies=base))
    if asked.kind == "controlled":
        return Found(controlled=controlled(asked.measure, scale=asked.scale, by=asked.by, studies=base))
    within = any_visit(visit("network_month")) if asked.any_visit else None
    return Found(network=analyse("pain" if asked.measure == "pain" else "odi", studies=base, within=within))


def _write(folder: Path, asked: Asked, found: Found) -> None:
    from pulposus.cli.evidence_meta_files import write

    write(folder, found, {"measure": asked.measure, "kind": asked.kind, "by": asked.by, "any_visit": asked.any_visit})
