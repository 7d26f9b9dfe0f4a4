"""Gather what the template needs from a forecast; nothing else of the forecast can reach the page."""

from __future__ import annotations

from dataclasses import dataclass

import pulposus
from pulposus.claims.judge import judge_all
from pulposus.credibility import known
from pulposus.eligibility.check import check
from pulposus.errors import InputError
from pulposus.forecasting.result import Forecast
from pulposus.levels import DISCS
from pulposus.listing import listing
from pulposus.report import (
    aftermath,
    chances,
    claims,
    credibility,
    discs,
    eligibility,
    evidence,
    mri,
    overview,
    patient,
    sources,
    treatments,
)
from pulposus.report.figures import style
from pulposus.report.groups import controls, groups
from pulposus.report.picture import Picture
from pulposus.report.words import lower_first


@dataclass(frozen=True)
class Page:
    """The whole report as views and texts."""

    title: str
    research_only: str
    version: str
    levels: str
    treated_levels: str
    last_month: str
    month: str
    draws: int
    seed: int
    command: str
    comparison: str
    patient: tuple[patient.Row, ...]
    image: Picture | None
    attributions: tuple[str, ...]
    discs: tuple[discs.DiscView, ...]
    treatment_count: int
    overview: overview.Overview
    blocks: tuple[treatments.TreatmentBlock, ...]
    splits: tuple[treatments.Split, ...]
    chance_months: tuple[str, ...]
    chance_tables: tuple[chances.ChanceTable, ...]
    icon_points: str
    icon_blocks: tuple[chances.IconBlock, ...]
    aftermath: aftermath.AftermathView
    mri_tables: tuple[mri.MriTable, ...]
    eligibility: eligibility.EligibilityView | None
    claims: claims.ClaimsView
    evidence: evidence.EvidenceView
    credibility: credibility.Short
    at_once: tuple[str, ...]
    soon: tuple[str, ...]
    flag_sources: tuple[sources.Reference, ...]
    unknowns: tuple[str, ...]
    failures: tuple[str, ...]
    references: tuple[sources.Reference, ...]
    priors: tuple[sources.Reference, ...]


def _checked(forecast: Forecast) -> None:
    for level in forecast.levels:
        if level not in DISCS:
            raise InputError(f"The forecast names a disc '{level}'; the report knows {', '.join(DISCS[:5])} and above.")
    if not forecast.treatments:
        raise InputError("The forecast holds no treatment: forecast at least the natural course.")
    groups(forecast)


def _comparison(forecast: Forecast) -> str:
    first, *rest = [t.name for t in controls(forecast, forecast.treatments)] or [""]
    return listing([first, *(lower_first(name) for name in rest)])


def build(forecast: Forecast, image_png: bytes | None, image_alt: str, image_attribution: str) -> Page:
    """All views of one report.

    Raises:
        InputError: on an unknown disc level, no treatment, or a picture that is not a whole PNG.
    """
    _checked(forecast)
    look = style.looks(forecast)
    month = chances.main_month(forecast)
    blocks = treatments.blocks(forecast, look)
    flags = sources.red_flags()
    after, judged = aftermath.found(forecast), judge_all()
    own = (*flags["sources"], *aftermath.used_sources(after), *claims.used_sources(judged), *evidence.used_sources())
    published, priors = sources.references(dict.fromkeys(forecast.facts_used), own)
    places = {r.key: place for place, r in enumerate(published, start=1)}
    points, icons = chances.icons(forecast, look)
    alternative = (
        image_alt or f"MRI of the lumbar spine with the discs named; this report is about {listing(forecast.levels)}."
    )
    last = f"{forecast.months[-1]:g}"
    keys = ",".join(t.key for t in forecast.treatments)
    discs_named = f"Disc{'s' if len(forecast.levels) > 1 else ''} {listing(forecast.levels)}"
    return Page(
        title=f"{discs_named}: {last} months under {len(forecast.treatments)} treatments",
        research_only=pulposus.RESEARCH_ONLY,
        version=pulposus.__version__,
        levels=listing(forecast.levels),
        treated_levels=listing(forecast.treated_levels),
        last_month=last,
        month=f"{month:g}",
        draws=forecast.draws,
        seed=forecast.seed,
        command=(
            f"pulposus forecast case.yaml --out run --treatments {keys} --months {last} "
            f"--draws {forecast.draws} --seed {forecast.seed}"
        ),
        comparison=_comparison(forecast),
        patient=patient.rows(forecast.patient, forecast.assumed),
        image=Picture.of_png(image_png, alternative) if image_png is not None else None,
        attributions=tuple(dict.fromkeys(a for a in (image_attribution, forecast.attribution) if a)),
        discs=tuple(discs.view(forecast, level) for level in forecast.levels),
        treatment_count=len(forecast.treatments),
        overview=overview.view(forecast),
        blocks=blocks,
        splits=treatments.splits(forecast),
        chance_months=tuple(f"{m:g}" for m in chances.shown_months(forecast)),
        chance_tables=chances.tables(forecast, look),
        icon_points=points,
        icon_blocks=chances.icon_blocks(forecast, icons),
        aftermath=aftermath.view(forecast, after, places),
        claims=claims.view(judged, places),
        evidence=evidence.view(places),
        credibility=credibility.short(known()),
        mri_tables=mri.tables(forecast, look),
        eligibility=None if forecast.answers is None else eligibility.view(check(forecast.answers)),
        at_once=tuple(flags["at_once"]),
        soon=tuple(flags["soon"]),
        flag_sources=tuple(sources.reference(s) for s in flags["sources"]),
        unknowns=forecast.unknowns,
        failures=forecast.failures,
        references=tuple(published),
        priors=tuple(priors),
    )
