"""Gather what the template needs; nothing else of a run can reach the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulposus
from pulposus.report.picture import Picture
from pulposus.report.sources import Reference, references
from pulposus.report.trial import error_tables, result_tables, tables
from pulposus.report.trial.both import Both
from pulposus.report.trial.course_figure import pictures
from pulposus.report.trial.design_rows import design_rows
from pulposus.report.trial.event_free_figure import event_free_figures
from pulposus.report.trial.group_figures import forest_figure, missing_groups, rule_figure
from pulposus.report.trial.map_figure import map_figure
from pulposus.report.trial.not_known import methods, not_known
from pulposus.report.trial.people_table import baseline
from pulposus.report.trial.power_figure import comparison_figure, trial_figure
from pulposus.report.trial.promise_figures import analyses_figure, coverage_figure, error_figure
from pulposus.report.trial.response_figure import response_figure
from pulposus.report.trial.scheme_figure import scheme_figure
from pulposus.report.trial.screening_figure import screening_figure
from pulposus.trial.answers.answer import Answers
from pulposus.trial.answers.emulated import worst_points
from pulposus.trial.design import Design


@dataclass(frozen=True)
class TrialPage:
    """The whole report as views and texts."""

    title: str
    research_only: str
    headline: str
    sentences: tuple[str, ...]
    design: tuple[tuple[str, str], ...]
    scheme: Both
    baseline: tables.Table
    screening: Both | None
    power: Both | None
    enough: tuple[str, ...]
    sizes: tables.Table | None
    comparisons: Both | None
    worth: tables.Table | None
    courses: tuple[tuple[str, tuple[Picture, ...]], ...]
    event_free: tuple[tuple[Picture, tables.Table], ...]
    endpoints: tables.Table | None
    forest: Both | None
    rules: Both | None
    rule_table: tables.Table | None
    map: Both | None
    missing_groups: str
    response: Both | None
    lengths: tuple[tables.Table, ...]
    errors: Both | None
    coverage: Both | None
    coverage_table: tables.Table | None
    analyses: Both | None
    happened: tables.Table | None
    emulator: tables.Table | None
    emulator_words: str
    emulator_within: bool
    unknowns: tuple[str, ...]
    methods: tuple[Reference, ...]
    references: tuple[Reference, ...]
    priors: tuple[Reference, ...]
    version: str
    command: str
    fingerprint: str
    seed: int


def build(design: Design, answers: Answers, run: Mapping[str, Any]) -> TrialPage:
    """All views of one report.

    Args:
        design: what was run.
        answers: from ``trial.answers.answer``.
        run: what ``run.json`` says: versions, facts_used, unknowns (sentences).
    """
    published, priors = references(run.get("facts_used") or fact_topics())
    version = str(run.get("versions", {}).get("pulposus", pulposus.__version__))
    return TrialPage(
        title=design.name,
        research_only=pulposus.RESEARCH_ONLY,
        headline=answers.decision.headline,
        sentences=answers.decision.sentences,
        design=design_rows(design),
        scheme=scheme_figure(answers, design),
        baseline=baseline(answers),
        screening=screening_figure(answers.screening),
        power=trial_figure(answers, design),
        enough=tables.enough(answers),
        sizes=tables.sizes(answers),
        comparisons=comparison_figure(answers, design),
        worth=result_tables.worth(answers, design),
        courses=pictures(answers, design),
        event_free=event_free_figures(answers, design),
        endpoints=result_tables.endpoints(answers, design),
        forest=forest_figure(answers, design),
        rules=rule_figure(answers, design),
        rule_table=result_tables.rules(answers, design),
        map=map_figure(answers, design),
        missing_groups=missing_groups(answers, design),
        response=response_figure(answers, design),
        lengths=tables.lengths(answers, design),
        errors=error_figure(answers),
        coverage=coverage_figure(answers, design),
        coverage_table=error_tables.coverage(answers, design),
        analyses=analyses_figure(answers, design),
        happened=result_tables.happened(answers),
        emulator=error_tables.emulator(answers),
        emulator_words=_emulator(answers),
        emulator_within=not any(one.outside for one in answers.emulated),
        unknowns=not_known(design, tuple(str(one) for one in run.get("unknowns", ()))),
        methods=methods(design),
        references=tuple(published),
        priors=tuple(priors),
        version=version,
        command=f"pulposus trial run design.yaml --out run --seed {design.seed}",
        fingerprint=str(run.get("fingerprint", design.fingerprint)),
        seed=design.seed,
    )


def fact_topics() -> tuple[str, ...]:
    """Topics of the library behind every run of virtual trials, as far as this version has them."""
    from pulposus.course.world import FACT_TOPICS
    from pulposus.library import topics

    wanted = {*FACT_TOPICS, "symptoms", "relief", "modifiers", "trial_people", "trial_conduct"}
    return tuple(topic for topic in topics() if topic in wanted)


def _emulator(answers: Answers) -> str:
    if not answers.emulated:
        return "This run holds no check of an emulator: its discs were solved in full."
    points = worst_points(answers.emulated)
    pain = "" if points is None else f", which moves mean pain at a visit by up to {points:.1f} points"
    return (
        "Every number on this page carries the error of an emulator: the discs of most people were not solved but "
        f"foreseen from those that were{pain}. The error was measured in this run, on discs that the emulator had not "
        "seen."
    )
