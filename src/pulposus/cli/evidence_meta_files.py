"""What ``pulposus evidence meta --out`` leaves in its folder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulposus.cli.evidence_meta import Found
    from pulposus.evidence.meta.analysis import Analysis
    from pulposus.evidence.meta.network.analysis import NetworkAnalysis

FACTS = ["meta", "symptoms"]
COLUMNS = ("analysis", "study", "name", "month", "people", "control_people", "scale", "value", "standard_error",
           "weight", "notes")  # fmt: skip


def write(folder: Path, found: Found, asked: dict[str, Any]) -> None:
    """Write meta.json, meta.csv, the figures and run.json into an existing empty folder."""
    from pulposus.cli.evidence_meta_tree import tree
    from pulposus.run_folder import write_run_json

    text = json.dumps(tree(found), indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "meta.json").write_text(text + "\n", encoding="utf-8")
    analyses: dict[str, Analysis] = {}
    if found.controlled is not None:
        names = {"main": "main", "any_visit": "any_visit", "carrier": "carrier", "usual_care": "usual_care"}
        analyses = {name: a for name in names if (a := getattr(found.controlled, name)) is not None}
    elif found.within is not None:
        analyses = {str(group).replace(" ", "_"): analysis for group, analysis in found.within.items()}
    elif found.network is not None:
        _network(folder, found.network)
    if analyses:
        (folder / "meta.csv").write_text(as_csv(analyses), encoding="utf-8")
    for name, analysis in analyses.items():
        _figures(folder, name, analysis)
    write_run_json(folder, "evidence meta", {**asked, "facts_used": FACTS, "seed": None})


def as_csv(analyses: dict[str, Analysis]) -> str:
    """One row for each estimate."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for name, analysis in analyses.items():
        if analysis.pooled is None:
            continue
        for item, weight in zip(analysis.pooled.effects.items, analysis.pooled.weights, strict=True):
            rows.writerow([
                name, item.study, item.name, item.month, item.people, getattr(item, "control_people", None),
                analysis.pooled.scale, item.value, item.variance**0.5, weight, "; ".join(item.notes),
            ])  # fmt: skip
    return out.getvalue()


def _figures(folder: Path, name: str, analysis: Analysis) -> None:
    from pulposus.report.figures import funnel, meta_forest, meta_lines
    from pulposus.report.figures.forest import NARROW, WIDE

    if analysis.pooled is None:
        return
    words = meta_lines.words(analysis.question.measure, analysis.pooled, name.replace("_", " "))
    groups = {} if analysis.groups is None else analysis.groups.groups
    for width, end in ((WIDE, ""), (NARROW, "_narrow")):
        picture = meta_forest.draw(analysis.pooled, words, width, groups)
        (folder / f"forest_{name}{end}.svg").write_bytes(picture)
    if analysis.asymmetry is not None:
        note = "" if analysis.asymmetry.enough else "Too few estimates to tell whether small studies differ."
        (folder / f"funnel_{name}.svg").write_bytes(funnel.draw(analysis.pooled, words, WIDE / 2, note))


def _network(folder: Path, found: NetworkAnalysis) -> None:
    from pulposus.report.figures import network
    from pulposus.report.figures.forest import WIDE
    from pulposus.report.figures.league import league_html

    title = f"Trials by {'ODI' if found.measure == 'odi' else found.measure}"
    if found.parts:
        picture = network.draw([part.network for part in found.parts], title, WIDE)
        (folder / "network.svg").write_bytes(picture)
    leagues = "\n".join(league_html(part.league, f"{title}, part {i + 1}") for i, part in enumerate(found.parts))
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><body>{leagues}</body></html>\n'
    (folder / "league.html").write_text(page, encoding="utf-8")
