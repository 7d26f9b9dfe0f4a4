"""The part "does it do more than a control", for treatments whose trials reviews have pooled."""

from __future__ import annotations

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Number, PartResult, Record, merged
from pulposus.claims.rules.intervals import REVIEWS_RULE, Item, reviews
from pulposus.claims.schema import Reviews
from pulposus.evidence.schema import Contrast, Study


def judge(part: Reviews, base: Base) -> PartResult:
    """What reviews print of a treatment. A standardised difference counts in points by the spread between people."""
    sd = base.facts("symptoms")[f"{part.measure}_between_person_sd"].value
    important = base.limit(part.important)
    printed = [
        (study, contrast)
        for study in base.studies
        if study.design == "meta-analysis"
        for contrast in study.contrasts
        if (contrast.arm, contrast.measure) == (part.treatment, part.measure) and contrast.unit in ("points", "SMD")
    ]
    numbers = [_number(part, contrast, sd) for _, contrast in printed]
    judged = [Item(-n.value, -n.high, -n.low) for n in numbers if n.low is not None and n.high is not None]
    ruling = reviews(judged, important)
    size = f"{words.plain(important)} {words.UNITS[part.measure]}"
    limit = Number(f"{words.measure_name(part.measure)}, difference that counts", important, "points of 100", "limit")
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=REVIEWS_RULE.format(size=size),
        because=ruling.because,
        finding=_finding(numbers),
        change=ruling.change,
        numbers=(*numbers, limit),
        records=merged(_record(study, contrast, part) for study, contrast in printed),
    )


def _number(part: Reviews, contrast: Contrast, sd: float) -> Number:
    factor = sd if contrast.unit == "SMD" else 1.0
    low, high = (None, None) if contrast.ci95 is None else (factor * contrast.ci95[0], factor * contrast.ci95[1])
    when = "" if contrast.month is None else f" at month {contrast.month:.2g}"
    note = f"{words.plain(contrast.difference)} SD, at {sd:g} points a SD" if contrast.unit == "SMD" else ""
    what = f"{words.measure_name(part.measure)}, difference from {contrast.control.replace('_', ' ')}{when}"
    return Number(what, factor * contrast.difference, "points of 100", "review", low, high, note)


def _finding(numbers: list[Number]) -> str:
    if not numbers:
        return "no review of it was read"
    gains = sorted(-n.value for n in numbers)
    reach = words.plain(round(gains[0])) if len(gains) == 1 else words.span(round(gains[0]), round(gains[-1]))
    return f"in reviews of trials, {reach} points of 100 better than the control"


def _record(study: Study, contrast: Contrast, part: Reviews) -> Record:
    range_ = "" if contrast.ci95 is None else f" ({words.span(*contrast.ci95)})"
    told = f": {contrast.words}" if contrast.words else ""
    said = f"{words.plain(contrast.difference)}{range_} {contrast.unit}{told}"
    return sources.of_study(study, said, {contrast.read_in}, moves=not part.beside)
