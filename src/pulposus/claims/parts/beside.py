"""What only stands beside: changes within arms, the fitted model, readers' error, recovery and harms."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Number, PartResult, Record, merged
from pulposus.claims.schema import Asked, Known, Model, Noise, Within
from pulposus.claims.views import keys
from pulposus.evidence.aftermath import Amount, Ratio, Share
from pulposus.evidence.aftermath import Record as Told
from pulposus.evidence.meta.analysis import GROUPS
from pulposus.evidence.meta.gathered import CELLS, Question
from pulposus.evidence.meta.pool import pool
from pulposus.evidence.meta.uncontrolled import changes

RULE = "Stands beside and moves no verdict."


def _beside(part: Asked, finding: str, numbers: list[Number], records: list[Record]) -> PartResult:
    return PartResult(part, None, RULE, "", finding, "", tuple(numbers), merged(records))


def of_within(part: Within, base: Base) -> PartResult:
    """Mean change of cohorts, of treated arms and of control arms, each pooled by itself."""
    question = Question(part.measure, classes=frozenset(part.product.classes) or CELLS)
    by_key = {study.key: study for study in base.studies}
    numbers, records, told = [], [], []
    for group in GROUPS:
        effects = changes(base.studies, question, group).effects
        if not len(effects):
            continue
        pooled = pool(effects)
        share = part.measure == "responders"
        low, value, high = (
            _share(x) if share else x for x in (pooled.random.low, pooled.random.value, pooled.random.high)
        )
        unit = "share of people" if share else words.UNITS[part.measure]
        what = f"{words.measure_name(part.measure)}, {'responders' if share else 'change'} in {group}"
        numbers.append(
            Number(what, value, unit, "uncontrolled", low, high, words.counted(pooled.studies, "study", "studies"))
        )
        told.append(f"{words.of_hundred(value) if share else words.plain(round(value))} in {group}")
        for key in dict.fromkeys(item.study for item in effects.items):
            values = [item.value for item in effects.items if item.study == key]
            said = ", ".join(words.of_hundred(_share(x)) if share else words.plain(x) for x in values)
            told_by = f"change within its {'arm' if len(values) == 1 else 'arms'}: {said} {'of 100' if share else unit}"
            records.append(sources.of_study(by_key[key], told_by, set(), moves=False))
    return _beside(part, "; ".join(told) or "no study tells a change within its arms", numbers, records)


def _share(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


def of_model(part: Model, base: Base) -> PartResult:
    """Median and 95 % band of parameters of the fitted model, as differences from a control: negative is better."""
    posterior, changes_in_points = base.posterior(), base.facts("relief")
    note = f"posterior of the evidence {posterior.meta['fingerprint'][:24]}"
    numbers = []
    for name, draws in posterior.draws.items():
        if any(fnmatchcase(name, pattern) for pattern in part.columns):
            # The library's reliefs are changes, all other parameters gains.
            signed = draws if name in changes_in_points else -draws
            low, middle, high = (float(q) for q in np.quantile(signed, [0.025, 0.5, 0.975]))
            what = f"{name.replace('_', ' ').replace('/', ', ').replace('odi', 'ODI')}, difference from the control"
            numbers.append(Number(what, middle, "points of 100", "fitted model", low, high, note))
    told = [
        f"{words.plain(round(one.value, 1))} ({words.span(round(one.low or 0), round(one.high or 0))})"
        for one in numbers
    ]
    return _beside(part, f"{', '.join(told)} points of 100" if told else "not fitted", numbers, [])


def of_noise(part: Noise, base: Base) -> PartResult:
    """Share of untreated discs of patients that a second reading finds a grade better, and the limits of height."""
    from pulposus.course.reading.kappa import shared_share
    from pulposus.course.reading.scale import TOPIC, pfirrmann
    from pulposus.course.reading.trial import Discs, change

    library = base.facts(TOPIC)
    mean, sd = (base.facts("validation")[name].value for name in ("bv7_mean_grade", "bv7_grade_sd"))
    discs = Discs.of_readings(mean, sd, pfirrmann())
    kappa = library["grade_kappa_any_readers"]
    ends = kappa.spread if isinstance(kappa.spread, tuple) else (kappa.value, kappa.value)
    shared = shared_share(np.array([kappa.value, *ends]), mean, sd, pfirrmann())
    middle, *edges = (change(discs, float(part_of)).better for part_of in shared)
    height = library["height_limits_other_reader_mm"]
    low, high = height.spread if isinstance(height.spread, tuple) else (None, None)
    better, still = (
        "untreated discs read a Pfirrmann grade better by chance",
        "gain of height that is no change in one disc, another reader",
    )
    how = "from the agreement of readers, in discs such as those of a small trial"
    numbers = [
        Number(better, middle, "share of discs", "fitted model", min(edges), max(edges), how),
        Number(still, height.value, "mm", "measured", low, high),
    ]
    records = [
        sources.of_fact(library, name, f"{name.replace('_', ' ')}: {words.plain(library[name].value)}", moves=False)
        for name in ("grade_kappa_any_readers", "height_limits_other_reader_mm")
    ]
    return _beside(
        part, f"{words.of_hundred(middle)} of 100 untreated discs are read better by chance", numbers, records
    )


def of_known(part: Known, base: Base) -> PartResult:
    """Recovery and harms of treatments, as counted; advice and borrowed counts are marked."""
    numbers: dict[str, Number] = {}
    records: list[Record] = []
    for treatment in keys(part.treatments):
        known = base.aftermath(treatment)
        for topic in part.topics:
            for told in known.answer(topic).records:
                number = _known(told)
                if number is not None:
                    numbers.setdefault(f"{number.what}{number.value}", number)
                said = f"{told.what}{' (advice of clinics)' if told.advice else ''}"
                records.append(sources.of_source(told.source, said, moves=False))
    return _beside(
        part, words.counted(len(numbers), "number") + " of what comes after", list(numbers.values()), records
    )


def _known(told: Told) -> Number | None:
    advice = "advice of clinics" if told.advice else ""
    borrowed = f"after {told.borrowed}" if told.borrowed else ""
    note = "; ".join(mark for mark in (advice, borrowed, told.population) if mark)
    match told.measure:
        case Share(share=share, low=low, high=high, of_what=of_what):
            return Number(told.what, share, f"share of {of_what}", "counted", low, high, note)
        case Amount(value=value, unit=unit):
            return Number(told.what, value, unit, "counted", note=note)
        case Ratio(value=value, low=low, high=high, unit=unit):
            return Number(told.what, value, unit, "counted", low, high, note)
    return None
