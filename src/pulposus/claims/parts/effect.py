"""The part "does it do more than a control": numbers pooled by the meta-analysis, words beside them."""

from __future__ import annotations

import math

from pulposus.claims import sources, words
from pulposus.claims.base import Base
from pulposus.claims.result import Kind, Number, PartResult, Record
from pulposus.claims.rules.effect import effect, rule
from pulposus.claims.schema import Effect
from pulposus.claims.trials import Found, Trials, read, read_in
from pulposus.evidence.meta.kinds import Difference
from pulposus.evidence.meta.pool import Pooled
from pulposus.evidence.schema import Study


def judge(part: Effect, base: Base) -> PartResult:
    """What controlled trials say of an effect."""
    trials = read(base.studies, part, base.visit(part.visit))
    important = base.limit(part.important)
    ruling = effect([found.trial for found in trials.found], trials.benefit, important, base.least)
    return PartResult(
        asked=part,
        verdict=None if part.beside else ruling.verdict,
        rule=rule(base.least),
        because=ruling.because,
        finding=_finding(part, trials),
        change=ruling.change,
        numbers=_numbers(part, trials, important),
        records=(
            *(_record(part, found, trials.ratio) for found in trials.found),
            *(_silent(part, study) for study in trials.silent),
        ),
    )


def _numbers(part: Effect, trials: Trials, important: float) -> tuple[Number, ...]:
    pooled = trials.pooled
    if pooled is None:
        return ()
    name = words.measure_name(part.measure)
    unit = "risk ratio" if trials.ratio else words.UNITS[part.measure]
    kind: Kind = "controlled trials" if pooled.studies > 1 else "one controlled trial"

    def number(what: str, low: float, value: float, high: float, note: str = "") -> Number:
        low, value, high = (math.exp(x) if trials.ratio else x for x in (low, value, high))
        return Number(f"{name}, {what}", value, unit, kind, low, high, note)

    random, common = pooled.random, pooled.common
    of = words.counted(pooled.studies, "trial")
    found = [number(f"difference from the control, {of}", random.low, random.value, random.high, _assumed(pooled))]
    if pooled.prediction is not None and pooled.studies <= 2:
        found.append(number("were the true difference the same in both", common.low, common.value, common.high))
    elif pooled.prediction is not None:
        low, high = pooled.prediction
        found.append(number("where a further trial is expected", low, random.value, high))
    if important:
        found.append(Number(f"{name}, difference that counts", important, unit, "limit"))
    return tuple(found)


def _assumed(pooled: Pooled) -> str:
    items = pooled.effects.items
    borrowed = sum(any("borrowed" in note for note in item.notes) for item in items)
    return f"SD of {borrowed} of {len(items)} differences borrowed from other arms" if borrowed else ""


def _finding(part: Effect, trials: Trials) -> str:
    """In a sentence for patients."""
    benefit, pooled = trials.benefit, trials.pooled
    if benefit is None or pooled is None:
        if not trials.found:
            return "no trial with a control reports it"
        better, told = sum(found.trial.direction == "better" for found in trials.found), len(trials.found)
        if told == 1:
            return f"the one trial that reports it found {'more' if better else 'no more'} than with the control"
        return f"{better or 'none'} of {told} trials found more than with the control"
    inside = "" if benefit.low > 0 or benefit.high < 0 else ", no more than chance can do"
    of = words.counted(pooled.studies, "trial")
    if trials.ratio:
        share = _control_share(pooled)
        ours = min(1.0, share * math.exp(pooled.random.value))
        return f"in {of}, {words.of_hundred(ours)} of 100 against {words.of_hundred(share)} of 100{inside}"
    way = "better" if benefit.value >= 0 else "worse"
    unit = words.UNITS[part.measure]
    return f"in {of}, {words.plain(round(abs(benefit.value), 1))} {unit} {way} than the control{inside}"


def _control_share(pooled: Pooled) -> float:
    """Share of people in the control arms, each arm once."""
    arms: dict[tuple[str, str], tuple[float, int]] = {
        (i.study, i.control): (i.control_share, i.control_people or 1)
        for i in pooled.effects.items
        if isinstance(i, Difference) and i.control_share is not None
    }
    return sum(share * n for share, n in arms.values()) / sum(n for _, n in arms.values())


def _record(part: Effect, found: Found, ratio: bool) -> Record:
    if found.words is not None:
        return sources.of_study(
            found.study, f"in words, {found.words.direction}: {found.words.words}", {found.words.read_in},
            moves=not part.beside,
        )  # fmt: skip
    said = []
    for item in found.differences:
        half = 1.96 * math.sqrt(item.variance)
        low, value, high = (math.exp(x) if ratio else x for x in (item.value - half, item.value, item.value + half))
        people = f"{item.people} against {item.control_people} people"
        unit = "risk ratio" if ratio else words.UNITS[part.measure]
        notes = "; ".join(("", *item.notes))
        said.append(
            f"{item.arm} against {item.control}, month {item.month:g}: {words.plain(value)} {unit} "
            f"({words.span(low, high)}), {people}{notes}".replace("_", " ")
        )
    return sources.of_study(
        found.study, "; ".join(said), read_in(found.study, found.differences, part.measure), moves=not part.beside
    )


def _silent(part: Effect, study: Study) -> Record:
    said = f"reports no {words.measure_name(part.measure)} against a control at these visits, in numbers or words"
    return sources.of_study(study, said, set(), moves=False, silent=True)
